"""What the portal published goes into the lake: imported from tables, printed in the letter, withdrawn, compared."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.official import figures_of
from phucvu.main.reading_history import history
from phucvu.registry.period import parse_period
from phucvu.registry.provinces import provinces_on
from phucvu.rubric import load
from phucvu.scores.replaying import Replayed, replay

from .conftest import Ran

PUBLISHED = Path(__file__).parents[1] / "replay" / "published"
Run = Callable[..., Ran]
MAX = {"CKMB": 18, "TDGQ": 20, "ONLINE": 12, "TTTT": 10, "MDSH": 22, "MDHL": 18}


@pytest.fixture
def ws(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Phú Thọ (H44), where nothing was imported yet."""
    monkeypatch.setenv("PHUCVU_HOME", str(tmp_path / "ws"))
    assert run("init", tmp_path / "ws", "--province", "H44").code == 0
    return Workspace.open(tmp_path / "ws")


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf8")
    return path


def progress(folder: Path, day: str, *units: str, name: str = "tien-do") -> Path:
    heading = "unit_code,unit_name,level,period,totalReceived,totalOnTime,score,max_score"
    return table(folder / f"{name}_{day}.csv", heading, *units)


def rows(ws: Workspace, **wanted: Any) -> list[dict[str, Any]]:
    found = Snapshot.open(ws).rows("official_reading")
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def brought(run: Run, *words: object) -> dict[str, Any]:
    ran = run("import", *words, "--format", "json")
    assert ran.code == 0, ran.err
    result: dict[str, Any] = ran.json
    return result


# ---- what is kept of a figure


def test_a_table_of_the_portal_is_known_by_its_heading_and_told_before_it_is_imported(ws: Workspace, run: Run) -> None:
    ran = run("import", PUBLISHED / "payment_units.csv")
    assert ran.code == 0
    assert "do Cổng DVCQG công bố" in ran.err
    assert "của 1 tỉnh, thành phố và 2 đơn vị; kỳ 2026, 2026-09;" in ran.err
    assert "23:59 ngày 26/09/2026" in ran.err


def test_points_counts_flags_level_and_evidence_are_kept(ws: Workspace, run: Run) -> None:
    brought(run, PUBLISHED / "metrics_2026-10-10.csv")
    (row,) = rows(ws, agency_code="H49", item="disclosure.updated_on_time")
    assert (row["value"], row["max_value"], row["numerator"], row["denominator"]) == ("3.35", "4", 52, 62)
    assert (row["state"], row["source"], row["level"], row["period"]) == ("measured", "portal", "province", "2026")
    assert f"{row['read_at']}" == "2026-10-10 23:59:59"  # a day alone: its last second
    assert row["evidence"].startswith("metrics_2026-10-10.csv sha256:")
    assert any(row["flags"] == "TEMP_NATIONAL_REPORT_DENOMINATOR" for row in rows(ws))


@pytest.mark.parametrize(
    ("cells", "state", "value"),
    [
        ("5,10,3,6", "measured", "3"),
        ("0,10,0,6", "measured", "0"),  # zero is not nothing
        ("0,0,6,6", "no_cases", "6"),  # petitions 0 of 0: six points, and still no cases
        ("0,0,,6", "no_cases", None),
        (",,2,6", "measured", "2"),  # points without counts: certified copies
        (",,,6", "not_received", None),
    ],
)
def test_the_states_stay_apart(ws: Workspace, run: Run, tmp_path: Path, cells: str, state: str, value: str) -> None:
    heading = "unit_code,group,metric,numerator,denominator,score,max_score"
    path = table(tmp_path / "tieu-chi_2026-10-10.csv", heading, f"H44,MDHL,PETITION_PROCESSING_ON_TIME,{cells}")
    brought(run, path)
    (row,) = rows(ws, item="satisfaction.petition_on_time")
    assert (row["state"], row["value"]) == (state, value)


def test_counts_of_a_tree_are_rows_without_points_of_their_own(ws: Workspace, run: Run) -> None:
    brought(run, PUBLISHED / "payment_units.csv")
    (group,) = rows(ws, agency_code="H44", period="2026-09", item="payment")
    (part,) = rows(ws, agency_code="H44", period="2026-09", item="payment.dossiers")
    assert (group["value"], group["denominator"]) == ("6.34", None)
    assert (part["value"], part["numerator"], part["denominator"], part["state"]) == (None, 63187, 75024, "measured")
    (none,) = rows(ws, agency_code="H44.01", item="payment.dossiers")
    assert none["state"] == "no_cases"


def test_figures_of_one_procedure_are_rejected_with_a_sentence(ws: Workspace, run: Run) -> None:
    with (PUBLISHED / "payment_units.csv").open(encoding="utf8") as stream:
        scopes = [row["scope"] for row in csv.DictReader(stream)]
    result = brought(run, PUBLISHED / "payment_units.csv")
    assert result["rejected"] == sum(scope != "all" for scope in scopes) > 0
    assert result["accepted"] + result["unchanged"] + result["rejected"] == len(scopes)
    assert "chỉ của một thủ tục" in Snapshot.open(ws).rejects(result["import_id"])[0]["sentence"]


def test_reading_time_is_what_is_said_else_what_the_file_says_else_now(ws: Workspace, run: Run) -> None:
    path = PUBLISHED / "groups_2026-10-10.csv"
    brought(run, path, "--extracted-at", "2026-10-11T08:00")
    assert {f"{row['read_at']}" for row in rows(ws)} == {"2026-10-11 08:00:00"}
    brought(run, path)
    assert {f"{row['read_at']}" for row in rows(ws)} == {"2026-10-11 08:00:00", "2026-10-10 23:59:59"}
    brought(run, PUBLISHED / "progress_units_2026-08.csv")  # a month is no reading time
    (late,) = {row["read_at"] for row in rows(ws, period="2026-08")}
    assert late > max(row["read_at"] for row in rows(ws, period="2026"))


def test_period_is_that_of_files_that_tell_none(ws: Workspace, run: Run) -> None:
    brought(run, PUBLISHED / "groups_2026-10-10.csv", PUBLISHED / "progress_units_2026-08.csv", "--period", "2026-09")
    assert {row["period"] for row in rows(ws)} == {"2026-09", "2026-08"}


def test_contradicting_figures_of_one_moment_are_refused_whole(ws: Workspace, run: Run, tmp_path: Path) -> None:
    one = progress(tmp_path, "2026-09-28", "H44,Phú Thọ,,2026-08,10,5,10,20")
    other = progress(tmp_path, "2026-09-28", "H44,Phú Thọ,,2026-08,11,5,9.09,20", name="khac")
    ran = run("import", "--source", "portal", one, other)
    assert ran.code == 2
    assert all(words in ran.err for words in ("tien-do_2026-09-28.csv", "khac_2026-09-28.csv", "H44", "--extracted-at"))
    assert rows(ws) == []


@pytest.mark.parametrize("words", [["--scope", "all"], ["--agencies", "H44"], ["--mapping", "cot.yaml"]])
def test_options_of_dossiers_are_refused(ws: Workspace, run: Run, words: list[str]) -> None:
    ran = run("import", PUBLISHED / "groups_2026-10-10.csv", *words)
    assert ran.code == 2
    assert words[0] in ran.err


def test_units_that_our_list_lacks_are_kept_and_named(ws: Workspace, run: Run, tmp_path: Path) -> None:
    units = table(tmp_path / "don-vi.csv", "agency_code,name,level", "H44,Phú Thọ,province", "H44.01,VP,department")
    assert run("import", units).code == 0
    lines = [f"{code},x,AGENCY,2026-08,10,5,10,20" for code in ("H44.01", "H44.77", "H52.16")]
    result = brought(run, progress(tmp_path, "2026-09-28", "H44,x,PROVINCE,2026-08,10,5,10,20", *lines))
    # H52.16 is of another province: none of ours to know.
    assert [(each["kind"], each["count"]) for each in result["findings"]] == [("unknown_agency", 1)]
    assert len(rows(ws, agency_code="H44.77")) == 2


# ---- undo, again, the same once more


def test_the_same_file_changes_nothing_and_goes_out_as_it_came(ws: Workspace, run: Run) -> None:
    first = brought(run, PUBLISHED / "groups_2026-10-10.csv")
    again = brought(run, PUBLISHED / "groups_2026-10-10.csv")
    assert (again["import_id"], again["accepted"], again["already"]) == (first["import_id"], 0, True)
    (listed,) = run("import", "--list", "--format", "json").json
    assert (listed["source"], listed["periods"]) == ("portal", ["2026"])
    assert run("import", "--undo", first["import_id"]).code == 0
    assert rows(ws) == []


def test_again_keeps_what_was_said_and_changes_what_is_said_now(ws: Workspace, run: Run) -> None:
    first = brought(run, PUBLISHED / "progress_units_2026-08.csv")
    before = rows(ws)
    second = brought(run, "--again", first["import_id"])
    assert rows(ws) == before  # the moment of the first import, not of this one
    third = brought(run, "--again", second["import_id"], "--extracted-at", "2026-09-28T10:00")
    assert {f"{row['read_at']}" for row in rows(ws)} == {"2026-09-28 10:00:00"}
    brought(run, "--again", third["import_id"])
    assert {f"{row['read_at']}" for row in rows(ws)} == {"2026-09-28 10:00:00"}


# ---- place and letter


def ranking(folder: Path, ours: str, leave_out: int = 0) -> Path:
    """Totals of all provinces of August 2026 but the last few: ours as given, the others 50, 51, 52 …"""
    codes = [each.code for each in provinces_on(parse_period("2026-08").last) if each.code != "H44"]
    lines = [f"{code},{50 + place}," for place, code in enumerate(codes)][: len(codes) - leave_out]
    return table(folder / "hang_2026-09-28.csv", "unit_code,score,rank", f"H44,{ours},", *lines)


def test_with_the_totals_of_all_provinces_there_are_places(ws: Workspace, run: Run, tmp_path: Path) -> None:
    brought(run, ranking(tmp_path, "80.00"), "--period", "2026-08")
    number = len(provinces_on(parse_period("2026-08").last))
    (place,) = rows(ws, agency_code="H44", item="place")
    tied = next(row for row in rows(ws, item="total", value="80") if row["agency_code"] != "H44")
    # 81 and 82 are ahead; the other with 80 shares the place, and the one with 79 is two further.
    assert (place["value"], place["max_value"]) == ("3", str(number))
    assert rows(ws, agency_code=tied["agency_code"], item="place")[0]["value"] == "3"
    after = next(row for row in rows(ws, item="total", value="79"))
    assert rows(ws, agency_code=after["agency_code"], item="place")[0]["value"] == "5"
    assert "hạng xếp theo tổng điểm" in place["evidence"]


def test_with_one_province_missing_there_is_no_place(ws: Workspace, run: Run, tmp_path: Path) -> None:
    ran = run("import", ranking(tmp_path, "80.00", leave_out=1), "--period", "2026-08")
    assert "không xếp hạng" in ran.err
    assert rows(ws, item="place") == []


def groups(folder: Path) -> Path:
    points = {"CKMB": 17.5, "TDGQ": 15.68, "ONLINE": 8.83, "TTTT": 2.5, "MDSH": 15.77, "MDHL": 16}
    lines = [f"H44,{code},{value},{MAX[code]}" for code, value in points.items()]
    return table(folder / "nhom_2026-09-28.csv", "unit_code,group,score,max_score", *lines)


def test_the_letter_prints_the_official_total_place_groups_and_ratios(ws: Workspace, run: Run, tmp_path: Path) -> None:
    online = table(
        tmp_path / "truc-tuyen_2026-09-28.csv",
        "unit_code,score,max_score,authorityCount,partialCount,fullCount,onlineDossierCount,onlineServiceTotal,"
        "channelOnlineSum,channelTotalSum",
        "H44,8.83,12,56,31,21,406,1968,150956,152595",
    )
    brought(run, ranking(tmp_path, "80.00"), groups(tmp_path), online, "--period", "2026-08")
    letter = ("letter", "--period", "2026-08", "--out", tmp_path / "cv", "--as-at", "2026-09-28", "--format", "json")
    assert run(*letter).code == 0
    text = letter_text(tmp_path / "cv")
    assert "đạt 80,00/100 điểm, xếp thứ 3/34 tỉnh, thành phố" in text
    assert "Thanh toán trực tuyến: 2,5/10 điểm" in text
    assert {row["agency_code"] for row in official(tmp_path / "cv")} == {"H44"}  # other provinces are not our letter
    values = {row["item"]: row["value"] for row in official(tmp_path / "cv")}
    assert (values["filed_online_ratio"], values["satisfaction_ratio"]) == ("98.9", "88.9")
    assert "online.offered" not in values  # counts without points say nothing here


def letter_text(folder: Path) -> str:
    from docx import Document

    (path,) = [each for each in folder.glob("*.docx") if "cong-van" in each.name or "letter" in each.name]
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def official(folder: Path) -> list[dict[str, str]]:
    (path,) = folder.rglob("*official*.csv")
    with path.open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


# ---- read back


def test_figures_come_back_from_the_lake_as_they_were_published(ws: Workspace, run: Run) -> None:
    """Replayed from the lake, the published rows are as equal as from their files."""
    files = [PUBLISHED / "metrics_2026-10-10.csv", PUBLISHED / "groups_2026-10-10.csv"]
    from_files = run("replay", *files, "--format", "json").json
    brought(run, *files)
    found = [each for each in replay(figures_of(Snapshot.open(ws), "2026"), load()) if isinstance(each, Replayed)]
    told = {(each.figure.agency_code, each.criterion or each.group): each.is_equal for each in found}
    criteria = {
        (row["agency_code"], row["criterion"] or row["group"]): row["difference"] == "0.00"
        or row["official"] == row["ours"]
        for row in from_files["rows"]
    }
    assert told == criteria
    assert len(told) > 20


def test_counts_go_back_into_the_figure_of_their_group(ws: Workspace, run: Run) -> None:
    brought(run, PUBLISHED / "payment_units.csv")
    (group,) = [each for each in figures_of(Snapshot.open(ws), "2026-09") if each.agency_code == "H44"]
    assert (group.item, group.layout, f"{group.points}") == ("TTTT", "payment", "6.34")
    assert group.counts["payment.dossiers"] == (63187, 75024)
    assert set(group.counts) == {"payment.dossiers", "payment.procedures", "payment.integrated"}
    assert (group.level, f"{group.read_at}", group.row) == ("province", "2026-09-26 23:59:59", 2)


def test_a_period_never_read_has_no_figures(ws: Workspace) -> None:
    assert figures_of(Snapshot.open(ws), "2020-01") == []


# ---- history


@pytest.fixture
def drifted(ws: Workspace, run: Run, tmp_path: Path) -> Workspace:
    """August read on 26 and on 28 September: one count drifted, one unit left, another came."""
    brought(
        run,
        progress(
            tmp_path,
            "2026-09-26",
            "H44,UBND tỉnh Phú Thọ,PROVINCE,2026-08,184513,144625,15.68,20",
            "H44.01,Văn phòng UBND,AGENCY,2026-08,10,10,20,20",
            "H44.02,Sở Cũ,AGENCY,2026-08,4,2,10,20",
        ),
    )
    brought(
        run,
        progress(
            tmp_path,
            "2026-09-28",
            "H44,UBND tỉnh Phú Thọ,PROVINCE,2026-08,184503,144625,15.68,20",
            "H44.01,Văn phòng UBND,AGENCY,2026-08,10,10,20,20",
            "H44.03,Sở Mới,AGENCY,2026-08,8,4,10,20",
        ),
    )
    return ws


def test_history_tells_what_drifted_what_left_and_what_came(drifted: Workspace) -> None:
    found = history(drifted.path, "2026-08")
    told = [(row["agency_code"], row["group"], row["criterion"], row["kind"]) for row in found.rows]
    assert told == [
        ("H44", "progress", "progress.on_time", "changed"),
        ("H44.02", "progress", None, "gone"),
        ("H44.02", "progress", "progress.on_time", "gone"),
        ("H44.03", "progress", None, "appeared"),
        ("H44.03", "progress", "progress.on_time", "appeared"),
    ]
    first = found.rows[0]
    assert (first["denominator_before"], first["denominator_after"]) == (184513, 184503)
    assert (first["read_at_before"], first["read_at_after"]) == (
        "2026-09-26T23:59:59+07:00",
        "2026-09-28T23:59:59+07:00",
    )
    assert (found.rows[1]["points_before"], found.rows[1]["points_after"]) == ("10.00", None)
    assert len(found.readings) == 2
    assert found.sentences[2] == (
        "UBND tỉnh Phú Thọ (H44), tiêu chí Hồ sơ giải quyết đúng hạn: đọc lúc 23:59 ngày 26/09/2026 là "
        "144.625/184.513, đọc lúc 23:59 ngày 28/09/2026 còn 144.625/184.503."
    )


def test_history_of_one_agency_between_two_moments(drifted: Workspace, run: Run, tmp_path: Path) -> None:
    path = progress(tmp_path, "2026-10-05", "H44,UBND tỉnh Phú Thọ,PROVINCE,2026-08,184503,144625,15.70,20")
    brought(run, path)
    found = history(drifted.path, "2026-08", since="2026-09-28", agency="H44")
    assert [(row["group"], row["criterion"], row["difference"]) for row in found.rows] == [("progress", None, "0.02")]
    assert "15,68 điểm" in found.sentences[-1]
    assert "lên 15,70 điểm" in found.sentences[-1]
    before = history(drifted.path, "2026-08", until="2026-09-28")
    assert before.read_at_after == "2026-09-28T23:59:59+07:00"
    assert len(before.readings) == 3


def test_figures_at_an_earlier_reading_are_those_of_that_reading(drifted: Workspace) -> None:
    snapshot = Snapshot.open(drifted)
    latest = {each.agency_code for each in figures_of(snapshot, "2026-08")}
    readings = sorted({each.read_at for each in figures_of(snapshot, "2026-08") if each.read_at})
    assert latest == {"H44", "H44.01", "H44.03"}  # Sở Cũ is no longer listed
    assert len(readings) == 1
    earlier = figures_of(snapshot, "2026-08", readings[0].replace(day=27))
    assert {each.agency_code for each in earlier} == {"H44", "H44.01", "H44.02"}


def test_no_change_is_one_sentence(ws: Workspace, run: Run, tmp_path: Path) -> None:
    for day in ("2026-09-26", "2026-09-28"):
        brought(run, progress(tmp_path, day, "H44,Phú Thọ,PROVINCE,2026-08,10,5,10,20"))
    found = history(ws.path, "2026-08")
    assert found.rows == []
    assert "không có gì thay đổi" in found.sentences[-1]


@pytest.mark.parametrize("number", [0, 1])
def test_history_needs_two_readings(ws: Workspace, run: Run, tmp_path: Path, number: int) -> None:
    for day in ["2026-09-26"][:number]:
        brought(run, progress(tmp_path, day, "H44,Phú Thọ,PROVINCE,2026-08,10,5,10,20"))
    with pytest.raises(UserError, match="cần hai lần để so"):
        history(ws.path, "2026-08")


@pytest.mark.parametrize(
    ("since", "until"), [("2026-09-01", None), ("2026-09-28", None), (None, "2026-09-26"), ("2026-09-28", "2026-09-26")]
)
def test_two_moments_must_mean_two_readings(drifted: Workspace, since: str | None, until: str | None) -> None:
    with pytest.raises(UserError, match=r"hai lần đọc khác nhau.*26/09/2026; .*28/09/2026"):
        history(drifted.path, "2026-08", since, until)


def test_tables_saved_one_by_one_on_a_day_are_one_reading(ws: Workspace, run: Run, tmp_path: Path) -> None:
    """A table that only the later reading holds is new to us, and nothing that changed at the portal."""
    brought(run, progress(tmp_path, "2026-09-26", "H44,Phú Thọ,PROVINCE,2026-08,10,5,10,20"))
    brought(run, progress(tmp_path, "2026-09-28", "H44,Phú Thọ,PROVINCE,2026-08,10,5,10,20"))
    brought(run, groups(tmp_path), "--period", "2026-08", "--extracted-at", "2026-09-28")
    found = history(ws.path, "2026-08")
    assert [reading["figures"] for reading in found.readings] == [2, 7]
    assert [row["group"] for row in found.rows] == ["progress"]  # its points, 10 before, 15.68 in the table of groups
    assert "5 số liệu chỉ có ở lần đọc sau" in found.sentences[2]
