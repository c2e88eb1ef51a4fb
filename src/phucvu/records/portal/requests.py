"""What is asked of the portal for a period, as written in requests.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from phucvu.errors import UserError
from phucvu.registry.period import Period

Whose = Literal["provinces", "units"]
Fields = dict[str, str]


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: str
    by_days: bool = False


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys are told in requests.yaml."""

    page_size: int
    period: dict[str, Fields]
    days: Fields
    scopes: dict[Whose, Fields]
    services: dict[str, Service]


@dataclass(frozen=True)
class Request:
    """One service asked for one scope. ``fields``: the body without its page."""

    service: str
    whose: Whose
    path: str
    fields: Mapping[str, Any]

    def body(self, page: int) -> dict[str, Any]:
        """The body that asks for a page, from 1."""
        return {**self.fields, "currentPage": page, "pageSize": written().page_size}


def requests(period: Period, whose: Whose, root: str = "") -> list[Request]:
    """The requests for a period, in order; ``root``: the portal's id of our province, for its units.

    Raises UserError for a period the portal knows none of.
    """
    known, found = written(), []
    values = _values(period) | {"root": root}
    kind = _kind(period)
    for name, service in known.services.items():
        spans = known.days if service.by_days else known.period[kind]
        fields = {key: _filled(text, values) for key, text in {**spans, **known.scopes[whose]}.items()}
        found.append(Request(name, whose, service.path, fields))
    return found


def _kind(period: Period) -> str:
    _, _, part = period.name.partition("-")
    kind = "year" if not part else "month" if part.isdigit() else "quarter"
    if "/" in period.name or part[:1] in ("H", "W"):
        raise UserError(
            f"Cổng DVCQG chỉ công bố theo tháng, quý, năm; kỳ {period.name} không hỏi được. "
            "Hãy ghi --period như 2026-08, 2026-Q3 hoặc 2026."
        )
    return kind


def _values(period: Period) -> dict[str, Any]:
    first = period.first
    quarter = (first.month + 2) // 3
    days = {"first": first.isoformat(), "last": period.last.isoformat()}
    return {"year": first.year, "month": first.month, "quarter": quarter, **days}


def _filled(text: str, values: Mapping[str, Any]) -> Any:
    """A blank alone keeps the type of its value: numbers stay numbers."""
    return values[text[1:-1]] if text.startswith("{") else text


@cache
def written() -> Written:
    """The file requests.yaml of this room."""
    return msgspec.yaml.decode((files("phucvu.records.portal") / "requests.yaml").read_bytes(), type=Written)
