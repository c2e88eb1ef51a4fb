"""Official tables that cannot be read: a sentence with file, row and remedy; nulls and odd spellings survive."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from phucvu.errors import UserError
from phucvu.records.portal import Figure, read
from phucvu.records.portal.tables import day_in

HEADING = "unit_code,totalReceived,totalOnTime,score,max_score"


def figures(folder: Path, *lines: str, name: str = "tien_do_2026-08.csv", mark: str = "\n") -> list[Figure]:
    path = folder / name
    path.write_text(mark.join(lines) + mark, "utf-8-sig")
    return list(read([path]))


def test_a_row_is_read(tmp_path: Path) -> None:
    (figure,) = figures(tmp_path, HEADING, "000.00.00.H44,10,5,10,20")
    assert (figure.agency_code, figure.level, figure.item, figure.row) == ("H44", "province", "TDGQ", 2)
    assert (figure.day, figure.period, figure.scope) == (date(2026, 8, 31), "2026-08", "all")
    assert figure.counts == {"progress.on_time": (5, 10)}


def test_empty_cells_are_null(tmp_path: Path) -> None:
    (figure,) = figures(tmp_path, HEADING, "H44,,5,,20")
    assert (figure.points, figure.counts) == (None, {"progress.on_time": None})


def test_semicolons_decimal_commas_and_windows_line_ends(tmp_path: Path) -> None:
    lines = (line.replace(",", ";") for line in (HEADING, "H44,10.0,5,7@83,20", "H45,10,5,7@83,20"))
    first, _ = figures(tmp_path, *(line.replace("@", ",") for line in lines), mark="\r\n")
    assert (first.points, first.counts["progress.on_time"]) == (Decimal("7.83"), (5, 10))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("H44,mười,5,10,20", ["dòng 3", "totalReceived", "mười"]),
        ("H44,10,5.5,10,20", ["dòng 3", "totalOnTime", "5.5"]),
        ("H44,10,-5,10,20", ["dòng 3", "totalOnTime", "-5"]),
        ("H44,307.000,5,10,20", ["dòng 3", "totalReceived", "307.000"]),
        ("H44,10,5,NaN,20", ["dòng 3", "score", "NaN"]),
        ("H44,10,5,cao,20", ["dòng 3", "score", "cao"]),
        (",10,5,10,20", ["dòng 3", "unit_code"]),
        ("UBND tỉnh,10,5,10,20", ["dòng 3", "unit_code", "UBND tỉnh"]),
        ("H44,10", ["dòng 3", "2 ô", "5"]),
        ("H44,10,5,10,20,1", ["dòng 3", "6 ô", "5"]),
        ("H43,10,5,10,20", ["dòng 2", "dòng 3", "H43", "capture"]),
    ],
)
def test_a_bad_row_is_a_sentence(tmp_path: Path, row: str, words: list[str]) -> None:
    with pytest.raises(UserError) as error:
        figures(tmp_path, HEADING, "H43,10,5,10,20", row)
    assert all(word in str(error.value) for word in ("tien_do_2026-08.csv", "ãy ", *words)), error.value


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "không có dòng số liệu"),
        (HEADING, "không có dòng số liệu"),
        ("a,b\n1,2", "Dòng tiêu đề"),
        ("<html>\n<body>403 Forbidden</body>\n</html>", "trang HTML"),
        ('{"code":"OK",\n"data":null}', "phần data trống"),
        ("unit_code,totalReceived,score,max_score\nH44,1,2,3", "totalOnTime"),
        (HEADING + ",score\nH44,1,1,20,20,19", "hai cột cùng tên: score"),
    ],
)
def test_a_file_that_is_no_such_table_is_a_sentence(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        figures(tmp_path, *content.split("\n"))


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("capture", "hôm qua", "capture: “hôm qua”"),
        ("capture", "2026-13-45", "capture: “2026-13-45”"),
        ("period", "tháng tám", "period: “tháng tám”"),
        ("level", "VILLAGE", "level: “VILLAGE”"),
    ],
)
def test_a_bad_cell_about_the_row_is_a_sentence(tmp_path: Path, column: str, cell: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        figures(tmp_path, f"{HEADING},{column}", f"H44.01,10,5,10,20,{cell}")


def test_without_a_day_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--rubric-at"):
        figures(tmp_path, HEADING, "H44,10,5,10,20", name="tien_do.csv")


def test_a_workbook_is_no_csv(tmp_path: Path) -> None:
    path = tmp_path / "tien_do_2026-08.csv"
    path.write_bytes(b"PK\x03\x04" + bytes(range(128, 256)) * 9)
    with pytest.raises(UserError, match="CSV UTF-8"):
        list(read([path]))


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không có tệp"):
        list(read([tmp_path / "khong_co.csv"]))


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "tien_do_2026-08.csv" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(f"{HEADING}\nH44,10,5,10,20\n", "utf8")
    assert [figure.file for figure in read(paths)] == [str(path) for path in paths]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("groups_2026-10-10", date(2026, 10, 10)),
        ("2026-10-03 or before", date(2026, 10, 3)),
        ("metrics_2026-02", date(2026, 2, 28)),
        ("metrics_2026-13", None),
        ("metrics_2026-02-30", None),
        ("12026-10-10", None),
        ("metrics", None),
    ],
)
def test_the_day_in_a_name(text: str, day: date | None) -> None:
    assert day_in(text) == day
