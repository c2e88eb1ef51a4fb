"""The arithmetic of points the solver needs, in hundredths of a point; every maximum and threshold is the law's."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from phucvu.rubric import Criterion, Rubric, load

PETITIONS = ("satisfaction.petition_on_time", "satisfaction.petition_handling")


def half_up(value: Fraction) -> int:
    """The nearest whole number; exact halves go up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def percent(ratio: Fraction) -> Decimal:
    """A ratio as the letter prints it: percent with one decimal, half-up (1/6 -> 16.7)."""
    return Decimal(half_up(ratio * 1000)).scaleb(-1)


def one_decimal(cents: int) -> Decimal:
    """Points in hundredths as the letter prints them: one decimal, half-up (670 -> 6.7)."""
    return (Decimal(cents) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Worth:
    """What a criterion gives: maximum in hundredths of a point, the ratio at which it is reached, and whether the
    ratio is made a percent with two decimals before it is used (online, payment)."""

    maximum: int
    full_at: Fraction
    is_percent_first: bool

    def cents(self, ratio: Fraction) -> int:
        """Points of a ratio as the law rounds them."""
        return self._cents(_as_percent(ratio) if self.is_percent_first else ratio)

    def _cents(self, ratio: Fraction) -> int:
        return min(self.maximum, half_up(ratio / self.full_at * self.maximum))

    def is_plain(self, ratio: Fraction) -> bool:
        """Whether every way of rounding gives the same points, and no tie is met."""
        exact = ratio / self.full_at * self.maximum
        return self._cents(ratio) == self._cents(_as_percent(ratio)) and exact % 1 != Fraction(1, 2)


def _as_percent(ratio: Fraction) -> Fraction:
    return Fraction(half_up(ratio * 10_000), 10_000)


@dataclass(frozen=True)
class Part:
    """Numerator and denominator of one criterion of the province, and what they are worth."""

    criterion: str
    numerator: int
    denominator: int
    worth: Worth

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def cents(self) -> int:
        return self.worth.cents(self.ratio)

    @property
    def is_plain(self) -> bool:
        return self.numerator <= self.denominator and self.worth.is_plain(self.ratio)


@dataclass(frozen=True)
class Rules:
    """The law of one day, as far as the example needs it."""

    rubric: Rubric

    @classmethod
    def on(cls, day: date) -> "Rules":
        return cls(load().at(day))

    def worth(self, criterion: str) -> Worth:
        return _worth(self.rubric.criterion(criterion))

    def part(self, criterion: str, numerator: int, denominator: int) -> Part:
        return Part(criterion, numerator, denominator, self.worth(criterion))

    def satisfaction(self, level: str, satisfied: int, population: int) -> Fraction:
        """The share a letter prints for a unit that has no petitions: its points of the group over the maximum."""
        empty = sum(self.rubric.criterion(name).empty_points(level) or Decimal(0) for name in PETITIONS)
        cents = self.worth("satisfaction.receiving").cents(Fraction(satisfied, population))
        return (Fraction(cents, 100) + Fraction(empty)) / Fraction(self.rubric.group("satisfaction").max_points)

    def receiving_ratio(self, level: str, share: Fraction) -> Fraction:
        """The share of satisfied dossiers that gives about this satisfaction."""
        empty = sum(self.rubric.criterion(name).empty_points(level) or Decimal(0) for name in PETITIONS)
        worth = self.worth("satisfaction.receiving")
        points = share * Fraction(self.rubric.group("satisfaction").max_points) - Fraction(empty)
        return points * 100 / worth.maximum * worth.full_at


def _worth(criterion: Criterion) -> Worth:
    cents = int(criterion.max_points * 100)
    return Worth(cents, Fraction(criterion.full_at), criterion.rounding == "percent_first")
