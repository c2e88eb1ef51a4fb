"""The story of one dossier in words a person reads: moments, agencies, sources, oddities; the code stays beside."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from phucvu.main import status
from phucvu.main.board import rubric_of
from phucvu.main.dossier import SHOWN, in_words
from phucvu.main.question import parse_clock
from phucvu.records.kinds import finding_kinds
from phucvu.records.schema import record_type
from phucvu.registry.period import parse_period

Row = dict[str, Any]
AGENCIES = {
    "charged": "Chịu trách nhiệm",
    "handling": "Giải quyết",
    "receiving": "Tiếp nhận",
    "prefix": "Theo mã hồ sơ",
}
ENDS = {
    "supplement": "đang chờ người nộp bổ sung",
    "withdrawn": "người nộp rút hồ sơ",
    "refused": "từ chối giải quyết",
    "not_accepted": "không tiếp nhận",
    "stopped": "dừng xử lý",
}


def told(story: Mapping[str, Any], folder: Path) -> Row:
    """{default (the verdict by the default reading), headline, end_words, moments, agencies, sources, …, hours}."""
    default = _default(story)
    return {
        "default": default,
        "headline": headline(story, default),
        "end_words": ENDS.get(story["end_kind"], "") if story["ended_at"] else "chưa có kết quả",
        "moments": _moments(story),
        "agencies": _agencies(story, folder),
        "sources": [_source(each) for each in story["sources"]],
        "findings": [_finding(each) for each in story["findings"]],
        "hours": round(sum(day["hours"] for day in story["days"]), 2),
    }


def _default(story: Mapping[str, Any]) -> Row:
    at = parse_clock(story["as_at"], "--as-at")
    name = rubric_of(parse_period(str(at.year)), at).default_reading
    return next(each for each in story["verdicts"] if each["reading"] == name)


def headline(story: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    """What somebody on the telephone is told first."""
    if verdict["is_overdue"] is None:
        return "CHƯA KẾT LUẬN ĐƯỢC: không có hạn trả"
    if verdict["is_overdue"]:
        late = verdict.get("late_by", "")
        words = f"QUÁ HẠN {late}" if late and not late.startswith("-") else "QUÁ HẠN (yêu cầu bổ sung quá một lần)"
        return words if story["ended_at"] else f"{words}, CHƯA CÓ KẾT QUẢ"
    return "ĐÚNG HẠN" if story["ended_at"] else "CÒN TRONG HẠN, ĐANG GIẢI QUYẾT"


def _moments(story: Mapping[str, Any]) -> list[tuple[str, str]]:
    columns = {column.name: column for column in record_type("dossier").columns}
    values = story["columns"]
    return [(columns[name].vi, in_words(columns[name], values[name])) for name in SHOWN if name in values]


def _agencies(story: Mapping[str, Any], folder: Path) -> list[Row]:
    names = {each["agency_code"]: each["agency_name"] for each in status.agencies(folder)}
    found = story["agencies"]
    return [
        {"role": words, "code": found[role], "name": names.get(found[role] or "", found[role] or "(không rõ)")}
        for role, words in AGENCIES.items()
    ]


def _source(each: Mapping[str, Any]) -> Row:
    names = ("file", "row", "import_id", "extracted_at", "status", "at")
    return {"record": record_type(each["record"]).vi} | {name: each.get(name) for name in names}


def _finding(each: Mapping[str, Any]) -> Row:
    kind = finding_kinds().get(each["kind"])
    return {"kind": each["kind"], "words": kind.vi if kind else each["kind"], "remedy": kind.remedy if kind else ""}
