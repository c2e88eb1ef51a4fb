"""What is counted: one file per group of criteria, counting in Narwhals, and a plain reference to check it by."""

from phucvu.indicators.catalogue import all_indicators, indicator

__all__ = ["all_indicators", "indicator"]
