"""What every door does: hold the cases, see that they may go through, write their new state and one event."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.http import HttpRequest

from phucvu.errors import UserError
from phucvu.web.accounts.audit import record
from phucvu.web.accounts.models import Person
from phucvu.web.followup.models import Case
from phucvu.web.followup.states import tables
from phucvu.web.roles import Role

Who = HttpRequest | Person | None
NAMED = 3


class RefusedError(UserError):
    """The table does not allow it: somebody else was first, or it was never possible. Nothing was written."""


def roles_of(who: Who) -> frozenset[Role]:
    """Roles held now; the system (None) holds none."""
    person = who.user if isinstance(who, HttpRequest) else who
    return person.held()[0] if isinstance(person, Person) else frozenset()


def person_of(who: Who) -> Person:
    """The person behind a request. Raises RefusedError where there is none."""
    person = who.user if isinstance(who, HttpRequest) else who
    if not isinstance(person, Person):
        raise RefusedError("Hãy đăng nhập để làm việc này.")
    return person


def held(cases: Iterable[Case]) -> list[Case]:
    """The cases as they are now, nobody else may change them until this transaction ends."""
    keys = sorted(case.pk for case in cases)  # one order for all, so that two people never wait for each other
    locked = Case.objects.select_for_update()
    return [case for some in chunks(keys) for case in locked.filter(pk__in=some).order_by("pk")]


def by_code(codes: Iterable[str]) -> dict[str, Case]:
    """Cases with these dossier codes."""
    found = (case for some in chunks(list(codes)) for case in Case.objects.filter(dossier_code__in=some))
    return {case.dossier_code: case for case in found}


def chunks(values: list[Any], size: int = 5000) -> Iterator[list[Any]]:
    """Databases take so many parameters at once and no more."""
    return (values[start : start + size] for start in range(0, len(values), size))


def pass_through(who: Who, action: str, cases: Collection[Case], **detail: Any) -> str:
    """Move held cases through an action of the table; one event with their codes. Returns the new state.

    Raises RefusedError naming the cases that are not where the action starts, or when the person may not do it.
    """
    machine = tables().case
    found = machine.actions[action]
    if not cases:
        raise RefusedError("Chưa chọn hồ sơ nào.")
    if found.by == "person" and not roles_of(who) & set(found.roles):
        raise RefusedError(f"Vai trò của bạn không được làm việc “{found.vi}”.")
    if late := [case for case in cases if case.state not in found.starts]:
        raise RefusedError(_told(found.vi, late))
    codes = [case.dossier_code for case in cases]
    before = sorted({case.state for case in cases})
    for case in cases:
        case.state = found.to
    record(
        who, f"case.{action}", codes[0] if len(codes) == 1 else "", cases=codes, before=before, to=found.to, **detail
    )
    return found.to


def _told(words: str, late: list[Case]) -> str:
    named = ", ".join(f"{case.printed_code} ({case.state_words.lower()})" for case in late[:NAMED])
    more = f" và {len(late) - NAMED} hồ sơ khác" if len(late) > NAMED else ""
    return f"Không thể “{words}”: {named}{more}. Có thể người khác vừa xử lý; hãy tải lại trang."


def save(cases: Collection[Case], *fields: str) -> None:
    """Write the state and these fields of many cases: one statement for all that are to be alike."""
    columns = {field.name: field.attname for field in Case._meta.concrete_fields}
    names = [columns[name] for name in ("state", *fields)]
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for case in cases:
        alike[tuple(getattr(case, name) for name in names)].append(case.pk)
    for values, keys in alike.items():
        for some in chunks(keys):
            Case.objects.filter(pk__in=some).update(**dict(zip(names, values, strict=True)))
