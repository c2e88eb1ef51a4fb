"""The simulated month: the letter's codes are the overdue dossiers, and every count is the plan's."""

from collections import Counter
from datetime import datetime

from phucvu.registry.codes import parse_dossier_code
from phucvu.simulation.dossiers import Dossier
from phucvu.simulation.flags import is_settled
from phucvu.simulation.printed import Example
from phucvu.simulation.son_la import Month, make_month

START = datetime(2023, 5, 1)


def seen(month: Month) -> list[Dossier]:
    return [dossier for dossier in month.dossiers if dossier.is_seen]


def due_at(dossier: Dossier) -> datetime | None:
    episode = dossier.supplement
    return (episode and episode.due_after_at) or dossier.promised_at


def end_at(dossier: Dossier, as_at: datetime) -> datetime:
    """What is compared with the due moment: the end, an unanswered request, or the reading time."""
    if dossier.ended_at and dossier.ended_at <= as_at:
        return dossier.ended_at
    episode = dossier.supplement
    waits = episode and (episode.received_at is None or episode.received_at > as_at) and episode.requested_at <= as_at
    return episode.requested_at if episode and waits else as_at


def test_the_same_seed_gives_the_same_month_and_another_seed_other_dossiers(example: Example, month: Month) -> None:
    assert make_month(example, 766).dossiers == month.dossiers
    other = make_month(example, 1)
    assert other.dossiers != month.dossiers
    assert other.plan == month.plan


def test_the_overdue_dossiers_are_the_letters_codes(example: Example, month: Month) -> None:
    late = [item for item in month.dossiers if item.is_overdue]
    assert {item.code for item in late} == {code for _, code in example.lines}
    for item in late:
        assert item.promised_at is not None
        assert end_at(item, example.as_at).date() > item.promised_at.date(), item.code
    parts = Counter(item.ended_at is None for item in late)
    assert min(parts.values()) > 50  # settled late, and still open


def test_all_other_dossiers_are_on_time_by_the_second_and_by_the_day(example: Example, month: Month) -> None:
    for item in month.dossiers:
        due = due_at(item)
        if not item.is_overdue and due:
            assert end_at(item, example.as_at) <= due, item.code


def test_codes_are_unique_and_of_the_unit_and_day_of_reception(month: Month) -> None:
    assert len({item.code for item in month.dossiers}) == len(month.dossiers)
    for item in month.dossiers:
        parsed = parse_dossier_code(item.code)
        assert parsed and parsed.prefix_code == item.unit
        assert parsed.code_on == (item.received_at or item.filed_at).date()


def test_units_have_the_dossiers_of_the_plan(month: Month) -> None:
    for code, counts in month.plan.units.items():
        own = [item for item in seen(month) if item.unit == code]
        received = [item for item in own if item.received_at and item.received_at >= START]
        assert (len(received), len(own) - len(received)) == (counts.received, counts.carried)
        assert sum(item.channel == 2 for item in received) == counts.online
        assert sum(item.is_disliked and not item.is_overdue for item in own) == counts.disliked
        assert all(bool(item.promised_at) == counts.has_due_date for item in own)


def test_carried_over_dossiers_were_still_open_when_the_month_began(month: Month) -> None:
    for item in seen(month):
        if item.is_carried:
            assert item.ended_at is None or item.ended_at >= START


def test_flags_are_as_many_as_planned(example: Example, month: Month) -> None:
    own, parts = seen(month), month.plan.parts
    assert sum(item.has_result for item in own) == parts["digitization.result"].numerator
    assert sum(item.is_reused for item in own) == parts["digitization.reused"].numerator
    assert sum(item.is_from_store for item in own) == parts["digitization.personal_store"].numerator
    whole = [item for item in own if item.has_components and (item.has_result or not is_settled(item, example.as_at))]
    assert len(whole) == parts["digitization.dossier"].numerator
    people = [item for item in own if item.is_vneid]
    assert len(people) == parts["digitization.population_dossier"].numerator
    assert len({item.procedure.code for item in people}) == parts["digitization.population_procedure"].numerator
    paid = [item for item in own if item.payment_channel in (1, 2)]
    assert len(paid) == parts["payment.dossiers"].numerator
    assert len({item.procedure.code for item in paid}) == parts["payment.procedures"].numerator
    assert sum(item.fee > 0 for item in own) == parts["payment.dossiers"].denominator


def test_online_dossiers_come_through_online_services(month: Month) -> None:
    online = [item.procedure for item in month.dossiers if item.channel == 2]
    assert all(procedure.is_online for procedure in online)
    assert len({procedure.code for procedure in online}) == month.plan.parts["online.in_use"].numerator


def test_sender_of_nothing_and_units_without_dossiers(example: Example, month: Month) -> None:
    units = {item.unit for item in month.dossiers}
    assert not units & {*example.silent, "H52.X10", "H52.X16", "H52.X17"}
    assert "H52.X18" not in month.covered
    assert "H52.X10" in month.covered


def test_real_life_is_in_it(month: Month) -> None:
    ends = Counter(item.end_status for item in month.dossiers if item.ended_at)
    assert min(ends[status] for status in (3, 7, 8, 9)) > 20
    assert sum(item.supplement is not None for item in month.dossiers) > 200
    assert sum(item.received_at is None for item in month.dossiers) == 30
    assert all(moment.time().hour != 12 for item in seen(month) if (moment := item.received_at))
