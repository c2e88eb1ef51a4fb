"""A signed letter read back: what differs from the edition, and only that."""

from dataclasses import replace
from datetime import date

from phucvu.publications.read_back import Difference, Printed, differences

CELLS = [
    ("H52.07", "Sở Giao thông vận tải", "overdue", "2", "measured"),
    ("H52.07", "Sở Giao thông vận tải", "filed_online", "67", "measured"),
    ("H52.07", "Sở Giao thông vận tải", "copies", "", "not_applicable"),
    ("H52.15", "Sở Lao động, Thương binh và Xã hội", "overdue", "0", "measured"),
    ("H52.15", "Sở Lao động, Thương binh và Xã hội", "filed_online", "", "no_cases"),
    ("H52.15", "Sở Lao động, Thương binh và Xã hội", "copies", "", "not_applicable"),
    ("H52.70", "Phường 5", "overdue", "1240", "measured"),
    ("H52.70", "Phường 5", "filed_online", "16.7", "measured"),
    ("H52.70", "Phường 5", "copies", "3", "measured"),
]
CODES = ["000.00.07.H52-230508-0578", "000.00.07.H52-230523-0403"]
PRINTED = Printed(
    number="147/VPUB-KSTTHC",
    issued_on=date(2023, 6, 5),
    appendix=[dict(zip(("agency_code", "agency_name", "column", "value", "state"), row, strict=True)) for row in CELLS],
    official=[
        {"item": "total", "value": "53.63", "max_value": "100"},
        {"item": "place", "value": "33", "max_value": "63"},
    ],
    codes=CODES,
    known_codes=CODES,
)
TEXT = """
      Số: 147/VPUB-KSTTHC        Sơn La, ngày 05 tháng 6 năm 2023
 Tỉnh Sơn La đạt 53,63/100 điểm, xếp thứ 33/63 tỉnh, thành phố.
                       Phụ lục I
 STT   Tên cơ quan                    Số hồ sơ quá hạn   Tỷ lệ   Bản sao
 I. Các sở
  1    Sở Giao thông vận tải             2               67         -
       Sở Lao động, Thương binh và Xã                 (Không phát
  2                                      0                          -
       hội                                               sinh)
                          2
  1    Phường 5                       1.240             16,7        3
       Tổng cộng                      1.242
                       Phụ lục II
  1    000.00.07.H52-230508-0578     2    000.00.07.H52-230523-
                                          0403
"""


def found(text: str, printed: Printed = PRINTED) -> list[Difference]:
    return differences(text, printed)


def kinds(text: str, printed: Printed = PRINTED) -> list[str]:
    return [each.kind for each in found(text, printed)]


def test_the_same_says_nothing() -> None:
    assert found(TEXT) == []


def test_a_scan_without_text_is_one_difference() -> None:
    assert kinds("\x0c \x0c 12 ") == ["unreadable"]


def test_number_and_day_are_looked_for() -> None:
    assert kinds(TEXT.replace("147/", "174/")) == ["number"]
    assert kinds(TEXT.replace("05 tháng 6", "06 tháng 6")) == ["issued_on"]
    assert kinds(TEXT, replace(PRINTED, number="47/VPUB-KSTTHC")) == ["number"]  # not the end of another number
    assert kinds(TEXT, replace(PRINTED, number="147")) == []


def test_the_official_total_and_place_are_looked_for() -> None:
    (one,) = found(TEXT.replace("53,63/100", "53,36/100"))
    assert (one.kind, one.place, one.expected) == ("total", "Tổng điểm", "53,63/100")
    assert [each.place for each in found(TEXT.replace("33/63", "33/36"))] == ["Thứ hạng"]


def test_a_figure_that_differs_is_told_with_its_row() -> None:
    (one,) = found(TEXT.replace("16,7", "17,6"))
    assert one == Difference("figures", "Phụ lục I, Phường 5", "1.240; 16,7; 3", "1.240; 17,6; 3")


def test_a_row_whose_name_stands_on_several_lines_is_compared_too() -> None:
    (one,) = found(
        TEXT.replace("  2                                      0  ", "  2                                      9  ")
    )
    assert (one.kind, one.found) == ("figures", "9; -")


def test_a_figure_where_there_was_none_is_told() -> None:
    assert kinds(TEXT.replace("0                          -", "0            50            -")) == ["figures"]


def test_a_row_left_out_is_told_and_the_others_are_found_by_name() -> None:
    lines = [line for line in TEXT.splitlines() if "Phường 5" not in line]
    assert [each.found for each in found("\n".join(lines)) if "Phường 5" in each.place] == [""]


def test_the_sum_of_overdue_dossiers_is_compared() -> None:
    (one,) = found(TEXT.replace("1.242", "1.243"))
    assert (one.kind, one.expected, one.found) == ("total", "1.242", "1.243")


def test_codes_that_came_or_went_are_told() -> None:
    changed = found(TEXT.replace("230508-0578", "230508-0579"))
    assert [(each.kind, each.expected or each.found) for each in changed] == [
        ("code_missing", "000.00.07.H52-230508-0578"),
        ("code_extra", "000.00.07.H52-230508-0579"),
    ]


def test_a_code_in_the_new_order_is_the_same_code() -> None:
    assert kinds(TEXT.replace("000.00.07.H52-230508-0578", "H52.07-230508-0578")) == []


def test_a_summary_that_prints_no_codes_misses_none() -> None:
    without = TEXT.split("Phụ lục II", maxsplit=1)[0]
    assert kinds(without, replace(PRINTED, codes=[])) == []
