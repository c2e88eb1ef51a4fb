"""Our figures against the portal's, row by row: equal, or for what reason they differ. Plain data in, a verdict out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from phucvu.records.portal import known_exceptions
from phucvu.rubric import Criterion
from phucvu.scores.arithmetic import half_up, percent
from phucvu.scores.row import ScoreRow

Kind = Literal["equal", "rounding", "other_count", "other_reading", "not_received", "portal_flag", "parts"]
Counts = tuple[int, int]  # numerator, denominator
HUNDREDTH = Decimal("0.01")
ROUNDINGS = {
    "exact_ratio": "từ tỷ lệ chính xác, làm tròn một lần",
    "percent_first": "tỷ lệ phần trăm làm tròn trước",
    "down": "số 5 ở cuối làm tròn xuống",
}


@dataclass(frozen=True)
class Official:
    """What the portal shows of one agency under one criterion, group or the total."""

    agency_code: str
    agency_name: str
    level: str
    points: Decimal | None = None
    counts: Counts | None = None
    is_counts_only: bool = False  # the portal shows no points for this part
    flags: tuple[str, ...] = ()
    read_at: datetime | None = None

    @property
    def is_silent(self) -> bool:
        return self.points is None and self.counts is None


@dataclass(frozen=True)
class Alternative:
    """The same row under another rule: a reading of the law, or the law of another day."""

    name: str
    words: str
    counts: Counts | None
    points: Decimal | None


@dataclass(frozen=True)
class Verdict:
    """``side``: who lacks the figure (own, portal); ``agrees_with``: the rule under which both agree."""

    kind: Kind
    side: str | None = None
    agrees_with: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Pair:
    """One row of ours beside one of the portal's; either may be missing. ``parts``: verdicts of a sum's criteria.

    ``portal_parts``: the portal's points of those criteria, where it shows them all.
    """

    own: ScoreRow | None
    official: Official | None
    readings: Sequence[Alternative] = ()
    laws: Sequence[Alternative] = ()
    parts: Sequence[Verdict] = ()
    portal_parts: Sequence[Decimal | None] | None = None
    criterion: Criterion | None = field(default=None, compare=False)

    @property
    def own_counts(self) -> Counts | None:
        if self.own is None or self.own.numerator is None or self.own.denominator is None:
            return None
        return self.own.numerator, self.own.denominator


def decide(pair: Pair) -> Verdict:
    """The verdict on one pair, by the first rule that holds: received, equal, flagged, rounding, rule, count."""
    if (lack := _lacking(pair)) is not None:
        return lack
    own, official = pair.own, pair.official
    assert own is not None
    assert official is not None
    is_same_count = official.counts is None or official.counts == pair.own_counts
    is_same_points = official.is_counts_only or official.points == own.points
    if is_same_count and is_same_points:
        return Verdict("equal")
    if official.flags:
        return Verdict("portal_flag", words=", ".join(official.flags))
    if pair.criterion is None:
        return _of_sum(pair, own, official)
    if official.counts is None:
        return _by_points(pair, official)
    return _of_rule(pair, own, official) if is_same_count else _of_count(pair, official)


def _lacking(pair: Pair) -> Verdict | None:
    """Who has nothing to compare. Points that a rule gives without cases are something."""
    has_own = pair.own is not None and (pair.own.state != "not_received" or pair.own.points is not None)
    has_official = pair.official is not None and not pair.official.is_silent
    if has_own and has_official:
        return None
    if has_own and pair.own is not None:
        # No points and nothing counted is what an empty row of the portal says too.
        says_nothing = pair.own.points is None and pair.own_counts in (None, (0, 0))
        return Verdict("equal") if says_nothing else Verdict("not_received", "portal")
    return Verdict("not_received", "own") if has_official else Verdict("equal")


def _of_rule(pair: Pair, own: ScoreRow, official: Official) -> Verdict:
    """Equal counts, other points: rounding, the rule of another day or reading, or a rule nobody here knows."""
    assert pair.criterion is not None
    if own.points is not None and official.points is not None and abs(own.points - official.points) <= HUNDREDTH:
        name = rounding_of(pair.criterion, official)
        return Verdict("rounding", agrees_with=name, words=ROUNDINGS.get(name or "", ""))
    return _named(pair, official, pair.laws) or _named(pair, official, pair.readings) or Verdict("other_reading")


def _of_count(pair: Pair, official: Official) -> Verdict:
    return _named(pair, official, pair.readings) or Verdict("other_count")


def _by_points(pair: Pair, official: Official) -> Verdict:
    """The portal shows points and no counts: only the points can be compared."""
    found = _named(pair, official, pair.readings) or _named(pair, official, pair.laws)
    return found or Verdict("other_count", words="Cổng chỉ công bố điểm, không có số đếm")


def _named(pair: Pair, official: Official, rules: Sequence[Alternative]) -> Verdict | None:
    """The first rule under which both sides say the same."""
    for rule in rules:
        is_same_count = official.counts is None or official.counts == rule.counts
        is_same_points = official.is_counts_only or official.points == rule.points
        if is_same_count and is_same_points:
            return Verdict("other_reading", agrees_with=rule.name, words=rule.words)
    return None


def rounding_of(criterion: Criterion, official: Official) -> str | None:
    """The rounding that gives the portal's points from the counts; None where none does."""
    if not official.counts or not official.counts[1]:
        return None
    ratio = Fraction(*official.counts)
    candidates = {
        "exact_ratio": half_up(_exact(ratio, criterion)),
        "percent_first": half_up(_exact(Fraction(percent(ratio)) / 100, criterion)),
        "down": _down(_exact(ratio, criterion)),
    }
    return next((name for name, points in candidates.items() if points == official.points), None)


def _exact(ratio: Fraction, criterion: Criterion) -> Fraction:
    return min(Fraction(1), ratio / Fraction(criterion.full_at)) * Fraction(criterion.max_points)


def _down(exact: Fraction) -> Decimal:
    """Half-down: only an exact tie differs from half-up."""
    is_tie = (exact * 200).denominator == 1 and (exact * 100).denominator == 2
    return half_up(exact) - HUNDREDTH if is_tie else half_up(exact)


def _of_sum(pair: Pair, own: ScoreRow, official: Official) -> Verdict:
    """A group or total: it follows from its parts, or its own sum is off, or nobody knows."""
    has_differing = any(part.kind != "equal" for part in pair.parts)
    if has_differing and _adds_up(pair, official):
        return Verdict("parts")
    is_near = own.points is not None and official.points is not None and abs(own.points - official.points) <= HUNDREDTH
    if pair.parts and not has_differing and is_near:
        return Verdict("rounding", words=_exception(own, official) or "tổng của Cổng không bằng tổng các phần của nó")
    if found := _named(pair, official, pair.readings) or _named(pair, official, pair.laws):
        return found
    if has_differing:
        return Verdict("parts")
    return Verdict("other_reading") if pair.parts else Verdict("other_count", words="Cổng không cho thấy các phần")


def _adds_up(pair: Pair, official: Official) -> bool:
    if pair.portal_parts is None or official.points is None:
        return False
    return sum((points or Decimal(0) for points in pair.portal_parts), Decimal(0)) == official.points


def _exception(own: ScoreRow, official: Official) -> str | None:
    """A difference that is known by name."""
    for each in known_exceptions().exceptions:
        if each.agency_code == own.agency_code and (each.official, each.ours) == (official.points, own.points):
            return each.vi
    return None


def is_explained(verdict: Verdict, has_evidence: bool) -> bool:
    """Whether a person need not look further."""
    if verdict.kind == "other_count":
        return has_evidence
    return verdict.kind != "other_reading" or verdict.agrees_with is not None


def by_kind(verdicts: Sequence[Verdict]) -> Mapping[str, int]:
    """How many of each kind, in the order of the kinds."""
    kinds = ("equal", "rounding", "portal_flag", "other_reading", "other_count", "not_received", "parts")
    return {kind: number for kind in kinds if (number := sum(each.kind == kind for each in verdicts))}
