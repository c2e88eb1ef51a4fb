"""From elements to batches: Arrow tables in the columns of the schemas, with rejects and findings.

Columns whose schema names a plain message field are read by type; the others have a builder in BUILDERS.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, reduce
from operator import attrgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from phucvu.records.batch import Batch, Finding, Reject
from phucvu.records.kinds import reject
from phucvu.records.messages import facts
from phucvu.records.messages.shapes import is_history
from phucvu.records.messages.streams import Elements
from phucvu.records.moments import moment_array
from phucvu.records.schema import ARROW, Column, record_type
from phucvu.records.settings import SourceSettings
from phucvu.records.words import clean, code_of, whole_number
from phucvu.registry.codes import DossierCode, parse_dossier_code, province_code_of
from phucvu.registry.provinces import provinces


@dataclass
class Part:
    """Messages that become one table: all of one record, each with its row and its code read."""

    file: str
    settings: SourceSettings
    messages: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    codes: list[DossierCode] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def component_facts(self) -> list[tuple[bool | None, ...]]:
        """Four answers about the components of each message, found in one pass."""
        return list(map(facts.component_facts, self.messages))

    def values(self, name: str) -> list[Any]:
        return list(map(attrgetter(name), self.messages))

    def find(self, kind: str, position: int, column: str | None = None, detail: str = "") -> None:
        code = self.codes[position].normal
        self.findings.append(Finding(kind, self.file, self.rows[position], code, column, detail))


def batches(elements: Elements, file: str, settings: SourceSettings) -> Iterator[Batch]:
    """The batches one block of elements makes: dossiers (with all rejects), their applicants, history rows."""
    dossiers, history = Part(file, settings), Part(file, settings)
    rejects = [reject(kind, file, row, detail=detail) for row, kind, detail in elements.broken]
    rejects += _sort(elements, dossiers, history)
    if elements.dropped_bytes:
        dossiers.findings.append(Finding("dropped_bytes", file, None, None))
    if dossiers.messages or rejects or dossiers.findings:
        yield _batch("dossier", dossiers, tuple(rejects))
    if dossiers.messages:
        yield from _applicants(dossiers)
    if history.messages:
        yield _batch("status_history", history)


def _sort(elements: Elements, dossiers: Part, history: Part) -> list[Reject]:
    """Put every message to its part; those without a code are rejected."""
    rejects = []
    for message, row in zip(elements.messages, elements.rows, strict=True):
        code = _code(message.MaHoSo)
        if code is None:
            rejects.append(reject("no_code", dossiers.file, row, column="MaHoSo"))
            continue
        part = history if is_history(message) else dossiers
        part.messages.append(message)
        part.rows.append(row)
        part.codes.append(code)
    return rejects


def _code(value: Any) -> DossierCode | None:
    if type(value) is not str:
        value = str(value) if isinstance(value, int) and not isinstance(value, bool) else None
    return None if value is None or value.strip() in ("", "null", "-") else parse_dossier_code(value)


def _batch(record: str, part: Part, rejects: tuple[Reject, ...] = ()) -> Batch:
    columns = record_type(record).carried
    arrays = [_array(record, column, part) for column in columns]
    table = pa.Table.from_arrays(arrays, schema=record_type(record).arrow(carried_only=True))
    if record == "dossier":
        _look(part)
    for position, message in enumerate(part.messages):
        for name in message.wrong_fields or ():
            part.find("wrong_shape", position, name)
    count = len(part.rows) + len(rejects)
    rows = pa.array(part.rows, pa.int64())
    return Batch(record, part.file, table, rows, rejects, tuple(part.findings), rows_read=count)


def _applicants(dossiers: Part) -> Iterator[Batch]:
    """Personal columns to the restricted record, for dossiers that carry any. Counts no rows: the dossiers do."""
    schema = record_type("applicant").arrow(carried_only=True)
    part = Part(dossiers.file, dossiers.settings, dossiers.messages, dossiers.rows, dossiers.codes)
    table = pa.Table.from_arrays(
        [_array("applicant", column, part) for column in record_type("applicant").carried], schema=schema
    )
    kept = _rows_with_values(table)
    if len(kept):
        yield Batch("applicant", part.file, table.take(kept), pa.array(part.rows, pa.int64()).take(kept))


def _rows_with_values(table: pa.Table) -> pa.Array:
    personal = (table.column(name).is_valid() for name in table.column_names[1:])
    return pc.indices_nonzero(reduce(pc.or_, personal))


def _array(record: str, column: Column, part: Part) -> pa.Array:
    builder = BUILDERS.get((record, column.name))
    if builder:
        return pa.array(builder(part), ARROW[column.type])
    if column.source is None:
        return pa.nulls(len(part.messages), ARROW[column.type])
    return READERS[column.type](part, column)


def _texts(part: Part, column: Column) -> pa.Array:
    values = part.values(column.source or "")
    try:
        return pa.array([clean(value) if value else None for value in values], pa.string())
    except TypeError:  # a number, list or object among the texts
        return pa.array([_text(part, column, position, value) for position, value in enumerate(values)], pa.string())


def _text(part: Part, column: Column, position: int, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return clean(value) if value else None
    if isinstance(value, list | dict):
        part.find("wrong_shape", position, column.source)
        return None
    return str(value)


def _moments(part: Part, column: Column) -> pa.Array:
    array, problems = moment_array(part.values(column.source or ""), column.day_end)
    for position, problem in problems:
        part.find("odd_date", position, column.source, problem)
    return array


def _flags(part: Part, column: Column) -> pa.Array:
    return pa.array(list(map(facts.flag, part.values(column.source or ""))), pa.bool_())


def _numbers(part: Part, column: Column) -> pa.Array:
    """Numbers of code lists: status, channel, payment by their list, any other as a small whole number.

    A column holds few distinct values: each is read once.
    """
    kind, finding = CODE_LISTS.get(column.name, (None, "unknown_code"))
    extra = part.settings.statuses if kind == "status" else None
    known: dict[str, int | None] = {}
    numbers: list[int | None] = []
    for position, value in enumerate(part.values(column.source or "")):
        text = value if type(value) is str else _plain(value)
        if text not in known:
            known[text] = _number(kind, text, extra)
        number = known[text]
        numbers.append(number)
        if number is None and clean(text):
            part.find(finding, position, column.source, _short(text))
    return pa.array(numbers, pa.int64())


def _plain(value: Any) -> str:
    """A number as text; a list or object is told as what it is, without its content."""
    return "" if value is None else "?" if isinstance(value, list | dict) else str(value)


def _number(kind: str | None, text: str, extra: Mapping[str, int] | None) -> int | None:
    plain = clean(text)
    if plain is None:
        return None
    return code_of(kind, plain, extra) if kind else _small(plain)


def _small(text: str) -> int | None:
    number = whole_number(text)
    return number if number is not None and 0 <= number < 100 else None


def _short(text: str) -> str:
    """A code list's unknown number may be quoted; words may be anything, even a name, and are not."""
    return text if text.isdecimal() and len(text) <= 3 else ""


READERS: dict[str, Callable[[Part, Column], pa.Array]] = {
    "text": _texts,
    "code": _texts,
    "int": _numbers,
    "bool": _flags,
    "moment": _moments,
}
CODE_LISTS = {
    "status": ("status", "unknown_status"),
    "channel": ("channel", "unknown_channel"),
    "payment_channel": ("payment", "unknown_code"),
}


# ---- columns with a builder of their own


def _normal_codes(part: Part) -> list[str]:
    return [code.normal for code in part.codes]


def _fees(part: Part) -> list[int | None]:
    read = [facts.fee_total(message) for message in part.messages]
    for position, (_, problem) in enumerate(read):
        if problem:
            part.find("odd_number", position, problem)
    return [total for total, _ in read]


def _supplements(part: Part) -> list[Any]:
    read = [facts.supplements(message) for message in part.messages]
    for position, (_, problem) in enumerate(read):
        if problem:
            part.find("odd_date", position, "DanhSachHoSoBoSung", problem)
    return [episodes for episodes, _ in read]


def _identity(part: Part) -> list[str | None]:
    return [_first_number(message) for message in part.messages]


def _first_number(message: Any) -> str | None:
    if message.SoGiayToChuHoSo and not message.DinhDanhCHS and type(message.SoGiayToChuHoSo) is str:
        return clean(message.SoGiayToChuHoSo)
    own = [message.SoGiayToChuHoSo, *(identity.number for identity in message.DinhDanhCHS or ())]
    texts = (clean(str(value)) for value in own if isinstance(value, str | int))
    return next((text for text in texts if text), None)


def _component(place: int) -> Callable[[Part], list[bool | None]]:
    return lambda part: [said[place] for said in part.component_facts]


def _population(part: Part) -> list[bool | None]:
    return [facts.uses_population_data(message, part.settings.population_codes) for message in part.messages]


BUILDERS: dict[tuple[str, str], Callable[[Part], list[Any]]] = {
    ("dossier", "dossier_code"): _normal_codes,
    ("applicant", "dossier_code"): _normal_codes,
    ("status_history", "dossier_code"): _normal_codes,
    ("dossier", "printed_code"): lambda part: [code.printed for code in part.codes],
    ("dossier", "prefix_code"): lambda part: [code.prefix_code for code in part.codes],
    ("dossier", "code_on"): lambda part: [code.code_on for code in part.codes],
    ("dossier", "supplements"): _supplements,
    ("dossier", "fee_total"): _fees,
    ("dossier", "has_components"): _component(0),
    ("dossier", "has_digitised_component"): _component(1),
    ("dossier", "has_reused_component"): _component(2),
    ("dossier", "uses_personal_store"): _component(3),
    ("dossier", "has_result_file"): lambda part: list(map(facts.has_result_file, part.messages)),
    ("dossier", "uses_population_data"): _population,
    ("dossier", "is_synchronised"): lambda part: [True] * len(part.messages),
    ("applicant", "identity_number"): _identity,
}


# ---- findings about whole rows


def _look(part: Part) -> None:
    ours = _our_province_codes(part.settings.province_code)
    for position, (code, message) in enumerate(zip(part.codes, part.messages, strict=True)):
        if not code.is_structured:
            part.find("legacy_code", position, "MaHoSo")
        elif ours and province_code_of(code.prefix_code) not in ours:
            part.find("other_province", position, "MaHoSo")
        if facts.is_result_submitted_file(message):
            part.find("result_is_submitted_file", position, "DanhSachGiayToKetQua")
        if not message.NgayTiepNhan:
            part.find("no_received_at", position, "NgayTiepNhan")


@cache
def _our_province_codes(province_code: str | None) -> frozenset[str | None]:
    """Our code, those merged into it, and None (ministries' systems inside the province)."""
    if province_code is None:
        return frozenset()
    codes: set[str | None] = {None, province_code}
    merged: Iterable[str] = (province.code for province in provinces() if province.successor_code == province_code)
    return frozenset(codes.union(merged))
