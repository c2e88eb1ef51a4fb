"""One printed cell: its value, its state and where it comes from. Null is never 0."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from phucvu.publications.inputs import EditionInput, OfficialValue, Source
from phucvu.publications.profile import CellSource, Column
from phucvu.publications.wording import number, percent
from phucvu.scores.row import PRINTED, ScoreRow, State
from phucvu.scores.shares import points_share


@dataclass(frozen=True)
class Cell:
    """``value``: a count, percent or points as a decimal; ``text``: as printed."""

    value: Decimal | None
    text: str
    state: State
    source: Source | None

    @property
    def is_known(self) -> bool:
        return self.state != "not_received"


MISSING = Cell(None, PRINTED["not_received"], "not_received", None)


def _stated(state: State, source: Source) -> Cell:
    return Cell(None, PRINTED[state], state, source)


def _share(ratio: Fraction, source: Source) -> Cell:
    text = percent(ratio)
    return Cell(Decimal(text.replace(",", ".")), text, "measured", source)


class Figures:
    """Answers for one edition: what a unit's own counts, own scores and the official reading say."""

    def __init__(self, edition_input: EditionInput) -> None:
        self._rows = {(row.agency_code, row.group, row.criterion): row for row in edition_input.score_rows}
        self._values = {(value.agency_code, value.item): value for value in edition_input.unit_values}
        self._official = latest(edition_input.official)

    def cell(self, agency_code: str, column: Column) -> Cell:
        """The first source that has something; else "(Không có số liệu)"."""
        cells = (self._from(agency_code, source) for source in column.sources)
        return next((cell for cell in cells if cell.is_known), MISSING)

    def official(self, agency_code: str, item: str) -> OfficialValue | None:
        return self._official.get((agency_code, item))

    def _from(self, code: str, source: CellSource) -> Cell:
        if source.count:
            return self._count(code, source.count)
        if source.ratio:
            return self._ratio(code, source.ratio)
        if source.share:
            return self._points_share(code, source.share)
        if source.points:
            return self._points(code, source.points)
        return self._read(code, source.official or "")

    def _count(self, code: str, item: str) -> Cell:
        value = self._values.get((code, item))
        if value is None:
            return MISSING
        if value.value is None:
            return _stated(value.state, value.source)
        return Cell(Decimal(value.value), number(value.value), "measured", value.source)

    def _row(self, code: str, name: str) -> ScoreRow | None:
        group, _, criterion = name.partition(".")
        return self._rows.get((code, group, name if criterion else None))

    def _ratio(self, code: str, criterion: str) -> Cell:
        row = self._row(code, criterion)
        if row is None:
            return MISSING
        return _stated(row.state, "own") if row.ratio is None else _share(row.ratio, "own")

    def _points_share(self, code: str, name: str) -> Cell:
        row = self._row(code, name)
        if row is None:
            return MISSING
        share = points_share(row)
        return _stated(share.state, "own") if share.ratio is None else _share(share.ratio, "own")

    def _points(self, code: str, name: str) -> Cell:
        row = self._row(code, name)
        if row is None or row.points is None:
            return MISSING if row is None else _stated(row.state, "own")
        return Cell(row.points, number(row.points, 2), "measured", "own")

    def _read(self, code: str, item: str) -> Cell:
        value = self.official(code, item)
        if value is None:
            return MISSING
        if value.value is None or value.state != "measured":
            return _stated(value.state if value.state != "measured" else "not_received", value.source)
        return Cell(Decimal(value.value), number(value.value), "measured", value.source)


def latest(values: list[OfficialValue]) -> dict[tuple[str, str], OfficialValue]:
    """The last reading of each agency and item."""
    in_order = sorted(values, key=lambda value: value.read_at.isoformat() if value.read_at else "")
    return {(value.agency_code, value.item): value for value in in_order}
