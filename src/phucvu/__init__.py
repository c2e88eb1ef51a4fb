"""Phục Vụ: the index of public-service quality (Decision 766/QĐ-TTg), computed, proved, published, followed up."""

__version__ = "0.1.0"
