"""What the portal published, into records of type official_reading: one row per agency, period, item and reading time.

Items are our codes: total, groups, criteria; a code of the portal that the rubric does not know stays as it is.
Three items follow from others, and their evidence says so: place, filed_online_ratio, satisfaction_ratio.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from phucvu.errors import UserError
from phucvu.records.batch import Batch, Finding, Reject
from phucvu.records.kinds import reject
from phucvu.records.portal.figure import Figure, Numbers
from phucvu.records.portal.index import INDEX
from phucvu.records.portal.remarks import Remark
from phucvu.records.portal.tables import ALL
from phucvu.records.portal.tables import read as read_figures
from phucvu.records.schema import record_type
from phucvu.registry.clock import local, now
from phucvu.registry.period import parse_period
from phucvu.registry.provinces import provinces_on
from phucvu.rubric import load

RECORD = "official_reading"
TOTAL, PORTAL_TOTAL, PLACE = "total", "TOTAL", "place"
FILED_ONLINE, SATISFACTION = "online.filed", "satisfaction"
DERIVED = (PLACE, "filed_online_ratio", "satisfaction_ratio")

OnStep = Callable[[int, int | None, str], None]
Row = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """What a person said of the files, and what holds where neither they nor the files tell.

    ``read_at``: when all was read, whatever the files say; ``otherwise_at``: when what tells no time was read;
    ``period``: of files that tell none; ``read_by``: who brings them in.
    """

    otherwise_at: datetime
    read_at: datetime | None = None
    period: str | None = None
    read_by: str | None = None

    @classmethod
    def of(cls, mapping: Mapping[str, Any] | None) -> "Terms":
        """From the mapping of an import: the same names, moments in ISO 8601."""
        given = mapping or {}
        read_at, otherwise_at = given.get("read_at"), given.get("otherwise_at")
        return cls(
            datetime.fromisoformat(otherwise_at) if otherwise_at else now(),
            datetime.fromisoformat(read_at) if read_at else None,
            given.get("period"),
            given.get("read_by"),
        )


def figures(
    paths: Sequence[Path], terms: Terms, on_remark: Callable[[Remark], None], on_step: OnStep | None = None
) -> Iterator[Figure]:
    """The figures of all files, each with its reading time in whole seconds.

    Raises UserError for files that cannot be used.
    """
    answers = [path for path in paths if path.name != INDEX]
    if not answers:
        raise UserError("Không có số liệu nào của Cổng DVCQG trong thư mục này. Hãy tải lại.")
    at, told = terms.read_at or terms.otherwise_at, Counter[str]()
    for figure in read_figures(answers, at.date(), period=terms.period, read_at=at, on_remark=on_remark):
        if on_step and figure.file not in told:
            on_step(len(told), len(answers), "Đọc số liệu của Cổng")
        told[figure.file] += 1
        read_at = local(terms.read_at or figure.read_at or at).replace(microsecond=0)
        yield replace(figure, read_at=read_at)


def read(paths: Sequence[Path], mapping: Mapping[str, Any] | None = None, on_step: OnStep | None = None) -> list[Batch]:
    """Batches of official readings, one per file. ``mapping``: see ``Terms.of``.

    Figures of a single procedure are rejected: they must not pass for the whole. Raises UserError for files that
    cannot be used and where two figures of one moment contradict each other.
    """
    terms, remarks = Terms.of(mapping), list[Remark]()
    found = list(figures(paths, terms, remarks.append, on_step))
    lines = _Lines(terms, _evidence(paths))
    for figure in found:
        lines.add(figure)
    lines.rank([figure for figure in found if figure.item == PORTAL_TOTAL and figure.scope == ALL])
    return lines.batches(remarks)


@cache
def our_codes(day: date) -> dict[str, str]:
    """Our codes of that day's criteria, groups and total, by themselves and by the portal's."""
    rubric = load().at(day)
    criteria = {name: each.code for each in rubric.criteria.values() for name in (each.code, each.portal_code)}
    groups = {name: each.code for each in rubric.groups for name in (each.code, *each.portal_codes)}
    return {**groups, **criteria, TOTAL: TOTAL, PORTAL_TOTAL: TOTAL}


@cache
def _most_satisfaction(day: date) -> Decimal:
    return load().at(day).group(SATISFACTION).max_points


def places(totals: Iterable[Figure]) -> list[tuple[Figure, int, int]]:
    """(total, place, number of provinces), by total, ties sharing a place; only where all provinces are there.

    Which provinces there are depends on the day: the end of the period, or the reading if that is earlier.
    """
    days: dict[tuple[str, date], dict[str, Figure]] = defaultdict(dict)
    for total in sorted(totals, key=lambda each: str(each.read_at)):
        assert total.read_at is not None  # given above
        days[total.period, total.read_at.date()][total.agency_code] = total
    return [
        place for (period, day), found in days.items() for place in _places(found, min(day, parse_period(period).last))
    ]


def _places(found: Mapping[str, Figure], day: date) -> list[tuple[Figure, int, int]]:
    codes = [province.code for province in provinces_on(day)]
    totals = [found[code] for code in codes if code in found and found[code].points is not None]
    if len(totals) < len(codes):
        return []
    points = [each.points for each in totals if each.points is not None]
    return [(each, 1 + sum(other > (each.points or 0) for other in points), len(codes)) for each in totals]


def _evidence(paths: Iterable[Path]) -> dict[str, str]:
    """By the name that figures give their file: that name and the hash of its bytes."""
    names = Counter(path.name for path in paths)
    labels = {path.name if names[path.name] == 1 else str(path): path for path in paths}
    return {label: f"{path.name} sha256:{_sha256(path)}" for label, path in labels.items()}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Lines:
    """Records gathered file by file."""

    def __init__(self, terms: Terms, evidence: Mapping[str, str]) -> None:
        self.terms, self.evidence = terms, evidence
        self.rows: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        self.rejects: dict[str, list[Reject]] = defaultdict(list)
        self.seen: dict[tuple[Any, ...], tuple[Figure, Row]] = {}

    def add(self, figure: Figure) -> None:
        """Keep a figure as it stands, the counts it shows of other criteria, and what the letter prints from it."""
        if figure.scope != ALL:
            self.rejects[figure.file].append(
                reject("portal_scope", figure.file, figure.row, column="scope", code=figure.agency_code)
            )
            return
        ours = our_codes(figure.day)
        item = ours.get(figure.item, figure.item)
        counts = {ours.get(code, code): pair for code, pair in figure.counts.items()}
        numbers = counts.pop(item, None)
        self._keep(figure, item, figure.points, figure.max_points, numbers, list(counts.values()))
        for code, pair in counts.items():
            if pair is not None:
                self._keep(figure, code, None, None, pair)
        self._derive(figure, item, counts | {item: numbers})

    def rank(self, totals: Iterable[Figure]) -> None:
        """Places among the provinces; the portal gives none."""
        for total, place, number in places(totals):
            why = f"hạng xếp theo tổng điểm của {number} tỉnh, thành phố trong "
            self._keep(total, PLACE, Decimal(place), Decimal(number), why=why)

    def batches(self, remarks: Iterable[Remark]) -> list[Batch]:
        findings: dict[str, list[Finding]] = defaultdict(list)
        for each in remarks:
            if each.is_rejected:
                told = Reject(each.file, each.row or 0, each.place, None, each.sentence, each.remedy)
                self.rejects[each.file].append(told)
            else:
                found = Finding(each.kind, each.file, each.row, None, each.place, each.sentence)
                findings[each.file].append(found)
        files = dict.fromkeys([*self.rows, *self.rejects, *findings])
        return [self._batch(file, tuple(findings[file])) for file in files]

    def _batch(self, file: str, findings: tuple[Finding, ...]) -> Batch:
        numbers = [number for number, _ in self.rows[file]]
        schema = record_type(RECORD).arrow(carried_only=True)
        table = pa.Table.from_pylist([row for _, row in self.rows[file]], schema=schema)
        rejects = tuple(self.rejects[file])
        count = len(set(numbers)) + len(rejects)  # several figures stand in one row
        return Batch(RECORD, file, table, pa.array(numbers, pa.int64()), rejects, findings, count)

    def _derive(self, figure: Figure, item: str, counts: Mapping[str, Numbers | None]) -> None:
        """Columns of the letter that are no points: filed online and satisfaction, in percent."""
        if filed := counts.get(FILED_ONLINE):
            why = "tính từ số hồ sơ theo kênh trong "
            self._keep(figure, "filed_online_ratio", _percent(*filed), None, filed, why=why)
        if item == SATISFACTION and figure.points is not None:
            top = figure.max_points or _most_satisfaction(figure.day)
            why = f"tính từ điểm nhóm trên {top} điểm trong "
            self._keep(figure, "satisfaction_ratio", _percent(figure.points, top), None, why=why)

    def _keep(
        self,
        figure: Figure,
        item: str,
        value: Decimal | None,
        top: Decimal | None,
        numbers: Numbers | None = None,
        others: Sequence[Numbers | None] = (),
        why: str = "",
    ) -> None:
        row = {
            "agency_code": figure.agency_code,
            "period": figure.period,
            "item": item,
            "value": None if value is None else f"{value:f}",
            "state": _state(value, numbers, others),
            "max_value": None if top is None else f"{top:f}",
            "read_at": figure.read_at,
            "read_by": self.terms.read_by,
            "source": "portal",
            "evidence": why + self.evidence.get(figure.file, figure.file),
            "numerator": numbers[0] if numbers else None,
            "denominator": numbers[1] if numbers else None,
            "flags": ";".join(figure.flags) or None,
            "level": figure.level,
            "agency_name": figure.agency_name or None,
        }
        self._refuse_contradiction(figure, row)
        self.rows[figure.file].append((figure.row, row))

    def _refuse_contradiction(self, figure: Figure, row: Row) -> None:
        key = tuple(row[name] for name in record_type(RECORD).key)
        other, before = self.seen.setdefault(key, (figure, row))
        names = ("value", "max_value", "numerator", "denominator")
        if any(None not in (before[name], row[name]) and not _same(before[name], row[name]) for name in names):
            raise UserError(
                f"{_place(other)} và {_place(figure)} cùng nói về {row['agency_code']} {row['item']} đọc cùng lúc mà "
                "khác nhau. Nếu là hai lần đọc, hãy nhập riêng từng tệp kèm --extracted-at; nếu không, hãy bỏ một tệp."
            )


def _place(figure: Figure) -> str:
    return f"Tệp “{figure.file}”, dòng {figure.row}"


def _same(one: Any, other: Any) -> bool:
    return Decimal(one) == Decimal(other)


def _state(value: Decimal | None, numbers: Numbers | None, others: Sequence[Numbers | None]) -> str:
    """no_cases: what was counted is nothing, whatever the points; not_received: neither points nor counts."""
    if numbers:
        return "measured" if numbers[1] else "no_cases"
    if value is not None:
        return "measured"
    shown = [pair for pair in others if pair]
    return "not_received" if not shown else "measured" if any(below for _, below in shown) else "no_cases"


def _percent(above: Decimal | int, below: Decimal | int) -> Decimal | None:
    """One decimal, half up, as letters print shares; the counts stay beside."""
    if not below:
        return None
    found = (Decimal(100) * above / below).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return found.quantize(Decimal(1)) if found == found.to_integral() else found
