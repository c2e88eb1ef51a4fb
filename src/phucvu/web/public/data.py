"""The pages as data: each function gives what its page, its .json and its .csv show, so that they cannot differ."""

from datetime import date
from typing import Any

from django.http import Http404

from phucvu.main.editions import Published
from phucvu.rubric.loading import load
from phucvu.rubric.wording import told
from phucvu.web.office.models import Publication
from phucvu.web.public import queries
from phucvu.web.public.queries import Issued

Row = dict[str, Any]
PLACE = "place"  # of the official items: a place among provinces, its maximum the number of provinces


def overview(issued: Issued, period: str | None) -> Row:
    """Of a period: {facts, province, total, official_place, groups, levels, trend}; rows as the contract has them."""
    found = issued.of_period(period)
    board = found.board
    return {
        "facts": board.facts,
        "province": board.agencies.get(board.province),
        "total": _with_official(found, board.total(board.province)),
        "official_place": _official(found, board.province, PLACE),
        "groups": [_with_official(found, row) for row in board.groups(board.province)],
        "levels": [{"level": level, "agencies": len(board.ranked(level))} for level in _ranked_levels(found)],
        "trend": trend(issued, board.period_name, board.province),
    }


def ranking(issued: Issued, period: str, level: str) -> Row:
    """{facts, level, rows}: totals of a level, best first, ties sharing a place; ``place_before``: of last period."""
    found = issued.of_period(period)
    if level not in found.board.levels:
        raise Http404
    before = issued.before(found.board.period_name)
    places = {row["agency_code"]: row["place"] for row in before.board.ranked(level)} if before else {}
    rows = [row | {"place_before": places.get(row["agency_code"])} for row in found.board.ranked(level)]
    return {"facts": found.board.facts, "level": level, "rows": [_with_groups(found, row) for row in rows]}


def agency(issued: Issued, period: str, code: str) -> Row:
    """{facts, agency, rows, trend}: everything of one agency, official values beside its own."""
    found = issued.of_period(period)
    if not found.board.knows(code):
        raise Http404
    rows = [_with_official(found, row) for row in found.board.of(code)]
    about = found.board.agencies[code]
    return {
        "facts": found.board.facts,
        "agency": about,
        "rows": rows,
        "trend": trend(issued, found.board.period_name, code),
    }


def criterion(issued: Issued, period: str, name: str) -> Row:
    """{facts, law, rows}: what a criterion is, and every agency's counts under it."""
    found = issued.of_period(period)
    rubric = found.board.rubric.under(found.board.reading)
    if name not in rubric.criteria:
        raise Http404
    rows = [_with_official(found, row) for row in found.board.of_criterion(name)]
    return {"facts": found.board.facts, "law": told(rubric.criteria[name]).as_dict(), "rows": rows}


def method(day: date) -> Row:
    """{day, rubric_version, groups, readings}: the whole law of a day in words."""
    rubric = load().at(day)
    groups = [
        {
            "code": group.code,
            "vi": group.vi,
            "en": group.en,
            "criteria": [told(each).as_dict() for each in rubric.criteria.values() if each.group == group.code],
        }
        for group in rubric.groups
    ]
    readings = [
        {"name": name, "vi": each.rule.text.vi, "mark": each.rule.mark, "is_default": name == rubric.default_reading}
        for name, each in rubric.readings.items()
    ]
    return {"day": day.isoformat(), "rubric_version": rubric.version, "groups": groups, "readings": readings}


def law_rows(page: Row) -> list[Row]:
    """The criteria of ``method`` as a table: a row each with its group, words in a column for each language."""
    return [
        {"group": group["code"]} | {column: value for name in law for column, value in _columns(name, law[name])}
        for group in page["groups"]
        for law in group["criteria"]
    ]


def _columns(name: str, value: Any) -> list[tuple[str, Any]]:
    return [(f"{name}_{of}", word) for of, word in value.items()] if isinstance(value, dict) else [(name, value)]


def listed() -> Row:
    """{editions}: everything issued, newest first."""
    return {"editions": [about(each) for each in queries.publications()]}


def about(found: Publication) -> Row:
    """One edition: what it is of, number and day, its files with their hashes, what it replaces and why."""
    kept = queries.read(found).about
    names = ("period", "as_at", "known_at", "reading", "rubric_version", "is_simulated", "hash")
    return (
        {"edition_id": found.edition_id}
        | {name: kept[name] for name in names}
        | {
            "state": found.state,
            "number": found.number,
            "issued_on": found.issued_on.isoformat() if found.issued_on else None,
            "replaces": found.replaces.edition_id if found.replaces else None,
            "reason": found.reason,
            "signed_sha256": found.signed_sha256 or None,
            "files": [{"name": name, "sha256": digest} for name, digest in kept["files"].items()],
        }
    )


def trend(issued: Issued, period: str, code: str) -> list[Row]:
    """The totals of an agency month by month, {period, points, official}; a month not issued has neither."""
    rows = []
    for month, found in issued.months_to(period).items():
        own = found.board.total(code) if found else None
        official = _official(found, code, "total") if found else None
        rows.append(
            {
                "period": month,
                "points": own["points"] if own else None,
                "official": official["value"] if official else None,
            }
        )
    return rows


def _ranked_levels(found: Published) -> list[str]:
    return [level for level in found.board.levels if level != "province"]


def _official(found: Published, code: str, item: str) -> Row | None:
    """What the portal published, or the office typed from it, {value, max_value, state, source, read_at}."""
    row = found.official_points(code, item)
    if row is None:
        return None
    names = ("value", "max_value", "state", "source", "read_at")
    return {name: row[name] or None for name in names}


def _with_official(found: Published, row: Row | None) -> Row | None:
    """A row with the official value of the same thing beside it, never mixed."""
    if row is None:
        return None
    return row | {"official": _official(found, row["agency_code"], row["criterion"] or row["group"])}


def _with_groups(found: Published, row: Row) -> Row:
    groups = {each["group"]: each["points"] for each in found.board.groups(row["agency_code"])}
    return row | {"groups": groups}
