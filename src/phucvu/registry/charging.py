"""Which agency a dossier is charged to, by a named rule, with the agencies it carries kept apart."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from phucvu.errors import UserError
from phucvu.registry.agency import Agency
from phucvu.registry.codes import province_code_of
from phucvu.registry.provinces import province_on
from phucvu.registry.resolve import AgencyMapping, Candidate, Resolution, Resolver

Source = Literal["prefix", "handling", "receiving"]
FIELDS: dict[Source, str] = {"prefix": "prefix_code", "handling": "handling_name", "receiving": "receiving_name"}


@dataclass(frozen=True)
class Origin:
    """What a dossier says of its agencies: all dossiers alike in these share one ``origin_id``.

    ``received_month`` is "2023-05", or "unknown".
    """

    origin_id: int
    prefix_code: str | None = None
    receiving_name: str | None = None
    handling_name: str | None = None
    received_month: str | None = None


@dataclass(frozen=True)
class Assignment:
    """The charged agency of an origin (``agency_code``; None = undecided) beside the three agencies it names.

    ``source`` is what decided; ``how``, ``score`` and ``candidates`` are those of its Resolution, or, when
    undecided, of the first source that says anything. ``is_foreign``: the prefix is of another province.
    """

    origin_id: int
    agency_code: str | None
    source: Source | None
    how: str
    score: float
    candidates: tuple[Candidate, ...]
    prefix_agency_code: str | None
    handling_agency_code: str | None
    receiving_agency_code: str | None
    is_foreign: bool


@dataclass(frozen=True)
class Move:
    """Dossiers that change hands when a decision is corrected; None is "undecided"."""

    from_code: str | None
    to_code: str | None
    dossiers: int
    origin_ids: tuple[int, ...]


@cache
def charging_rules() -> dict[str, tuple[Source, ...]]:
    """The named rules of data/charging.yaml: the order in which sources are asked."""
    text = (files("phucvu.registry") / "data" / "charging.yaml").read_text("utf8")
    return {name: tuple(sources) for name, sources in yaml.safe_load(text).items()}


def assign(
    origins: Iterable[Origin | Mapping[str, Any]],
    agencies: Iterable[Agency],
    mappings: Iterable[AgencyMapping | Mapping[str, Any]],
    rule: str,
    province_code: str,
) -> list[Assignment]:
    """One assignment per origin, in order. ``rule`` is a name of ``charging_rules``; raises UserError when unknown."""
    if rule not in charging_rules():
        raise UserError(f"Không có quy tắc tính hồ sơ “{rule}”. Chọn một trong: {', '.join(charging_rules())}.")
    resolver = Resolver(agencies, mappings)
    return [_assign(_origin(row), resolver, charging_rules()[rule], province_code) for row in origins]


def _origin(row: Origin | Mapping[str, Any]) -> Origin:
    if isinstance(row, Origin):
        return row
    return Origin(row["origin_id"], *(row.get(name) for name in list(Origin.__dataclass_fields__)[1:]))


def _assign(origin: Origin, resolver: Resolver, order: tuple[Source, ...], province_code: str) -> Assignment:
    found = {
        source: _resolve(resolver, getattr(origin, field), origin.received_month) for source, field in FIELDS.items()
    }
    decided = [source for source in order if found[source].code]
    saying = [source for source in order if found[source].how != "no_text"]
    speaking = [*decided, *saying, *order][0]
    return Assignment(
        origin_id=origin.origin_id,
        agency_code=found[speaking].code,
        source=speaking if decided else None,
        how=found[speaking].how,
        score=found[speaking].score,
        candidates=found[speaking].candidates,
        prefix_agency_code=found["prefix"].code,
        handling_agency_code=found["handling"].code,
        receiving_agency_code=found["receiving"].code,
        is_foreign=is_foreign(origin.prefix_code, province_code),
    )


def _resolve(resolver: Resolver, text: str | None, month: str | None) -> Resolution:
    """Decisions of people hold for the month their first day falls in; an agency that ended in mid-month
    still answers for that month, one that began in it already does."""
    first, last = month_days(month)
    at_end = resolver.resolve(text, last)
    if at_end.how == "mapping":
        return at_end
    at_start = resolver.resolve(text, first)
    return at_start if at_start.code else at_end


def month_days(month: str | None) -> tuple[date | None, date | None]:
    """First and last day of "2023-05"; (None, None) when the month is unknown."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None, None
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def is_foreign(prefix_code: str | None, province_code: str) -> bool:
    """Whether a prefix is of another province, also after mergers. Ministries and the portal are not provinces."""
    code = province_code_of(prefix_code)
    return code is not None and _today_code(code) != _today_code(province_code)


@cache
def _today_code(code: str) -> str:
    province = province_on(code, date.max)
    return province.code if province else code


def moved(before: Iterable[Assignment], after: Iterable[Assignment], counts_by_origin: Mapping[int, int]) -> list[Move]:
    """What a correction would move, most dossiers first; shown to a person before the correction is kept."""
    earlier = {assignment.origin_id: assignment.agency_code for assignment in before}
    dossiers: Counter[tuple[str | None, str | None]] = Counter()
    origins: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for assignment in after:
        pair = (earlier.get(assignment.origin_id), assignment.agency_code)
        if pair[0] != pair[1]:
            dossiers[pair] += counts_by_origin.get(assignment.origin_id, 0)
            origins[pair].append(assignment.origin_id)
    ranked = sorted(dossiers.items(), key=lambda item: (-item[1], str(item[0])))
    return [Move(*pair, count, tuple(origins[pair])) for pair, count in ranked]
