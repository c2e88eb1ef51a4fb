"""The law by example: each criterion at nothing, just below, at and above its threshold, with nothing to count,
on both sides of a dated change, at each level. Printed as documentation by `pytest -v`."""

from datetime import date

import pytest
from drawn_scores import Line, judged, lines

from phucvu.rubric import load

INHERITED = """
    2023-05-31 | department | province 13/39 | measured       | {third}
               | district   | province 13/39 | measured       | {third}
    2026-08-31 | department | province 13/39 | measured       | {third}
               | commune    | province 13/39 | measured       | {third}
               | commune    | province 0/0   | no_cases       | null
               | commune    | none           | not_received   | null
"""

LAW = {
    "disclosure.published_on_time": INHERITED.format(third="2.00")
    + """
    2026-08-31 | province   | 0/39           | measured       | 0.00
               | province   | 2/39           | measured       | 0.31
               | province   | 38/39          | measured       | 5.85
               | province   | 39/39          | measured       | 6.00
               | province   | 0/0            | no_cases       | null
               | province   | none           | not_received   | null
    2023-05-31 | province   | 38/39          | measured       | 5.85
               | province   | 0/0            | no_cases       | null
    """,
    "disclosure.updated_on_time": INHERITED.format(third="1.33")
    + """
    2026-08-31 | province   | 0/39           | measured       | 0.00
               | province   | 38/39          | measured       | 3.90
               | province   | 39/39          | measured       | 4.00
               | province   | 0/0            | no_cases       | null
    """,
    "disclosure.complete": INHERITED.format(third="0.67")
    + """
    2026-08-31 | province   | 0/89           | measured       | 0.00
               | province   | 87/89          | measured       | 1.96
               | province   | 89/89          | measured       | 2.00
               | province   | 0/0            | no_cases       | null
    """,
    "disclosure.synchronised": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 99/100         | measured       | 5.94
               | province   | 100/100        | measured       | 6.00
               | province   | 103/100        | measured       | 6.00
               | department | 50/100         | measured       | 3.00
               | commune    | 50/100         | measured       | 3.00
               | department | 0/0            | no_cases       | null
               | department | none           | not_received   | null
    2023-05-31 | district   | 50/100         | measured       | 3.00
    """,
    "progress.on_time": """
    2026-08-31 | province   | 0/32           | measured       | 0.00
               | province   | 1/32           | measured       | 0.63
               | province   | 29/32          | measured       | 18.13
               | province   | 31/32          | measured       | 19.38
               | province   | 32/32          | measured       | 20.00
               | department | 29/32          | measured       | 18.13
               | commune    | 29/32          | measured       | 18.13
               | commune    | 0/0            | no_cases       | 0.00
               | commune    | none           | not_received   | null
    2023-05-31 | province   | 29/32          | measured       | 18.13
               | district   | 29/32          | measured       | 18.13
               | district   | 0/0            | no_cases       | 0.00
    2025-06-30 | district   | 29/32          | measured       | 18.13
    2025-07-31 | district   | 29/32          | not_applicable | null
    """,
    "online.offered": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 79/100         | measured       | 1.98
               | province   | 80/100         | measured       | 2.00
               | province   | 81/100         | measured       | 2.00
               | province   | 0/0            | no_cases       | 0.00
               | department | 80/100         | not_applicable | null
               | commune    | 80/100         | not_applicable | null
               | commune    | none           | not_applicable | null
    2023-05-31 | province   | 79/100         | measured       | 1.98
               | district   | 80/100         | not_applicable | null
    """,
    "online.in_use": """
    2026-08-31 | province   | 0/1968         | measured       | 0.00
               | province   | 406/1968       | measured       | 0.83
               | province   | 1967/1968      | measured       | 4.00
               | province   | 99/100         | measured       | 3.96
               | department | 99/100         | measured       | 3.96
               | commune    | 100/100        | measured       | 4.00
               | commune    | 0/0            | no_cases       | 0.00
    2023-05-31 | district   | 99/100         | measured       | 3.96
    """,
    "online.filed": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 49/100         | measured       | 5.88
               | province   | 50/100         | measured       | 6.00
               | province   | 51/100         | measured       | 6.00
               | department | 6/17           | measured       | 4.23
               | commune    | 49/100         | measured       | 5.88
               | commune    | 0/0            | no_cases       | 0.00
               | commune    | none           | not_received   | null
    2023-05-31 | district   | 6/17           | measured       | 4.23
    """,
    "payment.dossiers": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 99/100         | measured       | 5.94
               | province   | 100/100        | measured       | 6.00
               | commune    | 186/197        | measured       | 5.67
               | commune    | 208/244        | measured       | 5.12
               | department | 50/100         | measured       | 3.00
               | department | 0/0            | no_cases       | 0.00
    2023-05-31 | district   | 186/197        | measured       | 5.67
    """,
    "payment.procedures": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 79/100         | measured       | 1.98
               | province   | 80/100         | measured       | 2.00
               | province   | 100/100        | measured       | 2.00
               | department | 40/100         | measured       | 1.00
               | commune    | 0/0            | no_cases       | 0.00
    2023-05-31 | district   | 79/100         | measured       | 1.98
    """,
    "payment.integrated": """
    2026-08-31 | province   | 0/298          | measured       | 0.00
               | province   | 58/298         | measured       | 0.49
               | province   | 79/100         | measured       | 1.98
               | province   | 80/100         | measured       | 2.00
               | department | 81/100         | measured       | 2.00
               | commune    | 0/0            | no_cases       | 0.00
    2023-05-31 | district   | 79/100         | measured       | 1.98
    """,
    "digitization.result": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 133274/184513  | measured       | 4.33
               | province   | 99/100         | measured       | 5.94
               | province   | 100/100        | measured       | 6.00
               | department | 0/0            | no_cases       | null
               | commune    | 99/100         | measured       | 5.94
    2023-05-31 | district   | 99/100         | measured       | 5.94
    """,
    "digitization.dossier": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 80/100         | measured       | 3.20
               | province   | 99/100         | measured       | 3.96
               | province   | 100/100        | measured       | 4.00
               | department | 0/0            | no_cases       | null
               | commune    | 1/8            | measured       | 0.50
    2023-05-31 | district   | 99/100         | measured       | 3.96
    """,
    "digitization.certified_copy": """
    2026-08-31 | province   | 0/150          | measured       | 0.00
               | province   | 149/150        | measured       | 1.99
               | province   | 150/150        | measured       | 2.00
               | province   | 0/0            | no_cases       | 2.00
               | commune    | 1/1            | measured       | 2.00
               | commune    | 0/1            | measured       | 0.00
               | commune    | 0/0            | no_cases       | 2.00
               | commune    | none           | not_received   | null
               | department | none           | not_applicable | 2.00
    2023-05-31 | district   | 4/19           | measured       | 0.42
    """,
    "digitization.reused": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 79/100         | measured       | 1.98
               | province   | 80/100         | measured       | 2.00
               | province   | 81/100         | measured       | 2.00
               | department | 0/0            | no_cases       | null
               | commune    | 3160/184513    | measured       | 0.04
    2023-05-31 | district   | 79/100         | measured       | 1.98
    """,
    "digitization.personal_store": """
    2026-08-31 | province   | 0/184513       | measured       | 0.00
               | province   | 99/100         | measured       | 3.96
               | province   | 100/100        | measured       | 4.00
               | department | 0/0            | no_cases       | null
               | commune    | 1/3            | measured       | 1.33
    2023-05-31 | district   | 99/100         | measured       | 3.96
    """,
    "digitization.population_dossier": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 85644/184513   | measured       | 0.93
               | province   | 99/100         | measured       | 1.98
               | province   | 100/100        | measured       | 2.00
               | department | 99/100         | measured       | 1.98
               | commune    | 0/0            | no_cases       | null
    2023-05-31 | district   | 99/100         | measured       | 1.98
    """,
    "digitization.population_procedure": """
    2026-08-31 | province   | 297/1301       | measured       | 0.46
               | province   | 1300/1301      | measured       | 2.00
               | province   | 99/100         | measured       | 1.98
               | department | 0/3            | measured       | 0.00
               | department | 3/3            | measured       | 2.00
               | commune    | 0/0            | no_cases       | null
    2023-05-31 | district   | 99/100         | measured       | 1.98
    """,
    "satisfaction.receiving": """
    2026-08-31 | province   | 0/100          | measured       | 0.00
               | province   | 89/100         | measured       | 5.93
               | province   | 90/100         | measured       | 6.00
               | province   | 91/100         | measured       | 6.00
               | department | 0/0            | no_cases       | 0.00
               | commune    | 89/100         | measured       | 5.93
    2023-05-31 | district   | 89/100         | measured       | 5.93
               | department | 0/0            | no_cases       | 0.00
    """,
    "satisfaction.petition_on_time": """
    2026-08-31 | province   | 0/247          | measured       | 0.00
               | province   | 182/247        | measured       | 4.42
               | province   | 246/247        | measured       | 5.98
               | province   | 247/247        | measured       | 6.00
               | province   | 0/0            | no_cases       | 6.00
               | department | 0/0            | no_cases       | 6.00
               | commune    | 0/0            | no_cases       | 6.00
               | commune    | none           | not_received   | null
    2024-01-01 | department | 0/0            | no_cases       | 6.00
    2023-12-31 | department | 0/0            | no_cases       | 0.00
    2023-05-31 | department | 0/0            | no_cases       | 0.00
               | department | 1/3            | measured       | 2.00
               | district   | 0/0            | no_cases       | 6.00
               | commune    | 0/0            | no_cases       | 6.00
               | province   | 0/0            | no_cases       | 6.00
    """,
    "satisfaction.petition_handling": """
    2026-08-31 | province   | 0/247          | measured       | 0.00
               | province   | 137/247        | measured       | 3.33
               | province   | 246/247        | measured       | 5.98
               | province   | 247/247        | measured       | 6.00
               | department | 0/0            | no_cases       | 6.00
               | commune    | 0/0            | no_cases       | 6.00
    2024-01-01 | department | 0/0            | no_cases       | 6.00
    2023-12-31 | department | 0/0            | no_cases       | 0.00
               | district   | 0/0            | no_cases       | 6.00
    2023-05-31 | province   | 137/247        | measured       | 3.33
    """,
}

LINES = [line for criterion, table in LAW.items() for line in lines(criterion, table)]


@pytest.mark.parametrize("line", LINES, ids=str)
def test_the_law(line: Line) -> None:
    row = judged(line)
    assert (row.state, row.points) == (line.state, line.points)
    has_ratio = line.state == "measured"
    assert (row.ratio is not None) == has_ratio


def test_every_criterion_has_its_table() -> None:
    assert set(LAW) == set(load().at(date(2026, 8, 31)).criteria)
