"""The leader's page: the month of the province on one sheet, as plain data for the screen, Word and PDF alike."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from phucvu.main import stored
from phucvu.main.board import TOTAL, Board
from phucvu.main.official_board import official
from phucvu.main.question import Question
from phucvu.main.status import about
from phucvu.main.trend import LONGEST, month_boards
from phucvu.main.workspace import open_workspace
from phucvu.publications.wording import period_words
from phucvu.registry.period import parse_period, spanning

Row = dict[str, Any]
BEST = 5
DECISIONS, GAINERS = 4, 3
LOWEST_SHARE, IN_A_ROW = 5, 2  # weak: the lowest fifth of its level, in that many months running
WEAK_RULE = (
    f"Đơn vị yếu liên tiếp: tổng điểm thuộc một phần năm cuối của cấp mình, từ {IN_A_ROW} tháng liền trở lên tính đến "
    f"tháng này (xét nhiều nhất {LONGEST} tháng; tháng không có số liệu thì ngắt chuỗi)."
)


def leader(question: Question, targets: Iterable[Mapping[str, Any]] = ()) -> Row:
    """Everything the page tells; points and ratios as the contract's text, nothing rounded anew.

    ``targets``: {criterion, ratio (text), source} that hold on the period's last day. Raises UserError.
    """
    board = stored.board(replace(question, agency=None, level=None))
    folder = open_workspace(question.workspace).path
    boards = month_boards(question)
    year = spanning(date(board.period.first.year, 1, 1), board.period.last)
    since = stored.board(replace(question, period=year.name))
    return {
        "facts": board.facts,
        "period_words": period_words(board.period),
        "province": board.agencies[board.province]["agency_name"] if board.province else about(folder)["province_name"],
        "total": _part(board.total(board.province)),
        "official": _official(question, board),
        "change": _change(board, boards),
        "groups": _groups(board, since),
        "since": since.facts | {"words": period_words(since.period), "lacking": _lacking(since)},
        "levels": [_level(board, level) for level in board.levels if level != "province"],
        "weak": _weak(board, boards),
        "weak_rule": WEAK_RULE,
        "targets": [_beside(board, target) for target in targets],
        "decisions": _decisions(board),
    }


def _part(row: Row | None) -> Row:
    names = ("points", "max_points", "state", "class")
    return {name: row[name] if row else None for name in names}


def _official(question: Question, board: Board) -> Row | None:
    """The province's published total and its place among provinces, each with its reading time."""
    read = official(question.workspace, board.period_name)
    found = {item: read.get((board.province, item)) for item in ("total", "place")}
    return found if any(found.values()) else None


def _change(board: Board, boards: Mapping[str, Board | None]) -> Row | None:
    """Against the month before; None where the period is no month, or that month has no points."""
    months = list(boards)
    if board.period_name not in months[1:]:
        return None
    before = months[months.index(board.period_name) - 1]
    earlier = boards[before]
    was = earlier.total(board.province) if earlier else None
    now = board.total(board.province)
    if not was or not now or was["points"] is None or now["points"] is None:
        return None
    assert earlier is not None
    difference = Decimal(now["points"]) - Decimal(was["points"])
    return {
        "month": period_words(parse_period(before)),
        "points": was["points"],
        "difference": f"{difference:+.2f}",
        "lacking": _lacking(earlier),
    }


def _lacking(board: Board) -> int:
    """How many criteria of the province have no figures: totals of such periods compare badly."""
    return sum(row["criterion"] is not None and row["state"] == "not_received" for row in board.of(board.province))


def _groups(board: Board, since: Board) -> list[Row]:
    """Groups and the total of the province: the period, and counted anew since the first of January."""
    of_year = {row["group"]: row for row in since.of(since.province) if row["criterion"] is None}
    rows = [row for row in board.of(board.province) if row["criterion"] is None]
    return [
        {
            "group": row["group"],
            "name": "Tổng điểm" if row["group"] == TOTAL else board.rubric.group(row["group"]).vi,
            "month": _part(row),
            "year": _part(of_year.get(row["group"])),
        }
        for row in rows
    ]


def _level(board: Board, level: str) -> Row:
    """The best and the worst of a level; nobody stands in both."""
    placed = [row for row in board.ranked(level) if row["place"] is not None]
    shown = min(BEST, len(placed) // 2)
    names = ("agency_code", "agency_name", "points", "place", "class")
    rows = [{name: row[name] for name in names} for row in placed]
    return {
        "level": level,
        "count": len(placed),
        "best": rows[:shown],
        "worst": rows[len(rows) - shown :][::-1],
    }


def _is_weak(row: Row | None) -> bool:
    if row is None or row["place"] is None or row["places"] < LOWEST_SHARE:
        return False
    return bool(row["place"] > row["places"] - row["places"] // LOWEST_SHARE)


def _weak(board: Board, boards: Mapping[str, Board | None]) -> list[Row]:
    """Units weak in the last months running, the longest first."""
    found = []
    for code, agency in board.agencies.items():
        run = 0
        for month in reversed(list(boards.values())):
            if month is None or not _is_weak(month.total(code)):
                break
            run += 1
        if run >= IN_A_ROW:
            found.append(agency | {"months": run})
    return sorted(found, key=lambda each: -each["months"])


def _beside(board: Board, target: Mapping[str, Any]) -> Row:
    """The province's rate of a criterion and the target set for it."""
    rows = board.of_criterion(target["criterion"])
    row = next((each for each in rows if each["agency_code"] == board.province), None)
    names = ("numerator", "denominator", "ratio", "state")
    is_known = row is not None and row["ratio"] is not None
    return {
        "criterion": target["criterion"],
        "name": board.rubric.criterion(target["criterion"]).vi,
        "target": str(target["ratio"]),
        "source": target["source"],
        "is_met": Decimal(row["ratio"]) >= Decimal(str(target["ratio"])) if row and is_known else None,
    } | {name: row[name] if row else None for name in names}


def _decisions(board: Board) -> list[Row]:
    """Where the province loses most points: rows that failed, and the units whose own points would gain most."""
    rows = [row for row in board.of(board.province) if row["criterion"] and lost(row)]
    rows.sort(key=lambda row: -(lost(row) or 0))
    return [_decision(board, row) for row in rows[:DECISIONS]]


def _decision(board: Board, row: Row) -> Row:
    criterion = board.rubric.criterion(row["criterion"])
    names = ("criterion", "numerator", "denominator", "ratio", "points", "max_points", "state")
    return {name: row[name] for name in names} | {
        "name": criterion.vi,
        "lost": f"{lost(row):.2f}",
        "failed": failed(row),
        "units": _gainers(board, row["criterion"]),
    }


def _gainers(board: Board, criterion: str) -> list[Row]:
    """Units with points of their own to gain; inherited points are the province's."""
    rows = [
        row
        for row in board.of_criterion(criterion)
        if row["agency_code"] != board.province and not _is_inherited(row) and failed(row) and lost(row)
    ]
    rows.sort(key=lambda row: (-(lost(row) or 0), -(failed(row) or 0)))
    names = ("agency_code", "agency_name")
    return [
        {name: row[name] for name in names} | {"gain": f"{lost(row):.2f}", "failed": failed(row)}
        for row in rows[:GAINERS]
    ]


def _is_inherited(row: Row) -> bool:
    return any(flag.startswith("inherited") for flag in row["flags"])


def lost(row: Row) -> Decimal | None:
    """Points short of the maximum; None where there are no points to lose."""
    if row["points"] is None or row["max_points"] is None:
        return None
    return Decimal(row["max_points"]) - Decimal(row["points"])


def failed(row: Row) -> int | None:
    """How many of what was counted failed; None where no counts are known."""
    return None if row["denominator"] is None else row["denominator"] - (row["numerator"] or 0)
