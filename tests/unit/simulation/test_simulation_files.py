"""What is written: repeatable bytes, readable by the readers of the house, no real person, everything said."""

import csv
import json
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from phucvu.records import sources
from phucvu.records.schema import record_type
from phucvu.simulation import lists
from phucvu.simulation.messages import PLACEHOLDER, day_first, iso_utc, plain
from phucvu.simulation.son_la import Month, Simulated, write, write_lists


@pytest.fixture(scope="module")
def out(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("month")


@pytest.fixture(scope="module")
def simulated(folder: Path, out: Path) -> Simulated:
    return write(folder, out)


def lines(out: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / name).read_text("utf8").splitlines()]


def envelopes(out: Path, name: str) -> list[dict[str, object]]:
    with zipfile.ZipFile(out / name) as archive:
        return [envelope for member in archive.namelist() for envelope in json.loads(archive.read(member))]


def test_moments_are_written_in_three_forms() -> None:
    moment = datetime(2023, 5, 4, 6, 5, 7)
    assert plain(moment) == "20230504060507"
    assert iso_utc(moment) == "2023-05-03T23:05:07Z"
    assert day_first(moment) == "04/05/2023 06:05:07"
    assert plain(None) == iso_utc(None) == day_first(None) == ""


def test_the_same_seed_writes_the_same_bytes_and_tells_its_steps(
    folder: Path, simulated: Simulated, tmp_path: Path
) -> None:
    told: list[tuple[int, int | None, str]] = []
    again = write(folder, tmp_path, on_step=lambda *step: told.append(step))
    assert [step[:2] for step in told] == [(1, 3), (2, 3), (3, 3)]
    for one, other in zip(simulated.files, again.files, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes(), one.path.name


def test_files_are_recognised_and_read_whole(simulated: Simulated) -> None:
    records: Counter[str] = Counter()
    for file in simulated.files:
        assert sources.detect(file.path) == file.source
        for batch in sources.read([file.path], file.record or file.source):
            records[batch.record] += len(batch.table)
            assert not batch.rejects
    assert records["agency"] == 31
    assert records["dossier"] > 15_347  # some sent twice
    assert records["applicant"] == records["dossier"]
    assert min(records[name] for name in ("status_history", "rating", "petition", "online_service")) > 0


def test_tables_have_the_headings_of_the_schemas(simulated: Simulated) -> None:
    for file in simulated.files:
        if file.source == "own_table":
            kind = record_type(file.record or "")
            with file.path.open(encoding="utf8") as stream:
                headings = next(csv.reader(stream))
            # A reading typed by hand leaves out what only the portal's own answers tell.
            assert headings == [column.name for column in kind.carried if column.name in headings]
            assert {*kind.key} <= {*headings}


def test_scopes_leave_out_who_sends_nothing(simulated: Simulated) -> None:
    dossiers = [file.scope for file in simulated.files if file.scope.records == ("dossier",)]
    assert len(dossiers) == 2
    for scope in dossiers:
        assert scope.kind == "all"
        assert "H52.X18" not in scope.agencies
        assert len(scope.agencies) == 29
        assert scope.periods == ("2023-05",)
        assert scope.extracted_at == datetime(2023, 6, 1, 6, 0)


def test_districts_send_some_dossiers_twice_first_without_flags(simulated: Simulated, out: Path) -> None:
    sent = envelopes(out, "ho-so-huyen.zip")
    first = [message for envelope in sent if envelope["isUpdating"] == "False" for message in envelope["data"]]
    update = [message for envelope in sent if envelope["isUpdating"] == "True" for message in envelope["data"]]
    assert {message["MaHoSo"] for message in first} < {message["MaHoSo"] for message in update}
    assert not any("KenhThucHien" in message or "TaiLieuNop" in message for message in first)
    assert all("KenhThucHien" in message and "NgayNopHoSo" in message for message in update)


def test_nothing_is_known_that_happens_after_extraction(simulated: Simulated, out: Path) -> None:
    steps = [row for row in lines(out, "tien-trinh-so-nganh.jsonl") if str(row["ThoiDiemXuLy"]).isdigit()]
    assert steps
    assert max(str(row["ThoiDiemXuLy"]) for row in steps) <= "20230601060000"
    assert len(steps) > len({tuple(row.items()) for row in steps})  # rows sent twice, as in real life


def test_applicants_are_plainly_made_up(simulated: Simulated, out: Path) -> None:
    for message in lines(out, "ho-so-so-nganh.jsonl"):
        assert "Mô Phỏng" in str(message["ChuHoSo"])
        assert str(message["SoGiayToChuHoSo"]).startswith(("999", PLACEHOLDER))
        assert str(message["Email"]).endswith("@example.invalid")


def test_codes_and_names_come_as_people_write_them(simulated: Simulated, out: Path, month: Month) -> None:
    sent = [message for envelope in envelopes(out, "ho-so-huyen.zip") for message in envelope["data"]]
    written, names = {message["MaHoSo"] for message in sent}, {message["DonViXuLy"] for message in sent}
    codes = {item.code for item in month.dossiers}
    assert 10 < len(written - codes) < 200
    assert {item.code for item in month.dossiers if item.is_overdue and item.unit[4] == "6"} <= written
    assert len(names) > 12  # twelve districts, some in more than one writing


def test_choices_are_sentences_with_the_solved_numbers(simulated: Simulated, month: Month) -> None:
    text = "\n".join(simulated.choices)
    for words in ("mô phỏng", "15.287 hồ sơ", "375 mã hồ sơ", "ở 9 đơn vị", "4 đơn vị không có hồ sơ quá hạn"):
        assert words in text
    assert not any("{" in sentence for sentence in simulated.choices)


@pytest.fixture(scope="module")
def listed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    return write_lists(folder, tmp_path_factory.mktemp("lists"))


def test_the_other_variant_has_two_lists_a_table_and_the_reading(listed: Simulated, month: Month) -> None:
    kinds = [file.scope.kind for file in listed.files]
    assert kinds == ["all", "all", "overdue_late", "overdue_open", "all"]
    late, still_open = (file.path.read_text("utf8") for file in listed.files[2:4])
    assert "H52.X02" not in listed.files[2].scope.agencies  # without due dates nothing can be listed as overdue
    for text, headings in ((late, lists.LATE), (still_open, lists.OPEN)):
        assert "<tr><th>" + "</th><th>".join(headings) + "</th></tr>" in text
        assert "MÔ PHỎNG" in text
    overdue = [item for item in month.dossiers if item.is_overdue]
    assert all((item.code in late) != (item.code in still_open) for item in overdue)
    assert late.count("<tr><td>") + still_open.count("<tr><td>") == 375


def test_the_pasted_table_is_appendix_one(listed: Simulated) -> None:
    table = listed.files[-1].path.read_text("utf8").splitlines()
    assert len(table) == 32
    assert table[-8].split("\t")[1:] == ["UBND huyện Sông Mã", "244", "83", "100", "5"]
