"""Arithmetic, places, rows as they leave, shares, explanations."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest

from phucvu.errors import UserError
from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.registry.period import parse_period
from phucvu.rubric import Criterion, load
from phucvu.rubric.wording import decimal, short
from phucvu.scores.arithmetic import half_up, percent, points
from phucvu.scores.coverage import Coverage
from phucvu.scores.explaining import explain
from phucvu.scores.printing import shown_percent, whole
from phucvu.scores.ranking import rank, score_class
from phucvu.scores.row import ScoreRow
from phucvu.scores.rows_out import KEYS, rows_out
from phucvu.scores.scoring import score
from phucvu.scores.shares import overdue_number, points_share

RUBRIC = load().at(date(2026, 8, 31))
AGENCIES = [
    Agency("H44", "Tỉnh", "province"),
    *(Agency(f"H44.0{n}", f"Sở {n}", "department", "H44") for n in range(1, 6)),
]
ON_TIME = {"H44.01": 3, "H44.02": 5, "H44.03": 5, "H44.04": 1}


@pytest.fixture(scope="module")
def rows() -> list[ScoreRow]:
    covered = ["H44.01", "H44.02", "H44.03", "H44.04"]
    coverage = [{"record": "dossier", "agency_code": code, "period": "*", "kind": "all"} for code in covered]
    counts = [Count(code, "progress.on_time", number, 6, {"no_due_date": 2}) for code, number in ON_TIME.items()]
    moment = Moment(parse_period("2026-08"), datetime(2026, 9, 26, 8, 30), "portal")
    return score(
        [*counts, Count("H44", "progress.on_time", 14, 24, {})], AGENCIES, Coverage(coverage), RUBRIC, moment, "12"
    )


def row_of(rows: list[ScoreRow], agency: str, group: str, criterion: str | None = None) -> ScoreRow:
    return next(row for row in rows if (row.agency_code, row.group, row.criterion) == (agency, group, criterion))


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (Fraction(145, 8), 2, "18.13"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 6, "0.666667"),
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(49, 10000), 2, "0.00"),
        (Fraction(5, 10**7), 6, "0.000001"),
        (Fraction(20), 2, "20.00"),
    ],
)
def test_half_up(value: Fraction, decimals: int, rounded: str) -> None:
    assert str(half_up(value, decimals)) == rounded


def test_percent_of_a_tie() -> None:
    assert percent(Fraction(29, 32)) == Decimal("90.63")


def with_rounding(code: str, rounding: str) -> Criterion:
    criterion = RUBRIC.criteria[code]
    return replace(criterion, rule=msgspec.structs.replace(criterion.rule, rounding=rounding))


def test_the_three_roundings_differ_where_they_should() -> None:
    ratio = Fraction(6, 17)
    filed = {
        name: points(ratio, with_rounding("online.filed", name)) for name in ("exact_ratio", "percent_first", "once")
    }
    assert filed["exact_ratio"].shown == Decimal("4.24")
    assert filed["percent_first"].shown == Decimal("4.23")
    assert filed["once"].added == ratio * 12
    assert filed["exact_ratio"].added == Fraction(424, 100)


def test_ties_share_a_place(rows: list[ScoreRow]) -> None:
    placed = [each for each in rank(rows, RUBRIC.classes) if each.row.level == "department"]
    assert [(each.row.agency_code, each.place) for each in placed] == [
        ("H44.02", 1),
        ("H44.03", 1),
        ("H44.01", 3),
        ("H44.04", 4),
        ("H44.05", None),
    ]
    assert {each.of for each in placed} == {4}


def test_places_are_within_a_level(rows: list[ScoreRow]) -> None:
    assert [each.place for each in rank(rows) if each.row.level == "province"] == [1]


@pytest.mark.parametrize(
    ("total", "name"),
    [("100", "Xuất sắc"), ("90", "Xuất sắc"), ("89.99", "Tốt"), ("80", "Tốt"), ("79.99", "Khá"), ("70", "Khá"),
     ("69.99", "Trung bình"), ("50", "Trung bình"), ("49.99", "Yếu"), ("0", "Yếu")],
)  # fmt: skip
def test_classes(total: str, name: str) -> None:
    found = score_class(Decimal(total), RUBRIC.classes)
    assert found is not None
    assert found.vi == name


def test_rows_leave_in_the_form_of_the_contract(rows: list[ScoreRow]) -> None:
    out = next(
        row for row in rows_out(rows) if row["agency_code"] == "H44.02" and row["criterion"] == "progress.on_time"
    )
    assert tuple(out) == KEYS
    assert out == {
        "period": "2026-08",
        "as_at": "2026-09-26T08:30:00+07:00",
        "known_at": "12",
        "reading": "portal",
        "rubric_version": RUBRIC.version,
        "agency_code": "H44.02",
        "agency_name": "Sở 2",
        "level": "department",
        "group": "progress",
        "criterion": "progress.on_time",
        "numerator": 5,
        "denominator": 6,
        "ratio": "0.833333",
        "points": "16.67",
        "max_points": "20.00",
        "state": "measured",
        "flags": ["no_due_date:2"],
        "source": "own",
    }


def test_null_leaves_as_null(rows: list[ScoreRow]) -> None:
    out = next(
        row for row in rows_out(rows) if row["agency_code"] == "H44.05" and row["criterion"] == "progress.on_time"
    )
    assert [out[key] for key in ("numerator", "denominator", "ratio", "points")] == [None] * 4
    assert out["state"] == "not_received"


def test_share_of_points(rows: list[ScoreRow]) -> None:
    share = points_share(row_of(rows, "H44.02", "progress"))
    assert (share.ratio, share.state) == (Fraction(1667, 2000), "measured")
    silent = points_share(row_of(rows, "H44.05", "progress"))
    assert (silent.ratio, silent.state) == (None, "not_received")
    given = points_share(replace(row_of(rows, "H44.02", "satisfaction"), points=Decimal("0.00"), state="no_cases"))
    assert (given.ratio, given.state) == (Fraction(0), "measured")


@pytest.mark.parametrize(
    ("count", "kinds", "number", "state"),
    [
        (Count("H52", "progress.on_time", 5, 12, {}), {"all"}, 7, "measured"),
        (Count("H52", "progress.on_time", 0, 7, {}), {"overdue"}, 7, "measured"),
        (None, {"overdue"}, 0, "measured"),
        (Count("H52", "progress.on_time", 0, 7, {}), {"overdue_late"}, None, "not_received"),
        (None, set(), None, "not_received"),
        (Count("H52", "progress.on_time", 0, 0, {"no_due_date": 7}), {"all"}, None, "not_received"),
        (Count("H52", "progress.on_time", 0, 0, {}), {"all"}, 0, "measured"),
    ],
)
def test_number_of_overdue_dossiers(count: Count | None, kinds: set[str], number: int | None, state: str) -> None:
    found = overdue_number(count, frozenset(kinds))
    assert (found.number, found.state) == (number, state)


def test_explaining_a_criterion_goes_from_law_to_total(rows: list[ScoreRow]) -> None:
    explained = explain(rows, "H44.02", "ON_TIME", RUBRIC)
    assert [about for about, _ in explained.steps][-2:] == ["progress", "total"]
    for words in (
        "Sở 2 (H44.02), kỳ 2026-08, số liệu đến 08:30 ngày 26/09/2026",
        "Hồ sơ giải quyết đúng hạn: 16,67 trên 20 điểm.",
        "Áp dụng từ 01/01/2026. Căn cứ: Dựng lại từ số liệu Cổng DVCQG năm 2026",
        "(dấu R: dựng lại từ số liệu chính thức).",
        "Công thức: điểm = min(20; R × 20), R = tử số / mẫu số.",
        "Tử số là hồ sơ giải quyết đúng hạn hoặc còn trong hạn.",
        "Số liệu: R = 5 / 6 = 83,33 %.",
        "Điểm = min(20; 5 / 6 × 20) = 16,666667, làm tròn thành 16,67.",
        "Để ngoài 2 hồ sơ: không có ngày hẹn trả",
        "= 16,67 trên 20 điểm.",
    ):
        assert words in explained.text
    assert explained.as_dicts()[0]["step"] == 1


def test_explaining_what_was_not_received_says_so(rows: list[ScoreRow]) -> None:
    explained = explain(rows, "H44.05", "progress.on_time", RUBRIC)
    assert "không có điểm (chưa có số liệu)" in explained.heading
    assert "Chưa có số liệu: chưa nhận đủ dữ liệu của đơn vị" in explained.text
    assert "Tỷ lệ và điểm để trống, không ghi 0." in explained.text


def one_row(level: str, criterion: str, count: Count | None, day: date = date(2026, 8, 31)) -> str:
    """What explain says of one criterion at a unit of a level, everything covered."""
    coverage = Coverage([{"record": name, "agency_code": "*", "period": "*", "kind": "all"} for name in RECORDS])
    agencies = [Agency("H44", "Tỉnh", "province"), Agency("H44.1", "Đơn vị", level, "H44")]  # type: ignore[arg-type]
    moment = Moment(parse_period(f"{day:%Y-%m}"), datetime(day.year, day.month, day.day, 23), "portal")
    rubric = load().at(day)
    told = score([count] if count else [], agencies, coverage, rubric, moment, "1")
    return explain(told, "H44.1", criterion, rubric).text


RECORDS = {record for criterion in RUBRIC.criteria.values() for record in criterion.records} | {"national_report"}


def test_explaining_each_state_in_the_words_of_the_law() -> None:
    online = one_row("commune", "online.filed", Count("H44.1", "online.filed", 6, 17, {}))
    assert "Điểm = min(6; 0,3529 / 0,5 × 6) = 4,2348, làm tròn thành 4,23." in online
    inherited = one_row("commune", "PUBLISH_ON_TIME", Count("H44", "disclosure.published_on_time", 13, 39, {}))
    assert "nhận tỷ lệ và điểm của tỉnh (H44)" in inherited
    assert "Điểm = min(6; 13 / 39 × 6) = 2, làm tròn thành 2,00." in inherited
    nothing = one_row("department", "satisfaction.petition_on_time", None, date(2023, 5, 31))
    assert "Không phát sinh: đã nhận đủ số liệu" in nothing
    assert "Theo quy định, cấp này được 0 điểm." in nothing
    null = one_row("department", "digitization.result", None)
    assert "cấp này không có điểm (không phải 0 điểm); nhóm cộng 0 và điểm tối đa giữ nguyên." in null
    beyond = one_row("department", "online.offered", None)
    assert "Không áp dụng: tiêu chí này không tính cho cấp của đơn vị." in beyond
    assert "Cộng 0 vì không có điểm: TTHC cung cấp trực tuyến; điểm tối đa giữ nguyên." in beyond


def test_explaining_a_parent_names_the_missing(rows: list[ScoreRow]) -> None:
    assert "Chưa nhận số liệu của: H44.05." in explain(rows, "H44", "progress.on_time", RUBRIC).text


def test_explaining_the_total_and_a_group_goes_downwards(rows: list[ScoreRow]) -> None:
    assert [about for about, _ in explain(rows, "H44.02", None, RUBRIC).steps] == [
        "total",
        *(group.code for group in RUBRIC.groups),
    ]
    abouts = {about for about, _ in explain(rows, "H44.02", "MDHL", RUBRIC).steps}
    assert abouts == {"satisfaction", *(criterion.code for criterion in RUBRIC.group("satisfaction").criteria)}


def test_explaining_nothing_is_a_sentence(rows: list[ScoreRow]) -> None:
    with pytest.raises(UserError, match="H99"):
        explain(rows, "H99", None, RUBRIC)
    with pytest.raises(UserError, match="speed"):
        explain(rows, "H44.02", "speed", RUBRIC)


def test_numbers_as_people_write_them() -> None:
    assert [whole(1234567), whole(12)] == ["1.234.567", "12"]
    assert [decimal(Decimal("18.10")), short(Decimal("18.10")), short(Decimal("20.00")), short(Decimal(20))] == [
        "18,10", "18,1", "20", "20",
    ]  # fmt: skip
    assert shown_percent(Fraction(1, 3)) == "33,33 %"
