"""What every reader yields: one batch of records of one type, with where each row came from."""

from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa


@dataclass(frozen=True)
class Reject:
    """A row that could not become a record: no code, or unreadable. Quotes code, row and column only."""

    file: str
    row: int
    column: str | None
    code: str | None
    sentence: str  # Vietnamese, for a clerk
    remedy: str  # Vietnamese, what to do


@dataclass(frozen=True)
class Finding:
    """Something odd in a row that was accepted. kind is a key of checks.yaml, which holds severity and words."""

    kind: str
    file: str
    row: int | None
    code: str | None
    column: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Batch:
    """Records of one type. ``table``: columns of RecordType.arrow(carried_only=True) in order;
    ``rows``: row (line, element or sheet row, from 1) of each record in ``file``."""

    record: str
    file: str
    table: pa.Table
    rows: pa.Array
    rejects: tuple[Reject, ...] = ()
    findings: tuple[Finding, ...] = ()
    rows_read: int = 0  # rows of the source this batch stands for: its own records + rejects


@dataclass(frozen=True)
class Scope:
    """What an import covers; proposed by the reader, confirmed by a person or by flags."""

    kind: str  # all, overdue, overdue_late, overdue_open, open
    agencies: tuple[str, ...] = ("*",)
    periods: tuple[str, ...] = ("*",)
    extracted_at: datetime | None = None
    records: tuple[str, ...] = field(default=("dossier",))
