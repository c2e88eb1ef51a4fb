"""What the simulator chose where the letter is silent, as sentences for the reader of the demo."""

from phucvu.simulation.printed import Example
from phucvu.simulation.solver import Plan, UnitCounts


def told_choices(example: Example, plan: Plan) -> list[str]:
    """The sentences of choices.yaml with the solved numbers in them (thousands with a point)."""
    numbers = {name: f"{value:,}".replace(",", ".") for name, value in _numbers(plan).items()}
    disliked = [unit for unit in plan.units.values() if unit.disliked]
    names = ", ".join(example.rows[unit.agency_code].name for unit in disliked)
    return [sentence.format(**numbers, disliked_names=names) for sentence in example.choices["sentences"]]


def _numbers(plan: Plan) -> dict[str, int]:
    parts = plan.parts
    disliked: list[UnitCounts] = [unit for unit in plan.units.values() if unit.disliked]
    petitions = parts["satisfaction.petition_on_time"]
    return {
        "population": plan.sum("population"),
        "received": plan.sum("received"),
        "overdue": plan.sum("overdue"),
        "disliked": plan.sum("disliked"),
        "disliked_units": len(disliked),
        "disliked_without_overdue": sum(not unit.overdue for unit in disliked),
        "petitions": petitions.denominator,
        "petitions_late": petitions.denominator - petitions.numerator,
        "offered": parts["online.offered"].numerator,
        "procedures": parts["online.offered"].denominator,
        "used": parts["online.in_use"].numerator,
        "published": parts["disclosure.published_on_time"].numerator,
        "publishing": parts["disclosure.published_on_time"].denominator,
        "updated": parts["disclosure.updated_on_time"].numerator,
        "national": parts["disclosure.synchronised"].denominator,
    }
