"""Shapes of the messages DongBoHoSoMC and CapNhatTienDoHoSoMC, and mending of elements of the wrong shape.

One struct serves both services: its scalar fields are those the schemas name as sources, so a new ``from:`` in a
schema is read without code. Fields nobody needs (officials, file contents, messages of citizens) are never built.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import msgspec

from phucvu.records.schema import record_type


class Component(msgspec.Struct, gc=False):
    """TaiLieuNop[]: one submitted component."""

    is_deleted: Any = msgspec.field(default=None, name="IsDeleted")
    file_id: Any = msgspec.field(default=None, name="TepDinhKemId")
    file_name: Any = msgspec.field(default=None, name="TenTepDinhKem")
    file_url: Any = msgspec.field(default=None, name="DuongDanTaiTepTin")
    is_digitised: Any = msgspec.field(default=None, name="DuocSoHoa")
    is_reused: Any = msgspec.field(default=None, name="DuocTaiSuDung")
    is_from_store: Any = msgspec.field(default=None, name="DuocLayTuKhoDMQG")


class Fee(msgspec.Struct, gc=False):
    """DanhSachLePhi[]: one fee, amount in VND."""

    amount: Any = msgspec.field(default=None, name="Gia")


class Supplement(msgspec.Struct, gc=False):
    """DanhSachHoSoBoSung[]: one supplement episode."""

    requested_at: Any = msgspec.field(default=None, name="NgayBoSung")
    received_at: Any = msgspec.field(default=None, name="NgayTiepNhanBoSung")
    due_before_at: Any = msgspec.field(default=None, name="NgayHenTraTruoc")
    due_after_at: Any = msgspec.field(default=None, name="NgayHenTraMoi")


class Result(msgspec.Struct, gc=False):
    """DanhSachGiayToKetQua[]: one result document."""

    file_url: Any = msgspec.field(default=None, name="DuongDanTepTinKetQua")


class Database(msgspec.Struct, gc=False):
    """DSKetNoiCSDL[]: one database consulted."""

    code: Any = msgspec.field(default=None, name="MaCSDL")


class Identity(msgspec.Struct, gc=False):
    """DinhDanhCHS[]: one identity paper of the owner (goes to the restricted store only)."""

    number: Any = msgspec.field(default=None, name="SoDinhDanh")


LISTS: dict[str, type[msgspec.Struct]] = {
    "TaiLieuNop": Component,
    "DanhSachLePhi": Fee,
    "DanhSachHoSoBoSung": Supplement,
    "DanhSachGiayToKetQua": Result,
    "DSKetNoiCSDL": Database,
    "DinhDanhCHS": Identity,
}
HISTORY_FIELDS = ("ThoiDiemXuLy", "TrangThai", "PhongBanXuLy", "NgayKetThucTheoQuyDinh")
OWN_FIELDS = frozenset({"data", "wrong_fields"})
DOSSIER_FIELDS = ("TrangThaiHoSo", "NgayTiepNhan", "MaTTHC")


def _sources() -> list[str]:
    records = (record_type(name) for name in ("dossier", "status_history", "applicant"))
    named = {column.source for record in records for column in record.carried if column.source}
    return sorted(name for name in named if "." not in name and name not in LISTS)


# `data` keeps an envelope's payload as bytes; `wrong_fields` names the fields that had to be mended.
Message: Any = msgspec.defstruct(
    "Message",
    [
        *((name, Any, None) for name in [*_sources(), "HoSoCoThanhPhanSoHoa"]),
        *((name, list[shape] | None, None) for name, shape in LISTS.items()),  # type: ignore[valid-type]
        ("data", msgspec.Raw | msgspec.UnsetType, msgspec.UNSET),
        ("wrong_fields", None, None),  # set by mending; no file can send it
    ],
    gc=False,
)
_history_fields: Callable[[Any], tuple[Any, ...]] = attrgetter(*HISTORY_FIELDS)
_dossier_fields: Callable[[Any], tuple[Any, ...]] = attrgetter(*DOSSIER_FIELDS)
_LINE = msgspec.json.Decoder(Message)
_PAYLOAD = msgspec.json.Decoder(list[Message])
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def is_history(message: Any) -> bool:
    """A row of CapNhatTienDoHoSoMC, told by its own fields: envelopes lie, and bare lists have none."""
    return any(_history_fields(message)) and not any(_dossier_fields(message))


def decode_line(line: bytes) -> list[Any]:
    """One line to its messages: a dossier or row, an envelope, or a list. None stands for an element that is none.

    Raises one of UNREADABLE when the line is not JSON.
    """
    try:
        message = _LINE.decode(line)
        return [message] if message.data is msgspec.UNSET else _PAYLOAD.decode(message.data)
    except msgspec.ValidationError:
        return [shaped(element) for element in elements_of(msgspec.json.decode(line))]


def elements_of(value: Any) -> list[Any]:
    """The elements in a decoded value: the payload of an envelope, the members of a list, else itself."""
    if isinstance(value, list):
        return [element for part in value for element in elements_of(part)]
    if isinstance(value, dict) and "data" in value and "MaHoSo" not in value:
        payload = value["data"]
        return payload if isinstance(payload, list) else [] if payload is None else [payload]
    return [value]


def shaped(element: Any) -> Any:
    """A decoded JSON element as Message; wrong fields are emptied and named; None when it is no object."""
    if not isinstance(element, dict):
        return None
    if not OWN_FIELDS.isdisjoint(element):
        element = {name: value for name, value in element.items() if name not in OWN_FIELDS}
    try:
        return msgspec.convert(element, Message)
    except msgspec.ValidationError:
        return _mended(element)


def _mended(element: dict[str, Any]) -> Any:
    lists = {name: _as_list(element[name]) for name in LISTS if name in element}
    message = msgspec.convert(element | lists, Message)
    message.wrong_fields = tuple(name for name, mended in lists.items() if _is_wrong(element[name], mended))
    return message


def _as_list(value: Any) -> list[dict[str, Any]] | None:
    """A list of objects from what stands in its place: one object, or a list written as text, or with strays in it."""
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except UNREADABLE:
            return None
    if isinstance(value, dict):
        return [value]
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else None


def _is_wrong(value: Any, mended: list[dict[str, Any]] | None) -> bool:
    if mended is None:
        return value not in (None, "")
    return isinstance(value, list) and len(value) != len(mended)
