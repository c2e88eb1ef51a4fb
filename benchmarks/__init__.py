"""Benchmarks beside the code: ratios measured in one run on one machine, kept in BENCHMARKS.md."""
