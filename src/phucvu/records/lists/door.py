"""The door for other rooms: mappings go in and out as plain dicts, kept with each import."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.records.batch import Batch, Scope
from phucvu.records.lists import mapping as mappings
from phucvu.records.lists import reader, reading
from phucvu.records.lists.filled import read_template, template_record
from phucvu.records.lists.grids import forget_grids
from phucvu.records.lists.proposing import NoListError
from phucvu.records.lists.proposing import propose as propose_columns
from phucvu.records.lists.province import is_province_reading, province_text, read_province
from phucvu.records.lists.scope import ScopeProposal, reading_scope, scope_of
from phucvu.records.moments import parse_moment
from phucvu.records.schema import record_type
from phucvu.records.settings import SourceSettings
from phucvu.registry.period import parse_period

Spec = Mapping[str, Any]
READINGS = ("unit_table", "province_reading")


@dataclass(frozen=True)
class Proposal:
    """A proposed mapping as a plain dict; ``sentences`` tell what was understood; with ``doubts`` a person is asked.

    ``maybe_omitted``: headings one of which has no cell in the rows; a person says which.
    """

    mapping: dict[str, Any]
    sentences: tuple[str, ...]
    doubts: tuple[str, ...]
    maybe_omitted: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        return not self.doubts


def propose(path: Path) -> Proposal:
    """How a file would be read. Raises UserError when it holds no list, published figures or filled form."""
    if record := template_record(path):
        form = mappings.Mapping("template", {}, reading={"record": record})
        return Proposal(mappings.as_dict(form), (f"Biểu mẫu “{record_type(record).vi}” đã điền.",), ())
    try:
        proposed = propose_columns(path)
    except NoListError:
        if not is_province_reading(path):
            raise
        sentence = "Số liệu công bố của tỉnh: tổng điểm, xếp hạng, điểm các nhóm."
        return Proposal(mappings.as_dict(mappings.Mapping("province_reading", {})), (sentence,), ())
    used = [f"“{heading}” là {mappings.label(column)}" for heading, column in proposed.columns.items() if column]
    sentences = (f"Các cột được đọc: {'; '.join(used)}.", *proposed.notes)
    doubts = (*proposed.missing, *proposed.doubts)
    return Proposal(mappings.as_dict(proposed), sentences, doubts, proposed.maybe_omitted)


def load_mapping(path: Path) -> dict[str, Any]:
    """A mapping file as a dict. Raises UserError naming what is wrong in it."""
    return mappings.as_dict(mappings.load(path))


def save_mapping(mapping: Spec, path: Path) -> None:
    """Write a mapping as YAML that a person can correct and hand in with --mapping."""
    mappings.save(mappings.from_dict(mapping), path)


def looks_like_list(path: Path) -> bool:
    """Whether a file is for this reader: a list, published figures, a filled form, or a report it can name and refuse.

    True as well for files it cannot open, so that the person is told why. Never raises UserError.
    """
    try:
        propose(path)
    except NoListError:
        return False
    except UserError:
        return True
    return True


def read(
    path: Path,
    mapping: Spec | None = None,
    settings: SourceSettings | None = None,
    on_step: reader.OnStep | None = None,
) -> Iterator[Batch]:
    """Batches of one file: dossiers and applicants, official readings, or the records of a form.

    Without a mapping one is proposed and must be certain. Raises UserError when it is not or does not fit.
    """
    used = _used(path, mapping)
    if used.kind == "template":
        return read_template(path, str(used.reading.get("record")))
    if used.kind == "unit_table":
        return reading.read_units(path, used, _reading_of(path, used))
    if used.kind == "province_reading":
        return read_province(path, _agency_of(path, used), _reading_of(path, used))
    return _released(reader.read(path, used, settings, on_step))


def _released(batches: Iterator[Batch]) -> Iterator[Batch]:
    """A file is kept open in memory from proposal to reading, no longer."""
    try:
        yield from batches
    finally:
        forget_grids()


def _used(path: Path, mapping: Spec | None) -> mappings.Mapping:
    if mapping is not None:
        return mappings.from_dict(mapping)
    proposed = propose(path)
    return reader.certain(replace(mappings.from_dict(proposed.mapping), doubts=proposed.doubts), path)


# ---- scope


def scope_proposal(path: Path, mapping: Spec | None = None) -> ScopeProposal:
    """What a file seems to cover, with a reason for each part."""
    used = _used(path, mapping)
    if used.kind == "template":
        scope = Scope("all", records=(str(used.reading.get("record")),))
        return ScopeProposal(scope, ("Biểu mẫu đã điền là toàn bộ bảng.",), True)
    return reading_scope(path, province_text(path)) if used.kind == "province_reading" else scope_of(path, used)


def propose_scope(path: Path, mapping: Spec | None = None) -> Scope:
    return scope_proposal(path, mapping).scope


def is_scope_certain(path: Path, mapping: Spec | None = None) -> bool:
    """Whether the kind of the scope needs no person's word."""
    return scope_proposal(path, mapping).is_certain


# ---- published figures


def unit_names(path: Path, mapping: Spec | None = None) -> list[str]:
    """The units of a unit table as written, in order; none for other files."""
    used = _used(path, mapping)
    return reading.unit_names(path, used) if used.kind == "unit_table" else []


def with_reading(
    mapping: Spec,
    path: Path,
    scope: Scope,
    resolve: reading.Resolve,
    province_code: str | None = None,
    read_by: str | None = None,
    source: str = "typed",
) -> dict[str, Any]:
    """The mapping of published figures with what the file lacks: period, reading time, codes of the units.

    ``scope``: one period, and ``extracted_at`` as the reading time; of the province's own figures the agency (or
    ``province_code``). Raises UserError when period or time is not known. Other mappings come back as they are.
    """
    if mapping.get("kind") not in READINGS:
        return dict(mapping)
    if scope.periods == ("*",) or len(scope.periods) != 1:
        raise UserError(f"Bảng “{path.name}” là số liệu của một kỳ. Hãy thêm --period, ví dụ --period 2023-05.")
    if scope.extracted_at is None:
        raise UserError(f"Bảng “{path.name}” chưa rõ thời điểm đọc. Hãy thêm --extracted-at.")
    facts = {
        "period": scope.periods[0],
        "read_at": scope.extracted_at.isoformat(),
        "agencies": {name: code for name in unit_names(path, mapping) if (code := resolve(name))},
        "agency_code": province_code if scope.agencies == ("*",) else scope.agencies[0],
        "read_by": read_by,
        "source": source,
    }
    return mappings.as_dict(replace(mappings.from_dict(mapping), reading=facts))


def _agency_of(path: Path, used: mappings.Mapping) -> str:
    if code := used.reading.get("agency_code"):
        return str(code)
    raise UserError(f"Tệp “{path.name}” chưa rõ là số liệu của tỉnh nào. Hãy thêm --agencies, ví dụ --agencies H52.")


def _reading_of(path: Path, used: mappings.Mapping) -> reading.Reading:
    """From the mapping; what it lacks from the file's own words."""
    given, scope = used.reading, scope_proposal(path, mappings.as_dict(used)).scope
    period = given.get("period") or (None if scope.periods == ("*",) else scope.periods[0])
    moment = parse_moment(given.get("read_at"))[0] or scope.extracted_at
    if period is None or moment is None:
        gone = "kỳ (--period)" if period is None else "thời điểm đọc (--extracted-at)"
        raise UserError(f"Bảng “{path.name}” chưa rõ {gone} của số liệu. Hãy thêm vào rồi nhập lại.")
    facts = {name: given[name] for name in ("read_by", "source", "evidence", "agencies") if given.get(name)}
    return reading.Reading(parse_period(str(period)).name, moment, **facts)
