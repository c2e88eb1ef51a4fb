"""Lists from offices: Excel, CSV and false .xls, with headings as people write them.

``grids`` opens any file into plain grids; ``layout`` finds the headings; ``mapping`` says which heading is which
column; ``reader`` makes batches of dossiers; ``scope`` proposes what a file covers; ``reading`` reads what the
portal published; ``templates`` and ``filled`` write and read back the office's forms.

Below is the door for the other rooms: mappings go in and out as plain dicts, kept with each import.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as _replace
from datetime import datetime
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.records.batch import Batch, Scope
from phucvu.records.lists import mapping as _mapping
from phucvu.records.lists import reader as _reader
from phucvu.records.lists import reading as _reading
from phucvu.records.lists.filled import read_template, template_record
from phucvu.records.lists.proposing import propose as _propose
from phucvu.records.lists.scope import ScopeProposal, scope_of
from phucvu.records.lists.templates import write_template
from phucvu.records.schema import record_type
from phucvu.records.settings import SourceSettings

__all__ = [
    "Proposal",
    "ScopeProposal",
    "is_scope_certain",
    "load_mapping",
    "looks_like_list",
    "propose",
    "propose_scope",
    "read",
    "read_template",
    "save_mapping",
    "scope_proposal",
    "template_record",
    "unit_names",
    "with_reading",
    "write_template",
]

Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
    """A proposed mapping as a plain dict; ``sentences`` tell what was understood; with ``doubts`` a person is asked."""

    mapping: dict[str, Any]
    sentences: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        return not self.doubts


def propose(path: Path) -> Proposal:
    """How a file would be read. Raises UserError when it holds no list, unit table or filled form."""
    if record := template_record(path):
        return Proposal(_mapping.as_dict(_form(record)), (f"Biểu mẫu “{record_type(record).vi}” đã điền.",), ())
    proposed = _propose(path)
    used = [f"“{heading}” là {_mapping.label(column)}" for heading, column in proposed.columns.items() if column]
    sentences = (f"Các cột được đọc: {'; '.join(used)}.", *proposed.notes)
    return Proposal(_mapping.as_dict(proposed), sentences, (*proposed.missing, *proposed.doubts))


def _form(record: str) -> _mapping.Mapping:
    return _mapping.Mapping("template", {}, reading={"record": record})


def load_mapping(path: Path) -> dict[str, Any]:
    """A mapping file as a dict. Raises UserError naming what is wrong in it."""
    return _mapping.as_dict(_mapping.load(path))


def save_mapping(mapping: Spec, path: Path) -> None:
    """Write a mapping as YAML that a person can correct and hand in with --mapping."""
    _mapping.save(_mapping.from_dict(mapping), path)


def looks_like_list(path: Path) -> bool:
    """Whether a file is for this reader: a list, a unit table, a filled form, or a report it can name and refuse.

    True as well for workbooks and HTML it cannot open, so that the person is told why. Never raises UserError.
    """
    try:
        propose(path)
    except UserError as error:
        return "Không tìm thấy dòng tiêu đề" not in str(error)
    return True


def read(
    path: Path,
    mapping: Spec | None = None,
    settings: SourceSettings | None = None,
    on_step: _reader.OnStep | None = None,
) -> Iterator[Batch]:
    """Batches of one file: dossiers and applicants, official readings of units, or the records of a form.

    Without a mapping one is proposed and must be certain. Raises UserError when it is not or does not fit.
    """
    used = _used(path, mapping)
    if used.kind == "template":
        return read_template(path, used.reading["record"])
    if used.kind == "unit_table":
        return _reading.read_units(path, used, _reading_of(path, used))
    return _reader.read(path, used, settings, on_step)


def _used(path: Path, mapping: Spec | None) -> _mapping.Mapping:
    if mapping is not None:
        return _mapping.from_dict(mapping)
    record = template_record(path)
    return _form(record) if record else _reader.certain(_propose(path), path)


def scope_proposal(path: Path, mapping: Spec | None = None) -> ScopeProposal:
    """What a file seems to cover, with a reason for each part."""
    used = _used(path, mapping)
    if used.kind == "template":
        records = (used.reading["record"],)
        return ScopeProposal(Scope("all", records=records), ("Biểu mẫu đã điền là toàn bộ bảng.",), True)
    return scope_of(path, used)


def propose_scope(path: Path, mapping: Spec | None = None) -> Scope:
    return scope_proposal(path, mapping).scope


def is_scope_certain(path: Path, mapping: Spec | None = None) -> bool:
    """Whether the kind of the scope needs no person's word."""
    return scope_proposal(path, mapping).is_certain


def unit_names(path: Path, mapping: Spec | None = None) -> list[str]:
    """The units of a unit table as written, to be resolved before ``with_reading``."""
    return _reading.unit_names(path, _used(path, mapping))


def with_reading(
    mapping: Spec,
    path: Path,
    scope: Scope,
    resolve: _reading.Resolve,
    read_by: str | None = None,
    source: str = "typed",
) -> dict[str, Any]:
    """The mapping of a unit table with what the table itself lacks: period, reading time, the units' codes.

    ``scope``: one period and ``extracted_at`` (the reading time). Raises UserError when either is not known.
    """
    if scope.periods in ((), ("*",)) or len(scope.periods) > 1:
        raise UserError(f"Bảng “{path.name}” là số liệu của một kỳ. Hãy thêm --period, ví dụ --period 2023-05.")
    if scope.extracted_at is None:
        raise UserError(f"Bảng “{path.name}” chưa rõ thời điểm đọc. Hãy thêm --extracted-at.")
    used = _mapping.from_dict(mapping)
    codes = {name: code for name in _reading.unit_names(path, used) if (code := resolve(name))}
    reading = {"period": scope.periods[0], "read_at": scope.extracted_at.isoformat(), "agencies": codes}
    return _mapping.as_dict(_replace(used, reading={**reading, "read_by": read_by, "source": source}))


def _reading_of(path: Path, used: _mapping.Mapping) -> _reading.Reading:
    """From the mapping; what it lacks from the table's own title."""
    scope = scope_of(path, used).scope
    period = used.reading.get("period") or (None if scope.periods == ("*",) else scope.periods[0])
    read_at = used.reading.get("read_at")
    moment = datetime.fromisoformat(read_at) if read_at else scope.extracted_at
    if period is None or moment is None:
        gone = "kỳ (--period)" if period is None else "thời điểm đọc (--extracted-at)"
        raise UserError(f"Bảng “{path.name}” chưa rõ {gone} của số liệu. Hãy thêm vào rồi nhập lại.")
    given = {
        name: used.reading[name] for name in ("read_by", "source", "evidence", "agencies") if used.reading.get(name)
    }
    return _reading.Reading(period, moment, **given)
