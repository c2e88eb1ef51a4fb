"""A mapping: which heading of an office's list is which column. Proposed once, corrected by a person, kept as YAML."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from phucvu.errors import UserError
from phucvu.records.lists.headings import words
from phucvu.records.lists.layout import Layout
from phucvu.records.schema import record_type

KINDS = ("dossier_list", "unit_table", "province_reading", "template")


@dataclass(frozen=True)
class Mapping:
    """How one source's lists are read.

    ``columns``: heading -> canonical column of dossier or applicant (of a unit table: agency_code, agency_name or an
    item); None = left out. ``sheets``: names, empty = every visible sheet whose headings fit. ``heading_row``: row in
    the file, None = searched. ``omitted``: a heading for which the rows have no cell. ``statuses``: words or numbers
    of the source -> 1..10. ``reading``: of a unit table, the fields of reading.Reading; of a form, its record.
    ``doubts`` and ``missing`` are sentences; with none of them the mapping is certain. ``maybe_omitted``: headings of
    which a person must say that ``omitted`` is one.
    """

    kind: str
    columns: Dict[str, str | None]
    sheets: tuple[str, ...] = ()
    heading_row: int | None = None
    heading_rows: int = 1
    omitted: str | None = None
    statuses: Dict[str, int] = field(default_factory=dict)
    reading: Dict[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    maybe_omitted: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        return not (self.doubts or self.missing)

    def fits(self, layout: Layout) -> bool:
        """Whether every heading that is used stands in the layout."""
        return all(layout.position(heading) is not None for heading, column in self.columns.items() if column)

    def positions(self, layout: Layout) -> dict[str, int]:
        """Place in the rows of each canonical column; when a cell is omitted, those after it stand one to the left."""
        omitted = layout.position(self.omitted) if self.omitted else None
        places = {}
        for heading, column in self.columns.items():
            at = layout.position(heading)
            if column and at is not None and at != omitted:
                places[column] = at if omitted is None or at < omitted else at - 1
        return places

    def heading_of(self, column: str) -> str | None:
        """The heading that gives a canonical column."""
        return next((heading for heading, name in self.columns.items() if name == column), None)


SAVED = ("kind", "sheets", "heading_row", "heading_rows", "omitted", "columns", "statuses", "reading")


def as_dict(mapping: Mapping) -> dict[str, Any]:
    """A mapping as plain values, to be kept with an import; the same mapping gives the same dict."""
    spec = {name: getattr(mapping, name) for name in SAVED}
    plain = {"sheets": list(mapping.sheets), "columns": dict(mapping.columns), "statuses": dict(mapping.statuses)}
    return spec | plain | {"reading": dict(mapping.reading)}


def from_dict(spec: Any, name: str = "mapping") -> Mapping:
    """The mapping of a dict or of a file's content. Raises UserError naming what is wrong in it."""
    if not isinstance(spec, Dict) or not isinstance(spec.get("columns"), Dict):
        raise UserError(f"Tệp quy đổi cột “{name}” phải có mục “columns” gồm các dòng “tiêu đề: tên cột”.")
    if strange := [key for key in spec if key not in SAVED]:
        raise UserError(f"Tệp quy đổi cột “{name}” có mục lạ “{strange[0]}”. Các mục được dùng: {', '.join(SAVED)}.")
    kind = spec.get("kind") or "dossier_list"
    if kind not in KINDS:
        raise UserError(f"Tệp quy đổi cột “{name}”: “kind” phải là một trong {', '.join(KINDS)}.")
    mapping = Mapping(
        kind,
        {str(heading): str(column) if column else None for heading, column in spec["columns"].items()},
        _names(spec.get("sheets")),
        _row(spec, "heading_row", name),
        _row(spec, "heading_rows", name) or 1,
        None if spec.get("omitted") is None else str(spec["omitted"]),
        _statuses(spec.get("statuses") or {}, name),
        _reading(spec.get("reading") or {}, name),
    )
    _check_columns(mapping, name)
    return mapping


def save(mapping: Mapping, path: Path) -> None:
    """Write a mapping as YAML a person can correct; doubts and notes go along as comments."""
    remarks = "".join(f"# {line}\n" for line in (*mapping.missing, *mapping.doubts, *mapping.notes))
    path.write_text(remarks + yaml.safe_dump(as_dict(mapping), allow_unicode=True, sort_keys=False), "utf8")


def load(path: Path) -> Mapping:
    """Read a mapping file. Raises UserError naming what is wrong in it."""
    try:
        spec = yaml.safe_load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise UserError(f"Không mở được tệp quy đổi cột “{path}”. Hãy kiểm tra đường dẫn.") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise UserError(f"Tệp quy đổi cột “{path.name}” sai cú pháp YAML ở dòng {line}.") from None
    return from_dict(spec, path.name)


def _row(spec: Dict[str, Any], key: str, name: str) -> int | None:
    value = spec.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_048_576):
        return value
    raise UserError(f"Tệp quy đổi cột “{name}”: “{key}” phải là số thứ tự của dòng, từ 1.")


def _names(value: Any) -> tuple[str, ...]:
    """One sheet may be named without a list."""
    return tuple(map(str, value)) if isinstance(value, list | tuple) else () if value is None else (str(value),)


def _reading(spec: Any, name: str) -> dict[str, Any]:
    if isinstance(spec, Dict) and isinstance(spec.get("agencies") or {}, Dict):
        return {str(key): value for key, value in spec.items()}
    raise UserError(f"Tệp quy đổi cột “{name}”: “reading” phải gồm các dòng “tên: giá trị”.")


def _statuses(spec: Any, name: str) -> dict[str, int]:
    if isinstance(spec, Dict) and all(isinstance(code, int) and 1 <= code <= 10 for code in spec.values()):
        return {str(word): code for word, code in spec.items()}
    raise UserError(f"Tệp quy đổi cột “{name}”: “statuses” phải đổi mỗi trạng thái sang một số từ 1 đến 10.")


def _check_columns(mapping: Mapping, name: str) -> None:
    known = list_columns() if mapping.kind == "dossier_list" else None
    used = [column for column in mapping.columns.values() if column]
    for column in used:
        if known is not None and column not in known:
            raise UserError(f"Tệp quy đổi cột “{name}”: không có cột “{column}”. Các cột: {', '.join(sorted(known))}.")
        if used.count(column) > 1:
            raise UserError(f"Tệp quy đổi cột “{name}”: hai tiêu đề cùng đổi sang cột “{column}”. Hãy để lại một.")


def list_columns() -> frozenset[str]:
    """Columns a list of dossiers can give: what the message carries as plain fields, and the applicant's."""
    plain = {"text", "code", "int", "bool", "moment"}
    derived = {"printed_code", "prefix_code", "code_on", "is_synchronised"}
    dossier = {column.name for column in record_type("dossier").carried if column.type in plain} - derived
    return frozenset(dossier | {column.name for column in record_type("applicant").carried})


def label(column: str) -> str:
    """Vietnamese label of a canonical column, or of an item of a unit table."""
    for name in ("dossier", "applicant"):
        for own in record_type(name).carried:
            if own.name == column:
                return own.vi.removesuffix(" (dạng chuẩn)")
    units = words()["units"]
    names = {"agency_name": ["tên đơn vị"], "agency_code": ["mã đơn vị"], **units["items"]}
    return str(names.get(column, [column])[0])


def type_of(column: str) -> str:
    """Type of a canonical column (see records/schema.py)."""
    types = {own.name: own.type for name in ("applicant", "dossier") for own in record_type(name).carried}
    return types.get(column, "text")


def is_personal(column: str) -> bool:
    return any(own.name == column and own.personal for own in record_type("applicant").carried)
