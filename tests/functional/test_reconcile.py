"""reconcile on the example month: figures like the portal's, made from ours, with differences planted one by one."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from phucvu.lake.workspace import Workspace

from .conftest import Demo, Ran, finished, message, process, write_messages
from .portal_like import PortalLike

READ_ON = date(2023, 5, 31)
AS_AT = "2023-05-31T23:59:59"
Key = tuple[str, str]


@pytest.fixture(scope="module")
def month(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The example with a few more dossiers: three settled on the promised day after the hour, four never sent on."""
    folder = tmp_path_factory.mktemp("month")
    shutil.copytree(demo.workspace().path, folder / "workspace")
    late = [message(f"000.00.68.H52-230502-9{n:03}", "20230502", "20230510", "20230510") for n in range(3)]
    late = [each | {"NgayHenTra": "20230510083000"} for each in late]  # settled at nine
    sent = write_messages(folder / "more.jsonl", late)
    listed = folder / "dossier.csv"
    with listed.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["dossier_code", "procedure_code", "channel", "received_at", "promised_at", "finished_at"])
        for n in range(4):
            code, days = f"H52.67-230503-9{n:03}", ("2023-05-03", "2023-05-30", "2023-05-12")
            writer.writerow([code, "1.000001", 2, *days])
    workspace = folder / "workspace"
    for path in (sent, listed):
        told = ("--extracted-at", "2023-05-31T23:00", "--scope", "all", "--period", "2023-05")
        ran = finished(process("import", path, "--workspace", workspace, *told))
        assert ran.code == 0, ran.err
    return Workspace.open(workspace)


def ours(workspace: Workspace, *words: str) -> list[dict[str, Any]]:
    asked = ("score", "--period", "2023-05", "--as-at", AS_AT, "--workspace", workspace.path, "--format", "json")
    rows: list[dict[str, Any]] = finished(process(*asked, *words)).json
    return rows


@pytest.fixture(scope="module")
def scores(month: Workspace) -> list[dict[str, Any]]:
    return ours(month)


@pytest.fixture
def portal(scores: list[dict[str, Any]]) -> PortalLike:
    return PortalLike.of(scores, READ_ON)


def reconciled(month: Workspace, files: list[Path], *words: object) -> Ran:
    return finished(process("reconcile", "--period", "2023-05", *files, "--workspace", month.path, *words))


def keyed(document: dict[str, Any]) -> dict[Key, dict[str, Any]]:
    return {(row["agency_code"], row["criterion"] or row["group"]): row for row in document["rows"]}


def test_the_same_figures_are_equal(month: Workspace, portal: PortalLike, tmp_path: Path) -> None:
    ran = reconciled(month, portal.write(tmp_path))
    assert ran.code == 0
    assert ran.out.strip() == f"{len(portal.rows)} of {len(portal.rows)} equal"
    assert "Không có chỗ nào khác" in ran.err
    assert "MÔ PHỎNG" in ran.err


@pytest.fixture
def planted(month: Workspace, portal: PortalLike, scores: list[dict[str, Any]]) -> dict[Key, tuple[str, str | None]]:
    """Ten differences, each with the kind it must be found as and the rule both sides agree under, if there is one."""
    before = {(row["agency_code"], row["criterion"] or row["group"]): row for row in scores}
    by_day = {
        (row["agency_code"], row["criterion"] or row["group"]): row for row in ours(month, "--reading", "same_day")
    }
    expected: dict[Key, tuple[str, str | None]] = {}

    def plant(agency: str, item: str, kind: str, agrees_with: str | None = None, **cells: Any) -> None:
        portal.change(agency, item, **cells)
        expected[agency, item] = (kind, agrees_with)

    def points(agency: str, item: str) -> Decimal:
        return Decimal(before[agency, item]["points"])

    def counts(agency: str, item: str) -> tuple[int, int]:
        return before[agency, item]["numerator"], before[agency, item]["denominator"]

    # 1 a hundredth in a criterion; 2 a hundredth in a group whose parts agree
    plant("H52.16", "progress.on_time", "rounding", score=points("H52.16", "progress.on_time") - Decimal("0.01"))
    plant("H52", "digitization", "rounding", score=points("H52", "digitization") + Decimal("0.01"))
    # 3 the counts of a system that compares days; its group follows
    day = by_day["H52.68", "progress.on_time"]
    assert day["numerator"] == counts("H52.68", "progress.on_time")[0] + 3
    plant(*("H52.68", "progress.on_time", "other_reading", "same_day"), numerator=day["numerator"], score=day["points"])
    plant("H52.68", "progress", "parts", score=day["points"])
    # 4 petitions without cases by the rule of 2024: six points for a department, where 2023 gave none
    plant("H52.07", "satisfaction.petition_on_time", "other_reading", "2024-01-01", score="6.00")
    # 5 four dossiers that never reached the portal: counted by us alone
    above, below = counts("H52.67", "online.filed")
    plant("H52.67", "online.filed", "other_count", numerator=above - 4, denominator=below - 4)
    # 6 dossiers without a reception date, which the portal counts as on time
    above, below = counts("H52.X21", "progress.on_time")
    plant("H52.X21", "progress.on_time", "other_count", numerator=above + 10, denominator=below + 10)
    # 7 seven fewer succeed, and nothing tells which
    above, _ = counts("H52.62", "online.filed")
    plant("H52.62", "online.filed", "other_count", numerator=above - 7)
    # 8 a denominator that the portal itself calls provisional
    flag = "TEMP_NATIONAL_REPORT_DENOMINATOR"
    _, below = counts("H52", "disclosure.synchronised")
    plant(*("H52", "disclosure.synchronised", "portal_flag"), denominator=below + 500, score="5.80")
    portal.change("H52", "disclosure.synchronised", data_quality_status=flag)
    # 9 points missing at the portal where we have some
    plant("H52.61", "digitization.result", "not_received", numerator=None, denominator=None, score=None)
    # 10 a unit of the portal that is not in our list
    stranger = portal.rows["H52.61", "progress.on_time"] | {"unit_code": "H52.99", "unit_name": "Sở lạ"}
    portal.rows["H52.99", "progress.on_time"] = stranger
    expected["H52.99", "progress.on_time"] = ("not_received", None)
    return expected


def test_ten_planted_differences_are_found_and_none_invented(
    month: Workspace, portal: PortalLike, planted: dict[Key, tuple[str, str | None]], tmp_path: Path
) -> None:
    ran = reconciled(month, portal.write(tmp_path), "--format", "json", "--out", tmp_path / "doi-chieu.xlsx")
    assert ran.code == 0, ran.err
    document = ran.json
    rows = keyed(document)
    found = {key: (row["kind"], row["agrees_with"]) for key, row in rows.items() if row["kind"] != "equal"}
    # Which rounding gives the portal's points is told only where one does.
    told = {key: (kind, None if kind == "rounding" else rule) for key, (kind, rule) in found.items()}
    assert told == planted
    assert document["equal"] == document["of"] - len(planted)
    assert sum(document["kinds"].values()) == document["of"]
    assert all(row["sentence"] for key, row in rows.items() if key in planted)
    _evidence_holds(rows)
    _workbook_is(document, tmp_path / "doi-chieu.xlsx")


def _evidence_holds(rows: dict[Key, dict[str, Any]]) -> None:
    (unsent,) = (one for one in rows["H52.67", "online.filed"]["evidence"] if one["trait"] == "unsynchronised")
    assert sorted(unsent["codes"]) == [f"H52.67-230503-9{n:03}" for n in range(4)]
    (undated,) = rows["H52.X21", "progress.on_time"]["evidence"]
    assert (undated["trait"], undated["count"]) == ("no_reception_date", 10)
    nothing = rows["H52.62", "online.filed"]
    assert nothing["evidence"] == []
    assert "Không chỉ ra được" in nothing["sentence"]
    assert [key for key, row in rows.items() if not row["is_explained"]] == [("H52.62", "online.filed")]


def _workbook_is(document: dict[str, Any], path: Path) -> None:
    """The workbook tells what the JSON tells; null is an empty cell."""
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Đọc trước", "Chênh lệch", "Mọi dòng", "Hồ sơ"]
    assert str(book["Đọc trước"]["A1"].value).startswith("SỐ LIỆU MÔ PHỎNG")
    heads, *lines = book["Mọi dòng"].iter_rows(values_only=True)
    at = {head: place for place, head in enumerate(heads)}
    assert len(lines) == document["of"]
    for row, line in zip(document["rows"], lines, strict=True):
        assert line[at["Mã"]] == row["agency_code"]
        assert line[at["Ta: mẫu số"]] == row["own_denominator"]
        assert line[at["Cổng: điểm"]] == (None if row["portal_points"] is None else float(row["portal_points"]))
        assert (line[at["Vì sao, làm gì"]] or "") == row["sentence"]
    assert len(list(book["Chênh lệch"].iter_rows())) == 1 + document["of"] - document["equal"]
    codes = {line[4] for line in book["Hồ sơ"].iter_rows(min_row=2, values_only=True)}
    assert codes == {code for row in document["rows"] for one in row["evidence"] for code in one["codes"]}


def test_a_unit_missing_at_the_portal_is_named(month: Workspace, portal: PortalLike, tmp_path: Path) -> None:
    portal.rows = {key: row for key, row in portal.rows.items() if key[0] != "H52.70"}
    document = reconciled(month, portal.write(tmp_path), "--format", "json").json
    differing = [row for row in document["rows"] if row["kind"] != "equal"]
    assert {row["agency_code"] for row in differing} == {"H52.70"}
    assert {(row["kind"], row["side"]) for row in differing} == {("not_received", "portal")}


def test_rows_of_one_agency_and_strict(month: Workspace, portal: PortalLike, tmp_path: Path) -> None:
    above = portal.rows["H52.62", "online.filed"]["numerator"]
    portal.change("H52.62", "online.filed", numerator=above - 7)
    files = portal.write(tmp_path)
    assert reconciled(month, files, "--agency", "H52.61", "--strict").code == 0
    ran = reconciled(month, files, "--agency", "H52.62", "--strict")
    assert ran.code == 1
    assert "khác số đếm" in ran.out
    assert f"{above - 7}/" in ran.out
    every = reconciled(month, files, "--agency", "H52.62", "--all", "--format", "csv")
    assert len(every.out.splitlines()) == 1 + 28


def test_other_clocks_are_said(month: Workspace, portal: PortalLike, tmp_path: Path) -> None:
    asked = ("--as-at", "2023-05-31T16:30", "--agency", "H52.16", "--format", "json")
    ran = reconciled(month, portal.write(tmp_path), *asked)
    assert any("không cùng thời điểm" in sentence for sentence in ran.json["sentences"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--agency", "Sở Không Có"], "Sở Không Có"),
        (["--out", "bang.docx"], ".xlsx"),
        (["--level", "commune"], "--level"),
    ],
)
def test_wrong_use_is_a_sentence(
    month: Workspace, portal: PortalLike, tmp_path: Path, words: list[str], told: str
) -> None:
    ran = reconciled(month, portal.write(tmp_path), *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_figures_of_another_period_are_named(month: Workspace, portal: PortalLike, tmp_path: Path) -> None:
    files = [path.rename(tmp_path / path.name.replace("2023-05-31", "2023-04")) for path in portal.write(tmp_path)]
    ran = reconciled(month, files)
    assert (ran.code, ran.out) == (2, "")
    assert "Không có số liệu của Cổng cho kỳ 2023-05" in ran.err
    assert "2023-04" in ran.err


def test_nothing_imported_and_no_files_is_a_sentence(office: Path, run: Callable[..., Ran]) -> None:
    ran = run("reconcile", "--period", "2023-05")
    assert (ran.code, ran.out) == (2, "")
    assert "phucvu import --source portal" in ran.err
