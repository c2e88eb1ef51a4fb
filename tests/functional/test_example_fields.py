"""The sheet by field counts the dossiers of the on-time criterion, and keeps those without a due date apart."""

from phucvu.indicators.indicator import Count
from phucvu.lake.listing import field_counts
from phucvu.main.figures import open_figures
from phucvu.main.question import Question

from .conftest import Demo


def test_fields_add_up_to_the_criterion(demo: Demo) -> None:
    figures = open_figures(Question(demo.folder / "messages" / "workspace", "2023-05", as_at="2023-05-31T16:30"))
    rows = field_counts(figures.snapshot, figures.moment, figures.ground)
    total = {name: sum(row[name] for row in rows) for name in rows[0] if name != "field_name"}
    (on_time,) = [each for each in figures.counts if (each.agency_code, each.criterion) == ("H52", "progress.on_time")]
    assert isinstance(on_time, Count)
    assert total["settled_on_time"] + total["open_within"] == on_time.numerator
    assert total["settled_late"] + total["open_late"] == on_time.denominator - on_time.numerator == 375
    assert total["without_due_date"] == on_time.excluded["no_due_date"] > 0
    received = total["received_online"] + total["received_otherwise"] + total["carried_over"]
    assert received == on_time.denominator + total["without_due_date"]
