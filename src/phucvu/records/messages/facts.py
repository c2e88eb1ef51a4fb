"""What the lists inside a dossier message say: flags, fees, supplement episodes.

Absent is not 0: where a message does not carry a field, the answer is None. Messages of the first version
(2020-21) know none of the index's flags, so there an empty list says nothing either.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from phucvu.records.moments import parse_moment
from phucvu.records.words import flag_of, whole_number

EPISODE_MOMENTS = {"requested_at": False, "received_at": False, "due_before_at": True, "due_after_at": True}
VERSION_FIELDS = (
    "KenhThucHien",
    "NgayNopHoSo",
    "DuocThanhToanTrucTuyen",
    "TaiKhoanDuocXacThucVoiVNeID",
    "HoSoCoThanhPhanSoHoa",
)
_TRUE = frozenset(("1", 1, True, "true", "True"))
_FALSE = frozenset(("0", 0, False, "false", "False"))


def flag(value: Any) -> bool | None:
    """0/1 in any dress; None when absent or something else."""
    try:
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
    except TypeError:  # a list or object stands here
        return None
    return None if value is None else flag_of(str(value))


def live_components(message: Any) -> list[Any] | None:
    """Components that are not deleted; None when the message has no list."""
    if message.TaiLieuNop is None:
        return None
    return [component for component in message.TaiLieuNop if not flag(component.is_deleted)]


def has_components(message: Any) -> bool | None:
    """At least one file attached and not deleted."""
    components = live_components(message)
    if components is None:
        return None
    return any(_is_text(part.file_url) or _is_text(part.file_id) or _is_text(part.file_name) for part in components)


def has_digitised_component(message: Any) -> bool | None:
    """By the components; where they do not say, by the dossier's own flag HoSoCoThanhPhanSoHoa."""
    said = _component_flag(message, "is_digitised", flag)
    return flag(message.HoSoCoThanhPhanSoHoa) if said is None else said


def has_reused_component(message: Any) -> bool | None:
    """Reused from components (1) or results (2) of other dossiers."""
    return _component_flag(message, "is_reused", _is_reused)


def uses_personal_store(message: Any) -> bool | None:
    """A component taken from the personal store on the national portal."""
    return _component_flag(message, "is_from_store", flag)


def has_result_file(message: Any) -> bool | None:
    """A result with a link to its file; a result without link is paper."""
    results = message.DanhSachGiayToKetQua
    return None if results is None else any(_is_text(result.file_url) for result in results)


def uses_population_data(message: Any, population_codes: frozenset[str]) -> bool | None:
    """VNeID account, or a database code of the population database.

    False only when said: a list of codes whose meaning nobody set is no answer.
    """
    is_verified = flag(message.TaiKhoanDuocXacThucVoiVNeID)
    databases = message.DSKetNoiCSDL
    if is_verified or any(_code(database.code) in population_codes for database in databases or ()):
        return True
    is_answer = databases is not None and (bool(population_codes) or not databases) and not is_first_version(message)
    return False if is_verified is False or is_answer else None


def fee_total(message: Any) -> tuple[int | None, str | None]:
    """Sum of the fees in VND and, when an amount is no number, the problem. An empty list is 0: nothing to pay."""
    fees = message.DanhSachLePhi
    if fees is None or (not fees and is_first_version(message)):
        return None, None
    amounts = [whole_number(str(fee.amount)) for fee in fees]
    if any(amount is None or amount < 0 for amount in amounts):
        return None, "DanhSachLePhi.Gia"
    return sum(amount for amount in amounts if amount is not None), None


def supplements(message: Any) -> tuple[list[dict[str, datetime | None]] | None, str | None]:
    """Episodes in order of their requests, and the first problem met in their moments."""
    if message.DanhSachHoSoBoSung is None:
        return None, None
    if not message.DanhSachHoSoBoSung:
        return [], None
    read = [_episode(entry) for entry in message.DanhSachHoSoBoSung]
    problem = next((problem for _, problem in read if problem), None)
    return sorted((episode for episode, _ in read), key=_requested), problem


def is_first_version(message: Any) -> bool:
    """A message of 2020-21: none of the fields that came with the index is there."""
    return all(getattr(message, name) is None for name in VERSION_FIELDS)


def _component_flag(message: Any, name: str, reads: Callable[[Any], bool | None]) -> bool | None:
    components = message.TaiLieuNop
    if components is None or (not components and is_first_version(message)):
        return None
    if components and all(getattr(component, name) is None for component in components):
        return None
    return _any(reads(getattr(component, name)) for component in components if not flag(component.is_deleted))


def _any(flags: Iterable[bool | None]) -> bool:
    return any(flags)


def _is_reused(value: Any) -> bool | None:
    return True if _code(value) == "2" else flag(value)


def _code(value: Any) -> str | None:
    return None if value is None else str(value).strip()


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _episode(entry: Any) -> tuple[dict[str, datetime | None], str | None]:
    read = {name: parse_moment(getattr(entry, name), day_end) for name, day_end in EPISODE_MOMENTS.items()}
    problem = next((problem for _, problem in read.values() if problem), None)
    return {name: moment for name, (moment, _) in read.items()}, problem


def _requested(episode: dict[str, datetime | None]) -> tuple[bool, datetime]:
    moment = episode["requested_at"] or episode["received_at"]
    return moment is None, moment or datetime(9999, 1, 1)
