"""One question opened: the lake version, the agencies, the law of the day, the clocks; counts and scores on demand."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from phucvu.errors import UserError
from phucvu.indicators.indicator import Count, Moment
from phucvu.lake import counting
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.question import Question, parse_clock, parse_day, shown
from phucvu.main.units import Units, units_of
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.records.lifecycle import Reading
from phucvu.records.limits import Limits
from phucvu.registry.agency import Agency
from phucvu.registry.calendar import Calendar
from phucvu.registry.clock import now
from phucvu.registry.period import parse_period
from phucvu.registry.tree import official_order
from phucvu.rubric.law import Rubric
from phucvu.rubric.loading import load
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

OnStep = Callable[[int, int | None, str], None]
LOCAL_DAYS = "calendar.csv"  # the office's own closings, beside the settings of the workspace


def silent(done: int, total: int | None, text: str) -> None:
    """An on_step that tells nobody."""


@dataclass(frozen=True)
class Figures:
    """Everything a figure rests on. ``moment``: period, as_at, reading."""

    workspace: Workspace
    snapshot: Snapshot
    units: Units
    rubric: Rubric
    moment: Moment
    coverage: Coverage

    @cached_property
    def known_at(self) -> str:
        """The lake version the figures are made from: the number of the manifest that last changed data, as text."""
        return str(self.snapshot.data_version)

    @cached_property
    def calendar(self) -> Calendar:
        path = self.workspace.path / LOCAL_DAYS
        return Calendar.load(path if path.exists() else None)

    @cached_property
    def ground(self) -> counting.Ground:
        return counting.Ground.of(
            self.snapshot,
            self.moment.period.last,
            self.units.agencies,
            self.units.mappings,
            charged=self.units.assignments(self.rubric.charging.name),
            province_code=self.units.province_code,
            calendar=self.calendar,
            readings=readings(self.rubric),
            limits=limits(self.rubric),
        )

    @cached_property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies there were in the period, in official order."""
        return tuple(official_order(each for each in self.units.agencies if each.is_valid_on(self.moment.period.last)))

    @cached_property
    def counts(self) -> list[Count]:
        return counting.run(self.snapshot, self.moment, self.ground, self.workspace.settings["engine"])

    @cached_property
    def rows(self) -> list[ScoreRow]:
        """The rows of the contract, for every agency, criterion, group and total."""
        return score(self.counts, self.agencies, self.coverage, self.rubric, self.moment, self.known_at)

    def under(self, reading: str) -> "Figures":
        """The same dossiers under another named reading of the law. Raises UserError when there is none."""
        chosen = self.rubric.reading(reading)
        return replace(self, moment=replace(self.moment, reading=chosen.name, options=chosen.options))

    @property
    def sentence(self) -> str:
        """What the figures are of, for the person who asked."""
        provisional = (
            " Chưa nhập danh mục đơn vị: đang dùng danh mục tạm từ mã hồ sơ." if self.units.is_provisional else ""
        )
        simulated = " SỐ LIỆU MÔ PHỎNG." if self.workspace.settings["simulated"] else ""
        return (
            f"Kỳ {self.moment.period.name}, số liệu tại thời điểm {shown(self.moment.until)}, "
            f"phiên bản dữ liệu {self.known_at}, cách hiểu “{self.moment.reading}”.{self._foreign_law}"
            f"{provisional}{simulated}"
            f"{self.silence}"
        )

    @property
    def _foreign_law(self) -> str:
        """That the law is not the period's own; empty when it is."""
        day = self.rubric.day
        is_own = day == min(self.moment.as_at, self.moment.period.end).date()
        return "" if is_own else f" Tính theo quy định của ngày {day:%d/%m/%Y}; đơn vị vẫn là của kỳ."

    @property
    def silence(self) -> str:
        """Who sent dossiers last month and none in the period; empty when nobody fell silent."""
        names = [agency.name for agency in self.agencies if agency.code in self.coverage.silent]
        if not names:
            return ""
        return (
            f" Tháng trước có hồ sơ, kỳ này chưa nhận được: {', '.join(names)}. "
            "Nếu kỳ này thực sự không có hồ sơ, nhập lại với --agencies nêu rõ đơn vị."
        )


def open_figures(question: Question, on_step: OnStep = silent) -> Figures:
    """Open a question. Raises UserError on an unknown workspace, period, clock or reading."""
    on_step(0, None, "Mở kho dữ liệu")
    workspace = open_workspace(question.workspace)
    snapshot = open_snapshot(question.workspace, question.known_at)
    period = parse_period(question.period)
    coverage_rows = snapshot.rows("coverage")
    as_at = parse_clock(question.as_at, "--as-at") if question.as_at else _last_extraction(coverage_rows)
    if as_at < period.start:
        raise UserError(
            f"Thời điểm số liệu {shown(as_at)} ở trước kỳ {period.name}. Hãy xem lại --period hoặc --as-at."
        )
    own_day = min(as_at, period.end).date()
    rubric = load().at(parse_day(question.rubric_at, "--rubric-at") if question.rubric_at else own_day)
    reading = rubric.reading(question.reading)
    moment = Moment(period, as_at, reading.name, reading.options)
    units = units_of(snapshot, workspace.settings["province_code"])
    silent = units.silent_in(period, rubric.charging.name)
    return Figures(workspace, snapshot, units, rubric, moment, Coverage(coverage_rows, silent))


def _last_extraction(coverage_rows: list[dict[str, Any]]) -> datetime:
    """The default reading time: nothing is known of what happened after the last extraction of dossiers."""
    times = [row["extracted_at"] for row in coverage_rows if row["record"] == "dossier" and row["extracted_at"]]
    return max(times, default=now())


def readings(rubric: Rubric) -> tuple[Reading, ...]:
    """All named readings of the law, as counting takes them."""
    return tuple(
        Reading(each.name, each.compare, each.overdue_after_requests, each.options)  # type: ignore[arg-type]
        for each in rubric.readings.values()
    )


def limits(rubric: Rubric) -> Limits:
    """The dated limits of the law, as counting takes them."""
    return Limits(**{each.name: rubric.limits[each.name].amount for each in fields(Limits)})
