"""`phucvu replay` at the terminal: one JSON document, the closing line, exit codes, no workspace."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

from .conftest import Ran

PUBLISHED = sorted((Path(__file__).parents[1] / "replay" / "published").glob("*.csv"))
HEADING = "unit_code,totalReceived,totalOnTime,score,max_score"
Run = Callable[..., Ran]


def table(folder: Path, *rows: str, name: str = "tien_do_2026-08.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEADING, *rows)) + "\n", "utf8")
    return path


def test_the_table_closes_with_the_count(run: Run) -> None:
    ran = run("replay", *PUBLISHED)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "129 of 130 equal")
    assert "8,10" in ran.out
    assert "Ngoại lệ đã biết: H55" in ran.err


def test_json_is_one_document(run: Run) -> None:
    document = run("replay", *PUBLISHED, "--format", "json").json
    assert list(document) == ["rows", "equal", "of", "no_counts", "exceptions", "remarks"]
    assert (document["equal"], document["of"], len(document["rows"])) == (129, 130, 130)
    assert sum(row["is_equal"] for row in document["rows"]) == 129


def test_csv_has_a_line_per_row(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("replay", *PUBLISHED, "--format", "csv").out)))
    assert len(rows) == 130
    assert {"official", "ours", "difference"} <= set(rows[0])


def test_strict_minds_only_what_is_unexplained(run: Run, tmp_path: Path) -> None:
    wrong = table(tmp_path, "H44,10,5,9.99,20")
    assert run("replay", *PUBLISHED, "--strict").code == 0
    assert run("replay", wrong).code == 0
    ran = run("replay", wrong, "--strict")
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "0 of 1 equal")
    assert "KHÁC" in ran.out


def answer(folder: Path, *children: dict[str, object], name: str = "tien_do_2026-08.json") -> Path:
    path = folder / name
    path.write_text(json.dumps({"code": "OK", "data": {"children": children}}), "utf8")
    return path


UNIT = {"departmentCode": "H44.07", "childGroup": "AGENCY", "totalReceived": 10, "totalOnTime": 5, "maxScore": 20}


def test_answers_of_the_portal_are_replayed_beside_tables(run: Run, tmp_path: Path) -> None:
    """A folder, a table and a fetched answer; what is odd is said on the error stream and stands in the document."""
    answer(tmp_path, UNIT | {"score": "10", "la": 1}, UNIT | {"departmentCode": "H44.08", "score": "mười"})
    ran = run("replay", tmp_path, table(tmp_path, "H44,10,5,10,20", name="tinh_2026-08.csv"), "--format", "json")
    assert (ran.json["equal"], ran.json["of"]) == (2, 2)
    kinds = [(each["kind"], each["file"]) for each in ran.json["remarks"]]
    name = "tien_do_2026-08.json"
    assert sorted(kinds) == [(f"portal_{kind}", name) for kind in ("number_as_text", "unknown_field", "unreadable")]
    assert "data.children[2].score" in ran.err
    assert "“mười”" in ran.err


def test_strict_minds_what_could_not_be_read(run: Run, tmp_path: Path) -> None:
    path = answer(tmp_path, UNIT | {"score": 10}, UNIT | {"departmentCode": "H44.08", "score": "mười"})
    assert run("replay", path).out.endswith("1 of 1 equal\n")
    assert run("replay", path, "--strict").code == 1


def test_a_hundred_remarks_do_not_flood_the_terminal(run: Run, tmp_path: Path) -> None:
    units = [UNIT | {"departmentCode": f"H44.{n}", "score": "mười" if n else 10} for n in range(100)]
    ran = run("replay", answer(tmp_path, UNIT | {"score": 10}, *units[1:]))
    assert len(ran.err.splitlines()) < 30
    assert "--format json" in ran.err


def test_nothing_that_can_be_read_is_one_sentence(run: Run, tmp_path: Path) -> None:
    ran = run("replay", answer(tmp_path, UNIT | {"score": "mười"}), "--format", "json")
    assert (ran.code, ran.out) == (2, "")
    assert "Không có số liệu nào" in ran.err
    assert "“mười”" in ran.err


def test_without_a_day_it_asks_for_one(run: Run, tmp_path: Path) -> None:
    undated = table(tmp_path, "H44,10,5,10,20", name="tien_do.csv")
    ran = run("replay", undated)
    assert (ran.code, ran.out) == (2, "")
    assert "--rubric-at" in ran.err
    assert run("replay", undated, "--rubric-at", "2026-10-10").out.endswith("1 of 1 equal\n")
    assert run("replay", undated, "--rubric-at", "mai").code == 2


def test_before_the_index_there_is_no_rubric(run: Run, tmp_path: Path) -> None:
    ran = run("replay", table(tmp_path, "H44,10,5,10,20", name="tien_do.csv"), "--rubric-at", "2020-01-01")
    assert ran.code == 2
    assert "01/08/2022" in ran.err


def test_a_bad_file_among_good_ones_prints_nothing(run: Run, tmp_path: Path) -> None:
    ran = run("replay", *PUBLISHED, table(tmp_path, "H44,mười,5,10,20"), "--format", "json")
    assert (ran.code, ran.out) == (2, "")
    assert "dòng 2" in ran.err
    assert "Traceback" not in ran.err
