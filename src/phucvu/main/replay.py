"""`phucvu replay`: official points rebuilt from official counts by the rubric of their day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.main.question import parse_day
from phucvu.main.score import comma
from phucvu.records import portal
from phucvu.rubric import load
from phucvu.scores.replaying import NotReplayed, Replayed
from phucvu.scores.replaying import replay as replayed
from phucvu.scores.row import ScoreRow

LACKS = {
    "no_counts": "không có số đếm",
    "no_maximum": "không có điểm tối đa",
    "unknown_item": "chỉ tiêu không có trong bộ chỉ số",
    "level_not_scored": "cấp này không được chấm điểm vào ngày đọc",
    "no_level": "không có cấp của đơn vị mà điểm mỗi cấp một khác",
}
MOST_SAID = 20  # remarks; all of them are in the JSON
REMARK_KEYS = ("kind", "file", "place", "sentence", "remedy")
COLUMNS = [
    ("file", "Tệp"),
    ("row", "Dòng"),
    ("agency_code", "Mã"),
    ("period", "Kỳ"),
    ("item", "Chỉ tiêu"),
    ("shown_official", "Cổng"),
    ("shown_ours", "Tính lại"),
    ("shown_difference", "Chênh"),
    ("note", "Ghi chú"),
]


@dataclass(frozen=True)
class Result:
    """The rows compared and those that could not be, in the order of the files; what was odd in answers."""

    compared: Sequence[Replayed]
    left_out: Sequence[NotReplayed]
    remarks: Sequence[portal.Remark] = ()

    @property
    def equal(self) -> int:
        return sum(each.is_equal for each in self.compared)

    @property
    def unexplained(self) -> int:
        """Rows that differ and are no known exception."""
        return sum(not each.is_equal and each.exception is None for each in self.compared)

    @property
    def rejected(self) -> int:
        """Parts of answers that could not be read."""
        return sum(each.is_rejected for each in self.remarks)

    @property
    def closing(self) -> str:
        return f"{self.equal} of {len(self.compared)} equal"

    @property
    def document(self) -> dict[str, Any]:
        """The JSON of the contract; points as text with two decimals, null stays null."""
        return {
            "rows": [_row(each) for each in self.compared],
            "equal": self.equal,
            "of": len(self.compared),
            "no_counts": [_left_out(each) for each in self.left_out],
            "exceptions": [_exception(each) for each in self.compared if each.exception],
            "remarks": [{name: getattr(each, name) for name in REMARK_KEYS} for each in self.remarks],
        }


def replay(files: Sequence[Path], rubric_at: str | None = None) -> Result:
    """Raises UserError for files that cannot be used, or whose day nobody tells."""
    remarks: list[portal.Remark] = []
    day = parse_day(rubric_at, "--rubric-at") if rubric_at else None
    figures = list(portal.read(files, day, on_remark=remarks.append))
    results = list(replayed(figures, load()))
    if not results:
        raise UserError(_nothing(remarks))
    return Result(
        [each for each in results if isinstance(each, Replayed)],
        [each for each in results if isinstance(each, NotReplayed)],
        remarks,
    )


def lines(result: Result) -> list[dict[str, Any]]:
    """The compared rows as a person reads them, then the parts that could be computed of rows lacking a count."""
    partly = [each for each in result.left_out if each.figure.counts]
    return [_line(each) for each in result.compared] + [_part(each, row) for each in partly for row in each.parts]


def sentences(result: Result) -> list[str]:
    """What was odd, what was left out, by file and reason, and the known exceptions by name."""
    left_out = Counter((each.figure.file, _reason(each)) for each in result.left_out)
    odd = [_said(each) for each in result.remarks[:MOST_SAID]]
    if (more := len(result.remarks) - MOST_SAID) > 0:
        odd.append(f"Còn {more} điều nữa về các tệp này; xem đủ bằng --format json.")
    told = [f"{file}: {number} dòng ngoài phép so, {reason}." for (file, reason), number in left_out.items()]
    known = [each for each in result.compared if each.exception]
    return (
        odd + told + [f"Ngoại lệ đã biết: {_subject(each)}: {each.exception.vi}." for each in known if each.exception]
    )


def _said(remark: portal.Remark) -> str:
    return f"{remark.sentence} {remark.remedy}"


def _nothing(remarks: Sequence[portal.Remark]) -> str:
    why = [_said(each) for each in remarks[:3]] or ["Hãy kiểm tra đúng tệp chưa, hoặc tải lại từ Cổng."]
    return " ".join(["Không có số liệu nào để so trong các tệp này.", *why])


def _row(each: Replayed) -> dict[str, Any]:
    return _where(each) | {
        "numerator": each.row.numerator if each.row else None,
        "denominator": each.row.denominator if each.row else None,
        "official": _two_decimals(each.official),
        "ours": _two_decimals(each.ours),
        "difference": _two_decimals(each.difference),
        "max_points": _two_decimals(each.figure.max_points),
        "is_equal": each.is_equal,
        "is_exception": each.exception is not None,
        "basis": each.basis,
        "rubric_version": each.rubric_version,
    }


def _where(each: Replayed | NotReplayed) -> dict[str, Any]:
    figure = each.figure
    return {
        "file": figure.file,
        "row": figure.row,
        "agency_code": figure.agency_code,
        "agency_name": figure.agency_name,
        "level": figure.level,
        "scope": figure.scope,
        "period": figure.period,
        "rubric_at": figure.day.isoformat(),
        "group": each.group,
        "criterion": each.criterion,
    }


def _left_out(each: NotReplayed) -> dict[str, Any]:
    parts = [
        {"criterion": row.criterion, "numerator": row.numerator, "denominator": row.denominator}
        | {"ours": _two_decimals(row.points)}
        for row in each.parts
    ]
    official = {"official": _two_decimals(each.figure.points)}
    return _where(each) | official | {"reason": each.lack, "missing": list(each.missing), "parts": parts}


def _exception(each: Replayed) -> dict[str, Any]:
    told = each.exception
    words = {"what": told.vi, "source": told.source} if told else {}
    points = {"official": _two_decimals(each.official), "ours": _two_decimals(each.ours)}
    return _where(each) | points | words


def _two_decimals(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:.2f}"


def _line(each: Replayed) -> dict[str, Any]:
    return _where(each) | {
        "item": each.criterion or each.group,
        "row": str(each.figure.row),
        "shown_official": _shown(each.official),
        "shown_ours": _shown(each.ours),
        "shown_difference": "" if each.is_equal else _shown(each.difference, "khác null"),
        "note": each.exception.vi if each.exception else "" if each.is_equal else "KHÁC",
    }


def _part(each: NotReplayed, row: ScoreRow) -> dict[str, Any]:
    return _where(each) | {
        "item": row.criterion,
        "row": str(each.figure.row),
        "shown_ours": _shown(row.points),
        "note": f"một phần của {each.group}, ngoài phép so",
    }


def _shown(points: Decimal | None, null: str = "-") -> str:
    return null if points is None else comma(f"{points:.2f}")


def _reason(each: NotReplayed) -> str:
    reason = LACKS[each.lack]
    return f"{reason} của {', '.join(each.missing)}" if 0 < len(each.missing) <= 3 else reason


def _subject(each: Replayed) -> str:
    points = f"Cổng {_shown(each.official)}, tính lại {_shown(each.ours)}"
    return f"{each.figure.agency_code} {each.criterion or each.group} ({points})"
