"""Open dossiers in order of due: late ones, coming ones, and those whose clock stands still."""

from datetime import datetime, timedelta

from lake_samples import batch, bring, code, dossier, moment

from phucvu.lake.counting import Ground
from phucvu.lake.listing import open_dossiers, some_dossiers
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.records.lifecycle import Moment
from phucvu.registry.period import parse_period

AT = Moment(parse_period("2023-05"), datetime(2023, 5, 31, 16, 30), "portal")


def _opened(workspace: Workspace, *rows: dict[str, object]) -> tuple[Snapshot, Ground]:
    bring(workspace, "a.json", batch("dossier", list(rows)))
    snapshot = Snapshot.open(workspace)
    return snapshot, Ground("H52", [("H52", "H52")], {each["origin_id"]: "H52" for each in snapshot.origins()})


def _waiting(serial: int, due: datetime, **more: object) -> dict[str, object]:
    episodes = [{"requested_at": moment(9), "received_at": None, "due_before_at": None, "due_after_at": None}]
    return dossier(serial, promised_at=due, supplements=episodes, **more)


def test_late_and_coming_in_order_of_due(workspace: Workspace) -> None:
    snapshot, ground = _opened(
        workspace,
        dossier(1, promised_at=moment(1, month=6)),
        dossier(2, promised_at=moment(20)),
        dossier(3, promised_at=moment(9, month=6)),  # later than asked about
        dossier(4, promised_at=moment(20), finished_at=moment(25)),  # settled, however late
        dossier(5),  # nobody knows when it is due
    )
    found = open_dossiers(snapshot, AT, ground, AT.until + timedelta(days=2))
    assert [(row["dossier_code"], row["is_overdue"]) for row in found] == [(code(2), True), (code(1), False)]


def test_a_clock_that_stands_still_is_not_coming_due(workspace: Workspace) -> None:
    """Asked for papers in time: waiting. Asked when it was late already: late."""
    snapshot, ground = _opened(workspace, _waiting(1, moment(1, month=6)), _waiting(2, moment(8)))
    found = open_dossiers(snapshot, AT, ground, AT.until + timedelta(days=2))
    assert [row["dossier_code"] for row in found] == [code(2)]


def test_several_codes_at_once(workspace: Workspace) -> None:
    snapshot, ground = _opened(workspace, dossier(1), dossier(2), dossier(3))
    found = some_dossiers(snapshot, AT, ground, [code(1), code(3), "H52.67-230504-9999"])
    assert sorted(row["dossier_code"] for row in found) == [code(1), code(3)]
