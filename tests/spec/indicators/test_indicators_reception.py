"""Late reception by example. 05/05/2023 is a Friday; office hours 07:30–11:30 and 13:00–17:00."""

from drawn import CLOSURE, arrow, ground, moment, opened, split

from phucvu.lake.reception import late_on

TABLE = """
dossier_code | filed_at          | received_at    | refused_at  | supplement_requested_at | channel | verdict
same-day     | 05/05 08:00       | 05/05 15:00    |             |                         | 2       | in-time
eight-hours  | 05/05 10:00       | 08/05 10:00    |             |                         | 2       | in-time
a-minute     | 05/05 10:00       | 08/05 10:01    |             |                         | 2       | late
at-night     | 05/05 20:00       | 08/05 17:00    |             |                         | 2       | in-time
over-weekend | 05/05 20:00       | 09/05 07:31    |             |                         | 2       | late
refused      | 05/05 10:00       |                | 08/05 09:00 |                         | 2       | in-time
given-back   | 05/05 10:00       |                |             | 08/05 09:00             | 2       | in-time
unanswered   | 05/05 10:00       |                |             |                         | 2       | late
just-filed   | 30/05 16:00       |                |             |                         | 2       | in-time
answer-later | 30/05 16:00       | 01/06 16:00    |             |                         | 2       | in-time
direct       | 05/05 10:00       | 09/05 10:00    |             |                         | 1       | -
in-april     | 28/04 10:00       | 09/05 10:00    |             |                         | 2       | -
"""


def test_eight_working_hours_from_filing(real_engine: str) -> None:
    rows, verdicts = split("dossier", TABLE)
    codes = [row["dossier_code"] for row in rows]
    for number, row in enumerate(rows):
        row["origin_id"] = number
    base = ground(assignment=dict(enumerate(codes)), closure=[*CLOSURE, *((code, code) for code in codes)])
    engine = opened(real_engine)
    counts = late_on(engine, {"dossier": engine.table(arrow("dossier", rows))}, moment(as_at="31/05 15:00"), base)
    found = {each.agency_code: "late" if each.numerator else "in-time" for each in counts}
    assert {code: found.get(code, "-") for code in codes} == dict(zip(codes, verdicts, strict=True))
