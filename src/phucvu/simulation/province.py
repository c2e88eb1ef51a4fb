"""The search for the province: parts fixed by its units, parts that keep their wish, one part a group that closes."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from phucvu.simulation.arithmetic import Part, Rules
from phucvu.simulation.printed import Example
from phucvu.simulation.solver import Plan, UnitCounts, UnsolvableError, around, closing, near, solve_units

TRIES = 20


def fixed_parts(example: Example, rules: Rules, units: dict[str, UnitCounts]) -> dict[str, Part]:
    """What the units leave no choice about: progress, filing online, satisfaction with the handling, copies."""
    every = list(units.values())
    due = sum(unit.population for unit in every if unit.has_due_date)
    population = sum(unit.population for unit in every)
    overdue = sum(unit.overdue for unit in every)
    unhappy = overdue + sum(unit.disliked for unit in every)
    communes = example.choices["communes"].values()
    parts = [
        rules.part("progress.on_time", due - overdue, due),
        rules.part("online.filed", sum(unit.online for unit in every), sum(unit.received for unit in every)),
        rules.part("satisfaction.receiving", population - unhappy, population),
        rules.part(
            "digitization.certified_copy", sum(row["giving"] for row in communes), sum(row["all"] for row in communes)
        ),
    ]
    return {part.criterion: part for part in parts}


def _denominators(example: Example, parts: dict[str, Part]) -> dict[str, int]:
    """Denominators of the chosen criteria: given with the wish, or by the catalogue and the dossiers."""
    catalogue, wishes = example.choices["catalogue"], example.choices["province"]
    procedures = catalogue["department_procedures"] + catalogue["district_procedures"]
    received = parts["online.filed"].denominator
    found = {
        "online.offered": procedures,
        "payment.procedures": catalogue["fee_procedures"],
        "payment.integrated": catalogue["fee_procedures"],
        "payment.dossiers": round(received * wishes["payment.dossiers"]["of_received"]),
        "digitization.population_procedure": catalogue["person_procedures"],
        "disclosure.complete": procedures,
    }
    given = {name: wish["of"] for name, wish in wishes.items() if "of" in wish}
    population = parts["satisfaction.receiving"].denominator
    return {**{name: population for name in wishes if name.startswith("digitization.")}, **found, **given}


def _online(rules: Rules, wishes: dict[str, Any], procedures: int, cents: int) -> list[Part]:
    """Procedures offered online and, of these services, those used: both move, as both are few."""
    for offered in islice(near(rules, "online.offered", wishes["online.offered"]["wish"], procedures), TRIES):
        for used in islice(near(rules, "online.in_use", wishes["online.in_use"]["wish"], offered.numerator), TRIES):
            if offered.cents + used.cents == cents:
                return [offered, used]
    raise UnsolvableError("Không tìm được số TTHC trực tuyến để khép nhóm dịch vụ công trực tuyến.")


def _synchronised(rules: Rules, received: int, wish: float) -> Iterator[Part]:
    """Here the numerator is given (all that was received came) and the national count moves."""
    parts = (
        rules.part("disclosure.synchronised", received, number) for number in around(round(received / wish), received)
    )
    return (part for part in parts if part.is_plain)


def _cents(parts: dict[str, Part], group: str = "") -> int:
    return sum(part.cents for name, part in parts.items() if name.startswith(group))


def solve_province(example: Example, rules: Rules, units: dict[str, UnitCounts]) -> dict[str, Part]:
    """Parts of all criteria of the province: groups as aimed at in the choices, the total as the letter prints it."""
    wishes, aims = example.choices["province"], example.choices["points"]
    parts = fixed_parts(example, rules, units)
    sizes = _denominators(example, parts)
    for name in sizes:
        if not wishes.get(name, {}).get("closes") and name != "online.offered":
            parts[name] = next(near(rules, name, wishes[name]["wish"], sizes[name]))
    aim = {group: round(Fraction(str(points)) * 100) for group, points in aims.items()}
    for part in _online(rules, wishes, sizes["online.offered"], aim["online"] - parts["online.filed"].cents):
        parts[part.criterion] = part
    for name in ("payment.dossiers", "digitization.result"):
        group = name.split(".")[0]
        parts[name] = closing(near(rules, name, wishes[name]["wish"], sizes[name]), aim[group] - _cents(parts, group))
    rest = round(Fraction(example.reading["total"]) * 100) - _cents(parts)
    received = parts["online.filed"].denominator
    last = _synchronised(rules, received, wishes["disclosure.synchronised"]["wish"])
    parts["disclosure.synchronised"] = closing(last, rest)
    return parts


def solve(example: Example) -> Plan:
    """All counts of the example's month. Raises UnsolvableError when the printed figures cannot be met."""
    rules = Rules.on(example.as_at.date())
    units = solve_units(example, rules)
    return Plan(units, solve_province(example, rules, units))
