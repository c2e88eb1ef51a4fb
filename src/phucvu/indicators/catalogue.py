"""All indicators, in the order of the contract."""

from phucvu.indicators import digitization, disclosure, online, payment, progress, satisfaction
from phucvu.indicators.indicator import Indicator

GROUPS = (disclosure, progress, online, payment, digitization, satisfaction)


def all_indicators() -> tuple[Indicator, ...]:
    """One indicator for each criterion of the contract (docs/contract.md)."""
    return tuple(indicator for group in GROUPS for indicator in group.INDICATORS)


def indicator(criterion: str) -> Indicator:
    """The indicator of a criterion. Raises KeyError for a name outside the contract."""
    return {each.criterion: each for each in all_indicators()}[criterion]
