"""What the lists inside a dossier message say: flags, fees, supplement episodes.

Absent is not 0: where a message does not carry a field, the answer is None. Messages of the first version
(2020-21) know none of the index's flags, so there an empty list says nothing either.
"""

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


def component_facts(message: Any) -> tuple[bool | None, bool | None, bool | None, bool | None]:
    """(has_components, has_digitised_component, has_reused_component, uses_personal_store) by TaiLieuNop.

    A component file attached and not deleted; digitised; reused from components (1) or results (2) of other dossiers;
    taken from the personal store on the national portal. Where the components do not say whether they are digitised,
    the dossier's own flag HoSoCoThanhPhanSoHoa does.
    """
    components = message.TaiLieuNop
    digitised = reused = store = None
    if not components:
        said = None if components is None or is_first_version(message) else False
        digitised = flag(message.HoSoCoThanhPhanSoHoa) if said is None else said
        return None if components is None else False, digitised, said, said
    has_files = False
    for part in components:
        is_live = not flag(part.is_deleted)
        has_files = has_files or (is_live and _has_file(part))
        digitised = _with(digitised, part.is_digitised, is_live)
        reused = _with(reused, "1" if part.is_reused in ("2", 2) else part.is_reused, is_live)
        store = _with(store, part.is_from_store, is_live)
    if digitised is None:
        digitised = flag(message.HoSoCoThanhPhanSoHoa)
    return has_files, digitised, reused, store


def _with(so_far: bool | None, value: Any, is_live: bool) -> bool | None:
    """What the components said so far, and now this one; None only while none carries the field."""
    return so_far if so_far or value is None else is_live and bool(flag(value))


def _has_file(part: Any) -> bool:
    return _is_text(part.file_url) or _is_text(part.file_name) or _is_text(part.file_id)


def has_result_file(message: Any) -> bool | None:
    """A result with a link to its file; a result without link is paper."""
    results = message.DanhSachGiayToKetQua
    return None if results is None else any(_is_text(result.file_url) for result in results)


def is_result_submitted_file(message: Any) -> bool:
    """A result whose link is that of a file the citizen handed in: sent to look digitised."""
    if not message.DanhSachGiayToKetQua or not message.TaiLieuNop:
        return False
    handed_in = {part.file_url for part in message.TaiLieuNop if _is_text(part.file_url)}
    return any(_is_text(result.file_url) and result.file_url in handed_in for result in message.DanhSachGiayToKetQua)


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
    total = 0
    for fee in fees:
        amount = whole_number(str(fee.amount))
        if amount is None or amount < 0:
            return None, "DanhSachLePhi.Gia"
        total += amount
    return total, None


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
