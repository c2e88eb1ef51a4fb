"""The tables of states.yaml: what may become what, by whom; causes, objections, channels, dated limits."""

from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from phucvu.web.roles import Role


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A transition: from any of ``starts`` to ``to``. ``by`` "system": done by a rule."""

    vi: str
    starts: list[str] = msgspec.field(name="from")
    to: str
    roles: list[Role]
    by: str = "person"


class Machine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    states: dict[str, str]
    actions: dict[str, Action]

    def allows(self, action: str, state: str, roles: frozenset[Role]) -> bool:
        """Whether somebody with these roles may do it to a thing in this state."""
        found = self.actions[action]
        return state in found.starts and bool(roles & set(found.roles))

    def offered(self, state: str, roles: frozenset[Role]) -> list[str]:
        """The actions that such a person may do now."""
        return [name for name in self.actions if self.allows(name, state, roles)]


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dated limit of the law or of practice, with its source."""

    name: str
    amount: int
    unit: str
    since: date
    vi: str
    source: str
    mark: str
    until: date | None = None


class Quiet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of the night in which no e-mail goes out, nor on days off; dated, with its source."""

    start: str = msgspec.field(name="from")
    end: str = msgspec.field(name="to")
    since: date
    vi: str
    source: str
    mark: str
    until: date | None = None

    def holds(self, at: time) -> bool:
        """Whether the clock stands within it; it runs over midnight."""
        return at >= time.fromisoformat(self.start) or at < time.fromisoformat(self.end)


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    case: Machine
    extension: Machine
    correction: Machine
    apology: Machine
    message: Machine
    causes: dict[str, str]
    objections: dict[str, str]
    channels: dict[str, str]
    limits: list[Limit]
    quiet: list[Quiet]


@cache
def tables() -> Tables:
    """The tables shipped with the register."""
    text = (files("phucvu.web.followup") / "states.yaml").read_text("utf8")
    return msgspec.convert(yaml.safe_load(text), Tables)


def limit(name: str, day: date) -> Limit | None:
    """The limit of a name in force on a day."""
    return next((each for each in tables().limits if each.name == name and _is_in_force(each, day)), None)


def quiet(day: date) -> Quiet | None:
    """The quiet hours in force on a day."""
    return next((each for each in tables().quiet if _is_in_force(each, day)), None)


def _is_in_force(rule: Limit | Quiet, day: date) -> bool:
    return rule.since <= day and (rule.until is None or day <= rule.until)


@dataclass(frozen=True)
class Transition:
    """One arrow of a diagram."""

    start: str
    action: str
    to: str


def transitions(machine: Machine) -> list[Transition]:
    return [Transition(start, name, each.to) for name, each in machine.actions.items() for start in each.starts]


def choices(words: dict[str, str]) -> list[tuple[str, str]]:
    """A table as a model's or form's choices."""
    return list(words.items())


def as_json(machine: Machine) -> dict[str, Any]:
    return dict(msgspec.to_builtins(machine))
