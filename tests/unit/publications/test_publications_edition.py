"""The edition as a whole: frozen, the same again, never half there; open data and charts."""

import csv
import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from drawn_month import small_month

from phucvu.errors import UserError
from phucvu.publications import edition as room
from phucvu.publications.edition import Edition, EditionInput, edition_id, make


def made_again(tmp_path: Path, given: EditionInput | None = None) -> Edition:
    return make(given or small_month(), tmp_path, with_pdf=False)


def test_the_same_input_gives_the_same_id_and_bytes(edition: Edition, tmp_path: Path) -> None:
    again = made_again(tmp_path)
    assert (again.id, again.hash) == (edition.id, edition.hash)
    ours, theirs = ({file.path.name: file.sha256 for file in each.files} for each in (edition, again))
    assert ours == theirs


def test_every_input_moves_the_id(month: EditionInput) -> None:
    profile = msgspec.structs.replace(month.profile, symbol="UBND-NC")
    changed: list[EditionInput] = [
        replace(month, known_at="8"),
        replace(month, overdue=month.overdue[:-1]),
        replace(month, score_rows=month.score_rows[1:]),
        replace(month, official=[]),
        replace(month, profile=profile),
        replace(month, is_simulated=True),
    ]
    assert len({edition_id(each) for each in [month, *changed]}) == len(changed) + 1


def test_words_of_a_trace_are_not_data(month: EditionInput) -> None:
    rows = [replace(row, tell=lambda: ("kể lại",)) for row in month.score_rows]
    assert edition_id(replace(month, score_rows=rows)) == edition_id(month)


def test_hashes_are_those_of_the_files(edition: Edition) -> None:
    for file in edition.files:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
    told = json.loads((edition.folder / "an-ban.json").read_text("utf8"))
    assert told["id"] == edition.id
    assert told["as_at"] == "2026-08-31T16:30:00+07:00"
    assert set(told["files"].values()) == {file.sha256 for file in edition.files}


def test_making_again_in_the_same_place_leaves_one_edition(tmp_path: Path) -> None:
    first, second = made_again(tmp_path), made_again(tmp_path)
    assert first.folder == second.folder
    assert [path.name for path in tmp_path.iterdir()] == [first.folder.name]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any) -> None:
        raise RuntimeError("hỏng giữa chừng")

    monkeypatch.setattr(room.workbook, "write", broken)
    with pytest.raises(RuntimeError):
        made_again(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_bad_template_stops_before_anything_is_written(month: EditionInput, tmp_path: Path) -> None:
    (tmp_path / "mau.docx").write_bytes(b"x")
    profile = msgspec.structs.replace(month.profile, template=str(tmp_path / "mau.docx"))
    with pytest.raises(UserError, match=r"mau\.docx"):
        made_again(tmp_path / "out", replace(month, profile=profile))
    assert not (tmp_path / "out").exists()


def test_repeated_lines_count_once_and_are_told(month: EditionInput, tmp_path: Path) -> None:
    made = made_again(tmp_path, replace(month, overdue=[*month.overdue, month.overdue[0]]))
    assert made.cells["H52.01", "overdue"] == "3"
    assert any(month.overdue[0].dossier_code in warning for warning in made.warnings)


def test_steps_are_told_in_order(tmp_path: Path) -> None:
    steps: list[tuple[int, int | None, str]] = []
    make(small_month(), tmp_path, lambda done, total, words: steps.append((done, total, words)), with_pdf=False)
    assert [done for done, _, _ in steps] == list(range(len(steps)))
    assert all(total and done < total for done, total, _ in steps)


def rows(edition: Edition, name: str) -> list[dict[str, str]]:
    with (edition.folder / "du-lieu-mo" / f"{name}.csv").open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def test_scores_leave_in_the_form_of_the_contract(edition: Edition) -> None:
    first = rows(edition, "scores")[0]
    assert list(first)[:4] == ["period", "as_at", "known_at", "reading"]
    assert (first["ratio"], first["points"], first["as_at"]) == ("0.906250", "18.13", "2026-08-31T16:30:00+07:00")


def test_overdue_dossiers_leave_as_codes_only(edition: Edition) -> None:
    found = rows(edition, "overdue")
    assert list(found[0]) == ["agency_code", "dossier_code", "printed_code", "part", "is_new"]
    assert [row["is_new"] for row in found] == ["", "true", "false", ""]


def test_appendix_one_keeps_state_and_source_of_every_cell(edition: Edition) -> None:
    found = {(row["agency_code"], row["column"]): row for row in rows(edition, "appendix-1")}
    assert found["H52.102", "overdue"] | {} == {
        "agency_code": "H52.102",
        "agency_name": "UBND xã Mường La",
        "column": "overdue",
        "value": "0",
        "state": "measured",
        "source": "own",
    }
    missing = found["H52.02", "overdue"]
    assert (missing["value"], missing["state"]) == ("", "not_received")


def test_the_datapackage_describes_every_file(edition: Edition) -> None:
    folder = edition.folder / "du-lieu-mo"
    package = json.loads((folder / "datapackage.json").read_text("utf8"))
    assert package["licenses"] and package["is_simulated"] is False
    assert {resource["path"] for resource in package["resources"]} == {path.name for path in folder.glob("*.csv")}
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = content.decode("utf8").splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_parquet_is_left_to_a_writer_that_is_given(tmp_path: Path) -> None:
    def write(found: list[dict[str, Any]], path: Path) -> None:
        path.write_text(str(len(found)), "utf8")

    made = make(small_month(), tmp_path, write_parquet=write, with_pdf=False)
    written = {file.path.name: file.path.read_text("utf8") for file in made.files if file.path.suffix == ".parquet"}
    assert written == {
        "scores.parquet": "7",
        "appendix-1.parquet": "16",
        "overdue.parquet": "4",
        "official.parquet": "5",
    }


def test_simulated_figures_are_marked_in_sheets_data_and_charts(month: EditionInput, tmp_path: Path) -> None:
    made = made_again(tmp_path, replace(month, is_simulated=True))
    package = json.loads((made.folder / "du-lieu-mo" / "datapackage.json").read_text("utf8"))
    assert package["is_simulated"] is True and package["title"].startswith("SỐ LIỆU MÔ PHỎNG")
    for file in made.files:
        if file.path.suffix == ".svg":
            assert "SỐ LIỆU MÔ PHỎNG" in file.path.read_text("utf8")
        if file.path.suffix == ".xlsx":
            with zipfile.ZipFile(file.path) as book:
                sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
                assert all("SỐ LIỆU MÔ PHỎNG" in book.read(name).decode("utf8") for name in sheets)


def test_charts_speak_vietnamese_and_have_no_address_to_fetch(edition: Edition) -> None:
    charts = {file.path.stem: file.path for file in edition.files if file.path.suffix == ".svg"}
    assert sorted(charts) == ["nhom-tieu-chi", "qua-han", "xep-hang-cac-so-ban-nganh"]
    groups = charts["nhom-tieu-chi"].read_text("utf8")
    assert "Tiến độ giải quyết" in groups and "18,13/20" in groups
    assert "Sở Tài chính" in charts["qua-han"].read_text("utf8")
    for path in charts.values():
        assert "href" not in path.read_text("utf8")
        assert path.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
