"""The arithmetic of points the solver needs, in whole hundredths of a point; maxima and thresholds come from the law."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

GROUP_MAX = {"satisfaction": 1800}


def half_up(value: Fraction) -> int:
    """The nearest whole number; exact halves go up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def printed(ratio: Fraction, decimals: int = 1) -> Decimal:
    """A ratio as the letter prints it: percent, half-up (1/6 -> 16.7)."""
    return Decimal(half_up(ratio * 100 * 10**decimals)).scaleb(-decimals)


def one_decimal(cents: int) -> Decimal:
    """Points in hundredths as the letter prints them: one decimal, half-up (670 -> 6.7)."""
    return (Decimal(cents) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Worth:
    """What a criterion gives: maximum in hundredths of a point, ratio at which it is reached."""

    maximum: int
    full_at: Fraction

    def cents(self, ratio: Fraction) -> int:
        """Points of the exact ratio, rounded half-up once."""
        return min(self.maximum, half_up(ratio / self.full_at * self.maximum))

    def cents_percent_first(self, ratio: Fraction) -> int:
        """Points when the ratio is first made a percent with two decimals (online, payment)."""
        return self.cents(Fraction(half_up(ratio * 10_000), 10_000))

    def is_plain(self, ratio: Fraction) -> bool:
        """Whether every way of rounding gives the same points, and no tie is met."""
        exact = ratio / self.full_at * self.maximum
        return self.cents(ratio) == self.cents_percent_first(ratio) and exact % 1 != Fraction(1, 2)


def _worth(maximum: int, full_at: str = "1") -> Worth:
    return Worth(maximum * 100, Fraction(full_at))


WORTH = {
    "disclosure.published_on_time": _worth(6),
    "disclosure.updated_on_time": _worth(4),
    "disclosure.complete": _worth(2),
    "disclosure.synchronised": _worth(6),
    "progress.on_time": _worth(20),
    "online.offered": _worth(2, "0.8"),
    "online.in_use": _worth(4),
    "online.filed": _worth(6, "0.5"),
    "payment.dossiers": _worth(6),
    "payment.procedures": _worth(2, "0.8"),
    "payment.integrated": _worth(2, "0.8"),
    "digitization.result": _worth(6),
    "digitization.dossier": _worth(4),
    "digitization.certified_copy": _worth(2),
    "digitization.reused": _worth(2, "0.8"),
    "digitization.personal_store": _worth(4),
    "digitization.population_dossier": _worth(2),
    "digitization.population_procedure": _worth(2),
    "satisfaction.receiving": _worth(6, "0.9"),
    "satisfaction.petition_on_time": _worth(6),
    "satisfaction.petition_handling": _worth(6),
}
