"""`phucvu dossier`: one dossier whole: moments, sources, working time day by day, verdict under every reading."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake.listing import one_dossier
from phucvu.main.dossiers import json_ready
from phucvu.main.figures import Figures, open_figures
from phucvu.main.question import Question, parse_clock, shown
from phucvu.main.score import comma
from phucvu.records.choices import choices
from phucvu.records.schema import Column, record_type
from phucvu.registry.clock import now
from phucvu.registry.codes import parse_dossier_code

SINCE = date(2000, 1, 1)
LONGEST_COUNT = timedelta(days=400)  # days counted one by one; a longer story shows its first and last


def stories(
    folder: Path | None, codes: list[str], as_at: str | None = None, known_at: str | None = None
) -> list[dict[str, Any]]:
    """One JSON-ready story per code, in the order asked. Raises UserError naming the codes that are not in the lake."""
    moment = parse_clock(as_at, "--as-at") if as_at else now()
    question = Question(folder, f"{SINCE}/{moment.date()}", as_at=moment.isoformat(), known_at=known_at)
    figures = open_figures(question)
    parsed = [parse_dossier_code(code) for code in codes]
    found = [_story(figures, code.normal) if code else None for code in parsed]
    missing = [code for code, story in zip(codes, found, strict=True) if story is None]
    if missing:
        raise UserError(f"Không có trong kho: {', '.join(missing)}. Hãy kiểm tra mã hoặc nhập dữ liệu trước.")
    return [story for story in found if story]


def _story(figures: Figures, code: str) -> dict[str, Any] | None:
    row = one_dossier(figures.snapshot, figures.moment, figures.ground, code)
    if row is None:
        return None
    columns = record_type("dossier").columns
    return {
        "dossier_code": code,
        "printed_code": row["printed_code"],
        "as_at": json_ready(figures.moment.until),
        "known_at": figures.known_at,
        "agencies": _agencies(figures, row),
        "columns": {
            column.name: json_ready(row[column.name]) for column in columns if row.get(column.name) is not None
        },
        "ended_at": json_ready(row["ended_at"]),
        "end_kind": row["end_kind"],
        "due_at": json_ready(row["due_at"]),
        "verdicts": _verdicts(figures, row),
        "days": _days(figures, row),
        "sources": [_source(each) for each in figures.snapshot.provenance(code)],
        "findings": [json_ready(each) for each in figures.snapshot.findings() if each["code"] == code],
    }


def _agencies(figures: Figures, row: dict[str, Any]) -> dict[str, str | None]:
    """The four agencies kept apart, and the rule that says which one is charged."""
    charging = figures.rubric.charging
    found = next(each for each in figures.units.assignments(charging.name) if each.origin_id == row["origin_id"])
    return {
        "prefix": found.prefix_agency_code or row["prefix_code"],
        "receiving": found.receiving_agency_code or row["receiving_name"],
        "handling": found.handling_agency_code or row["handling_name"],
        "charged": found.agency_code,
        "rule": charging.name,
        "rule_text": charging.text.vi,
        "rule_mark": charging.mark,
    }


def _verdicts(figures: Figures, row: dict[str, Any]) -> list[dict[str, Any]]:
    measured_at = row["ended_at"] or figures.moment.until
    return [
        {"reading": name, "is_overdue": row[f"overdue_{name}"], "rule": reading.rule.text.vi, "mark": reading.rule.mark}
        | ({"late_by": span(measured_at - row["due_at"])} if row["due_at"] and row[f"overdue_{name}"] else {})
        for name, reading in figures.rubric.readings.items()
    ]


def span(late: timedelta) -> str:
    """How late, in calendar days, hours and minutes."""
    days, rest = late.days, late.seconds
    return f"{days} ngày {rest // 3600} giờ {rest % 3600 // 60} phút"


def _days(figures: Figures, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Working time from reception to the end (or the reading time), counted day by day with holidays named."""
    start, end = row["received_at"], row["ended_at"] or figures.moment.until
    if start is None or end < start or end - start > LONGEST_COUNT:
        return []
    return [json_ready(asdict(day)) for day in figures.calendar.day_by_day(start, end)]


def _source(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in json_ready(row).items() if value is not None}


def flat(stories_told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One CSV row per dossier and reading of the rule."""
    keys = ("dossier_code", "printed_code", "as_at", "known_at", "ended_at", "due_at")
    return [
        {key: story[key] for key in keys} | story["agencies"] | verdict
        for story in stories_told
        for verdict in story["verdicts"]
    ]


def readable(story: dict[str, Any]) -> str:
    """The story as text for a terminal or a printer."""
    columns = {column.name: column for column in record_type("dossier").columns}
    lines = [f"HỒ SƠ {story['printed_code']}   (dạng chuẩn {story['dossier_code']})", ""]
    lines += [
        f"  {columns[name].vi}: {in_words(columns[name], value)}"
        for name, value in story["columns"].items()
        if name in SHOWN
    ]
    lines += ["", "Đơn vị:", *_agency_lines(story["agencies"])]
    lines += ["", f"Kết thúc: {_shown(story['ended_at']) or 'chưa'}; hạn trả: {_shown(story['due_at']) or 'không rõ'}"]
    lines += ["", "Kết luận theo từng cách hiểu:", *map(_verdict_line, story["verdicts"])]
    lines += ["", "Thời gian làm việc, từng ngày:", *map(_day_line, story["days"]), _total_line(story["days"])]
    lines += ["", "Nguồn:", *map(_source_line, story["sources"])]
    return "\n".join([*lines, *_finding_lines(story["findings"])])


SHOWN = (
    *("procedure_code", "procedure_name", "field_name", "channel", "status", "filed_at", "received_at", "promised_at"),
    *("finished_at", "returned_at", "refused_at", "supplement_requested_at", "supplement_received_at"),
    *("supplement_due_at", "second_request_at", "accepted_at", "not_accepted_at", "withdrawn_at", "stopped_at"),
    *("done_at", "handed_at"),
)


def in_words(column: Column, value: Any) -> str:
    """The word of a code ("2" of the channel is "trực tuyến"), else the value as it is."""
    word = choices("dossier", column).get(value)
    return str(word) if word else _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-" and value[10:11] == "T":
        return shown(datetime.fromisoformat(value))
    return "" if value is None else str(value)


def _agency_lines(agencies: dict[str, str | None]) -> list[str]:
    names = {"prefix": "theo mã", "receiving": "tiếp nhận", "handling": "giải quyết", "charged": "chịu trách nhiệm"}
    lines = [f"  {name}: {agencies[key] or '(không rõ)'}" for key, name in names.items()]
    return [*lines, f"  quy tắc: {agencies['rule_text']} [{agencies['rule_mark']}]"]


def _verdict_line(verdict: dict[str, Any]) -> str:
    words = {True: "QUÁ HẠN", False: "đúng hạn", None: "không kết luận được (không có hạn)"}[verdict["is_overdue"]]
    late = f", trễ {verdict['late_by']}" if "late_by" in verdict else ""
    return f"  {verdict['reading']}: {words}{late}. {verdict['rule']} [{verdict['mark']}]"


def _day_line(day: dict[str, Any]) -> str:
    on = date.fromisoformat(day["on"])
    name = f"  {day['name']}" if day["name"] else ""
    return f"  {on:%d/%m/%Y}  {_hours(day['hours']):>6} giờ{name}"


def _hours(hours: float) -> str:
    return comma(f"{hours:.2f}")


def _total_line(days: list[dict[str, Any]]) -> str:
    total = _hours(sum(day["hours"] for day in days))
    return f"  Cộng: {total} giờ làm việc trong {len(days)} ngày"


def _source_line(source: dict[str, Any]) -> str:
    what = (
        f"trạng thái {source.get('status')} lúc {_shown(source.get('at'))}"
        if source["record"] == "status_history"
        else ""
    )
    return (
        f"  {source['record']}: {source['file']}, dòng {source['row']}, lần nhập {source['import_id']}, "
        f"trích xuất {_shown(source['extracted_at'])} {what}".rstrip()
    )


def _finding_lines(findings: list[dict[str, Any]]) -> list[str]:
    return (
        ["", "Điều bất thường:", *(f"  {each['kind']} {each.get('column') or ''}" for each in findings)]
        if findings
        else []
    )
