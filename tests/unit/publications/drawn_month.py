"""A small month drawn by hand: a province with two departments and two communes."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from phucvu.publications.edition import Edition
from phucvu.publications.inputs import (
    EditionInput,
    FieldCount,
    OfficialValue,
    OverdueLine,
    UnitValue,
)
from phucvu.publications.profile import load
from phucvu.registry.agency import Agency
from phucvu.registry.period import parse_period
from phucvu.scores.row import ScoreRow

READ_AT = datetime(2026, 8, 31, 16, 30)
UNITS = [
    Agency("H52", "Tỉnh Sơn La", "province", official_order=0),
    Agency("H52.02", "Sở Nội vụ & Lao động", "department", "H52", official_order=2),
    Agency("H52.01", "Sở Tài chính", "department", "H52", official_order=1),
    Agency("H52.101", "UBND phường Tô Hiệu", "commune", "H52", official_order=3),
    Agency("H52.102", "UBND xã Mường La", "commune", "H52", official_order=4),
    Agency("H52.01.05", "Phòng Đăng ký", "sub_unit", "H52.01"),
]


def score_row(
    code: str, name: str, level: str, criterion: str, counts: tuple[int, int], points: str, most: str
) -> ScoreRow:
    group, _, part = criterion.partition(".")
    numerator, denominator = counts
    return ScoreRow(
        period="2026-08", as_at=READ_AT, known_at="7", reading="portal", rubric_version="2026-01-01.test",
        agency_code=code, agency_name=name, level=level, group=group, criterion=criterion if part else None,
        numerator=numerator if part else None, denominator=denominator if part else None,
        ratio=Fraction(numerator, denominator) if part else None, points=Decimal(points), max_points=Decimal(most),
        state="measured",
    )  # fmt: skip


def overdue_line(agency_code: str | None, serial: int, part: str = "A", **more: Any) -> OverdueLine:
    day = datetime(2026, 8, 1 + serial % 27, 8, 15)
    return OverdueLine(
        agency_code, f"{agency_code or 'H52'}-2608{1 + serial % 27:02}-{serial:04}",
        f"000.00.{(agency_code or 'H52.00')[4:]}.H52-2608{1 + serial % 27:02}-{serial:04}", part,  # type: ignore[arg-type]
        procedure_name="Cấp giấy phép <mẫu>", received_at=day, promised_at=day.replace(hour=23, minute=59),
        due_at=day.replace(hour=23, minute=59), ended_at=READ_AT if part == "A" else None, late_text="2 ngày", **more,
    )  # fmt: skip


def small_month() -> EditionInput:
    lines = [
        overdue_line("H52.01", 2), overdue_line("H52.01", 1, "B", is_new=True),
        overdue_line("H52.01.05", 3, "B", is_new=False, explained_in="101/VPUB-KSTTHC"), overdue_line("H52.101", 4),
    ]  # fmt: skip
    return EditionInput(
        period=parse_period("2026-08"), as_at=READ_AT, known_at="7", reading="portal", rubric_version="2026-01-01.test",
        province_code="H52", province_name="Sơn La", profile=load("vpubnd"), agencies=UNITS, overdue=lines,
        score_rows=[
            score_row("H52", "Tỉnh Sơn La", "province", "progress.on_time", (29, 32), "18.13", "20"),
            score_row("H52", "Tỉnh Sơn La", "province", "progress", (0, 0), "18.13", "20"),
            score_row("H52", "Tỉnh Sơn La", "province", "total", (0, 0), "18.13", "100"),
            score_row("H52.01", "Sở Tài chính", "department", "online.filed", (2, 3), "6.00", "6"),
            score_row("H52.01", "Sở Tài chính", "department", "online", (0, 0), "6.00", "12"),
            score_row("H52.01", "Sở Tài chính", "department", "satisfaction", (0, 0), "6.00", "18"),
            score_row("H52.01", "Sở Tài chính", "department", "total", (0, 0), "12.00", "100"),
        ],
        official=[
            OfficialValue("H52", "total", "53.63", max_value="100", read_at=READ_AT),
            OfficialValue("H52", "place", "33", max_value="34", read_at=READ_AT),
            OfficialValue("H52", "online", "6.7", max_value="12", read_at=READ_AT),
            OfficialValue("H52", "payment", "4.0", max_value="10", read_at=READ_AT),
            OfficialValue("H52", "payment.place", "22", max_value="34", read_at=READ_AT),
        ],
        unit_values=[
            UnitValue("H52.01", "overdue", 3), UnitValue("H52.02", "overdue", None, "not_received"),
            UnitValue("H52.101", "overdue", 1), UnitValue("H52.102", "overdue", 0),
            UnitValue("H52.01", "certified_copies", None, "not_applicable"),
            UnitValue("H52.101", "certified_copies", 56), UnitValue("H52.102", "certified_copies", 0),
        ],
        field_counts=[FieldCount("Đất đai", 10, 5, 3, 9, 2, 5, 2), FieldCount("Hộ tịch", 7, 1, 0, 8, 0, 0, 0)],
    )  # fmt: skip


def with_lines(count: int) -> EditionInput:
    """The small month with that many overdue lines of one commune."""
    given = small_month()
    lines = [overdue_line("H52.101", serial) for serial in range(count)]
    values = [UnitValue("H52.101", "overdue", count)]
    return replace(given, overdue=lines, unit_values=values)


def docx_of(edition: Edition) -> Path:
    return next(file.path for file in edition.files if file.kind == "Công văn")
