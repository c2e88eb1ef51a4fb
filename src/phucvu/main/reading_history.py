"""`phucvu reconcile --history`: what the portal changed in a period between two readings of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.insights.reading_history import Change, Reading, Shown, changes, ordered, until
from phucvu.lake.snapshot import Snapshot
from phucvu.main.official import readings_of
from phucvu.main.question import parse_clock, shown
from phucvu.main.score import comma
from phucvu.main.units import Units, units_of
from phucvu.main.workspace import open_workspace
from phucvu.records.portal.readings import TOTAL
from phucvu.registry.clock import iso
from phucvu.registry.codes import unit_code
from phucvu.registry.period import parse_period
from phucvu.registry.provinces import province_on
from phucvu.rubric import Rubric, load

KINDS = {"changed": "đổi", "appeared": "mới có", "gone": "không còn"}


@dataclass(frozen=True)
class Result:
    """``rows``: one per figure that changed; ``readings``: those there are {read_at, begun_at, figures, agencies};
    ``summary``: sentences on the whole; ``changed``: one sentence per row."""

    period: str
    read_at_before: str
    read_at_after: str
    readings: Sequence[dict[str, Any]]
    rows: Sequence[dict[str, Any]]
    summary: Sequence[str]
    changed: Sequence[str]

    @property
    def sentences(self) -> list[str]:
        return [*self.summary, *self.changed]

    @property
    def document(self) -> dict[str, Any]:
        """One JSON document."""
        names = ("period", "read_at_before", "read_at_after", "readings", "rows", "sentences")
        return {name: getattr(self, name) for name in names}


def history(
    folder: Path | None, period: str, since: str | None = None, until: str | None = None, agency: str | None = None
) -> Result:
    """What changed from the first reading to the latest, or between the last ones finished by two moments.

    Raises UserError with fewer than two readings, or when both moments mean the same one.
    """
    workspace, name = open_workspace(folder), parse_period(period).name
    snapshot = Snapshot.open(workspace)
    found = readings_of(snapshot, name)
    before, after = _chosen(found, name, since, until)
    words = _Words(units_of(snapshot, workspace.settings["province_code"]), load().at(after[-1].read_at.date()))
    code = words.code_of(agency) if agency else None
    changed, only_new = changes(before, after)
    chosen = [each for each in ordered(changed, words.order) if code in (None, each.shown.agency_code)]
    told = _Told(before[-1].read_at, after[-1].read_at, words, name)
    return Result(
        name,
        iso(told.before),
        iso(told.after),
        [_reading(each) for each in found],
        [told.row(each) for each in chosen],
        told.summary(found, chosen, 0 if agency else only_new),
        [told.sentence(each) for each in chosen],
    )


def _chosen(
    found: Sequence[Reading], period: str, since: str | None, end: str | None
) -> tuple[list[Reading], list[Reading]]:
    """The readings up to each of the two that are compared."""
    if len(found) < 2:
        have = f"mới có một lần đọc ({shown(found[0].read_at)})" if found else "chưa có lần đọc nào"
        raise UserError(
            f"Kỳ {period} {have} số liệu của Cổng DVCQG; cần hai lần để so. "
            "Hãy nhập thêm bằng phucvu import --source portal."
        )
    before = until(found, parse_clock(since, "--since")) if since else list(found[:1])
    after = until(found, parse_clock(end, "--until")) if end else list(found)
    if not before or not after or len(before) >= len(after):
        times = "; ".join(shown(each.read_at) for each in found)
        raise UserError(
            f"Hai mốc --since, --until phải chỉ hai lần đọc khác nhau, lần trước rồi đến lần sau. Các lần đọc: {times}."
        )
    return before, after


def _reading(each: Reading) -> dict[str, Any]:
    agencies = {one.agency_code for one in each.figures}
    times = {"read_at": iso(each.read_at), "begun_at": iso(each.begun_at)}
    return times | {"figures": len(each.figures), "agencies": len(agencies)}


@dataclass(frozen=True)
class _Words:
    """Names of agencies and items, by our unit list and the law of the later reading."""

    units: Units
    rubric: Rubric

    @cached_property
    def order(self) -> Mapping[str, int]:
        items = [
            TOTAL,
            *(code for group in self.rubric.groups for code in (group.code, *(c.code for c in group.criteria))),
        ]
        return {item: place for place, item in enumerate(items)}

    def code_of(self, agency: str) -> str:
        """A code as it stands (it may be of another province), else the agency of that name."""
        return unit_code(agency) or self.units.find(agency).code

    def agency(self, each: Shown) -> str:
        known = self.units.by_code.get(each.agency_code)
        province = None if "." in each.agency_code else province_on(each.agency_code, date.max)
        return known.name if known else each.agency_name or (province.full_name if province else each.agency_code)

    def item(self, item: str) -> str:
        if item == TOTAL:
            return "tổng điểm"
        group = next((each for each in self.rubric.groups if each.code == item), None)
        criterion = self.rubric.criteria.get(item)
        return f"nhóm {group.vi}" if group else f"tiêu chí {criterion.vi}" if criterion else f"chỉ tiêu {item}"

    def place(self, item: str) -> dict[str, str | None]:
        """Keys group and criterion of the contract's rows; what the law does not know has no group."""
        if item == TOTAL or any(each.code == item for each in self.rubric.groups):
            return {"group": item, "criterion": None}
        criterion = self.rubric.criteria.get(item)
        return {"group": criterion.group if criterion else None, "criterion": item}


@dataclass(frozen=True)
class _Told:
    """Two readings compared, in rows and words."""

    before: datetime
    after: datetime
    words: _Words
    period: str

    def row(self, change: Change) -> dict[str, Any]:
        """Points as text with two decimals; null stays null. Reading times are those of the figures themselves."""
        first, last, one = change.before, change.after, change.shown
        return {
            "period": self.period,
            "agency_code": one.agency_code,
            "agency_name": self.words.agency(one),
            "level": one.level or None,
            **self.words.place(one.item),
            "read_at_before": iso(first.read_at if first else self.before),
            "read_at_after": iso(last.read_at if last else self.after),
            "numerator_before": first and first.numerator,
            "numerator_after": last and last.numerator,
            "denominator_before": first and first.denominator,
            "denominator_after": last and last.denominator,
            "points_before": _two(first.points if first else None),
            "points_after": _two(last.points if last else None),
            "difference": _two(change.difference),
            "kind": change.kind,
        }

    def sentence(self, change: Change) -> str:
        first, last, one = change.before, change.after, change.shown
        who = f"{self.words.agency(one)} ({one.agency_code}), {self.words.item(one.item)}"
        if first is None:
            return f"{who}: đọc lúc {shown(self.before)} chưa có, đọc lúc {shown(one.read_at)} là {_says(one)}."
        if last is None:
            return f"{who}: đọc lúc {shown(one.read_at)} là {_says(one)}, đọc lúc {shown(self.after)} không còn."
        was = f"đọc lúc {shown(first.read_at)} là {_says(first)}"
        return f"{who}: {was}, đọc lúc {shown(last.read_at)} {_verb(first, last)} {_says(last)}."

    def summary(self, found: Sequence[Reading], changed: Sequence[Change], only_new: int) -> list[str]:
        times = "; ".join(f"{shown(each.read_at)} ({len(each.figures)} số liệu)" for each in found)
        told = [f"Kỳ {self.period} có {len(found)} lần đọc số liệu của Cổng DVCQG: {times}."]
        between = f"Từ lần đọc {shown(self.before)} đến lần đọc {shown(self.after)}"
        kinds = [change.kind for change in changed]
        counted = ", ".join(f"{kinds.count(kind)} số {words}" for kind, words in KINDS.items() if kind in kinds)
        told.append(f"{between}: {counted}." if counted else f"{between} không có gì thay đổi.")
        if only_new:
            told.append(f"{only_new} số liệu chỉ có ở lần đọc sau vì lần đọc trước không gồm bảng đó; không so.")
        return told


def _two(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:.2f}"


def _says(each: Shown) -> str:
    """144.625/184.513, 15,68 điểm."""
    counts = None if each.denominator is None else f"{_dots(each.numerator)}/{_dots(each.denominator)}"
    points = None if each.points is None else f"{comma(f'{each.points:.2f}')} điểm"
    return ", ".join(filter(None, (counts, points))) or "không có số liệu"


def _dots(number: int | None) -> str:
    return "-" if number is None else f"{number:,}".replace(",", ".")


def _verb(first: Shown, last: Shown) -> str:
    """còn: less of what first differs, points before counts; lên: more; là: nothing to compare."""
    pairs = ((first.points, last.points), (first.denominator, last.denominator), (first.numerator, last.numerator))
    for was, now in pairs:
        if was is not None and now is not None and was != now:
            return "còn" if now < was else "lên"
    return "là"
