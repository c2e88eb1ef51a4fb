"""The fold by example: what many readings of one dossier come to."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from lake_samples import batch, bring, code, dossier, dossiers, moment, new_workspace, one, step

from phucvu.lake.intake import undo
from phucvu.lake.listing import offices_when_due
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace


def test_a_later_extraction_replaces_only_what_it_carries(workspace: Workspace) -> None:
    bring(workspace, "late", batch("dossier", [dossier(1, status=4, handling_name=None, fee_total=0)]), at=moment(20))
    bring(
        workspace,
        "early",
        batch("dossier", [dossier(1, status=2, handling_name="Sở Tư pháp", channel=2)]),
        at=moment(10),
    )
    row = one(workspace)
    assert (row["status"], row["handling_name"], row["channel"], row["fee_total"]) == (4, "Sở Tư pháp", 2, 0)
    assert row["extracted_at"] == moment(20)


def test_later_means_extracted_later_not_uploaded_later(workspace: Workspace) -> None:
    bring(workspace, "uploaded first", batch("dossier", [dossier(1, status=9)]), at=moment(20))
    bring(workspace, "uploaded last", batch("dossier", [dossier(1, status=4)]), at=moment(19))
    assert one(workspace)["status"] == 9


def test_a_value_that_comes_back_counts_again(workspace: Workspace) -> None:
    for day, status in ((10, 4), (11, 5), (12, 4)):
        bring(workspace, f"day {day}", batch("dossier", [dossier(1, status=status)]), at=moment(day))
    assert one(workspace)["status"] == 4


def test_at_one_moment_the_later_place_in_the_file_is_true(workspace: Workspace) -> None:
    bring(workspace, "a", batch("dossier", [dossier(1, status=9), dossier(1, status=4)]))
    assert one(workspace)["status"] == 4


def test_files_of_one_import_stand_in_the_order_of_their_names(tmp_path: Path) -> None:
    found = []
    first = batch("dossier", [dossier(1, status=2)], "p1.json")
    second = batch("dossier", [dossier(1, status=9)], "p2.json")
    for name, batches in (("x", (first, second)), ("y", (second, first))):
        (tmp_path / name).mkdir()
        workspace = new_workspace(tmp_path / name)
        bring(workspace, "a", *batches)
        found.append(one(workspace)["status"])
    assert found == [9, 9]


def test_same_moment_and_place_fall_back_on_the_content(tmp_path: Path) -> None:
    found = []
    for names in (("x", "y"), ("y", "x")):
        (tmp_path / names[0]).mkdir()
        workspace = new_workspace(tmp_path / names[0])
        for name in names:
            bring(workspace, name, batch("dossier", [dossier(1, status=2 if name == "x" else 9)]))
        found.append(one(workspace)["status"])
    assert found[0] == found[1]


def test_first_moments_of_statuses_come_from_the_history(workspace: Workspace) -> None:
    steps = [
        step(1, 9, moment(20)),
        step(1, 9, moment(18)),
        step(1, 10, moment(21)),
        step(1, 2, moment(4)),
        step(2, 8, moment(5)),
    ]
    bring(workspace, "a", batch("dossier", [dossier(1)]), batch("status_history", steps))
    row = one(workspace)
    assert (row["accepted_at"], row["done_at"], row["handed_at"]) == (moment(4), moment(18), moment(21))
    assert (row["stopped_at"], row["withdrawn_at"], row["not_accepted_at"]) == (None, None, None)


def test_a_history_alone_makes_no_dossier_until_the_dossier_comes(workspace: Workspace) -> None:
    bring(workspace, "h", batch("status_history", [step(1, 9, moment(18))]))
    assert dossiers(workspace) == []
    bring(workspace, "d", batch("dossier", [dossier(1)]))
    assert one(workspace)["done_at"] == moment(18)


def test_episodes_are_ordered_by_their_request(workspace: Workspace) -> None:
    episodes = [
        {"requested_at": moment(15), "received_at": None, "due_before_at": None, "due_after_at": None},
        {"requested_at": moment(8), "received_at": moment(10), "due_before_at": moment(20), "due_after_at": moment(24)},
    ]
    bring(workspace, "a", batch("dossier", [dossier(1, promised_at=moment(20), supplements=episodes)]))
    row = one(workspace)
    assert (row["supplement_requested_at"], row["supplement_received_at"]) == (moment(8), moment(10))
    assert (row["supplement_due_at"], row["second_request_at"]) == (moment(24), moment(15))


def test_without_a_new_due_moment_the_promise_moves_by_the_time_the_citizen_took(workspace: Workspace) -> None:
    episode = {"requested_at": moment(8, 9), "received_at": moment(10, 11), "due_before_at": None, "due_after_at": None}
    bring(workspace, "a", batch("dossier", [dossier(1, promised_at=moment(20, 17), supplements=[episode])]))
    assert one(workspace)["supplement_due_at"] == moment(22, 19)


HISTORY = [(2, 4, 8), (5, 8, 8), (5, 9, 8), (4, 12, 8), (5, 15, 8), (2, 18, 8)]


def _with_history(workspace: Workspace, supplements: list[object] | None) -> dict[str, object]:
    steps = [step(1, status, moment(day, hour)) for status, day, hour in HISTORY]
    dossier_row = dossier(1, promised_at=moment(20), supplements=supplements)
    bring(workspace, "a", batch("dossier", [dossier_row]), batch("status_history", steps))
    return one(workspace)


def test_the_history_speaks_where_the_source_carries_no_episodes(workspace: Workspace) -> None:
    row = _with_history(workspace, None)
    assert (row["supplement_requested_at"], row["supplement_received_at"]) == (moment(8), moment(12))
    assert (row["supplement_due_at"], row["second_request_at"]) == (moment(24), moment(15))


def test_no_episodes_are_not_unknown_episodes(workspace: Workspace) -> None:
    row = _with_history(workspace, [])
    names = ("supplement_requested_at", "supplement_received_at", "supplement_due_at", "second_request_at")
    assert [row[name] for name in names] == [None] * 4


def test_a_request_sent_twice_without_an_answer_is_one(workspace: Workspace) -> None:
    steps = [step(1, 5, moment(8)), step(1, 5, moment(9))]
    bring(workspace, "a", batch("dossier", [dossier(1, promised_at=moment(20))]), batch("status_history", steps))
    row = one(workspace)
    assert (row["supplement_requested_at"], row["supplement_received_at"]) == (moment(8), None)
    assert (row["second_request_at"], row["supplement_due_at"]) == (None, None)


@pytest.mark.parametrize("promised", [datetime(9999, 12, 31, 23, 59, 59), datetime(3023, 5, 4)])
def test_odd_years_do_not_break_reading(workspace: Workspace, promised: datetime) -> None:
    episode = {"requested_at": moment(8), "received_at": moment(10), "due_before_at": None, "due_after_at": None}
    row = dossier(1, received_at=promised, promised_at=promised, supplements=[episode])
    bring(workspace, "a", batch("dossier", [row]))
    assert one(workspace)["received_month"] == f"{promised:%Y-%m}"
    assert one(workspace)["supplement_due_at"] >= promised


def test_a_dossier_moves_with_its_month_of_reception(workspace: Workspace) -> None:
    bring(workspace, "a", batch("dossier", [dossier(1, received_at=None), dossier(2)]), at=moment(10))
    assert {row["received_month"] for row in dossiers(workspace)} == {"unknown", "2023-05"}
    later = bring(workspace, "b", batch("dossier", [dossier(1, received_at=moment(2, month=4))]), at=moment(11))
    assert [(row["dossier_code"], row["received_month"]) for row in dossiers(workspace)] == [
        (code(1), "2023-04"),
        (code(2), "2023-05"),
    ]
    undo(workspace, later.import_id)
    assert [row["received_month"] for row in dossiers(workspace)] == ["unknown", "2023-05"]


def test_dossiers_alike_in_origin_share_its_id(workspace: Workspace) -> None:
    alike = [dossier(1, handling_name="Sở Tư pháp"), dossier(2, handling_name="Sở Tư pháp", status=9)]
    others = [dossier(3, handling_name=None), dossier(4, handling_name="")]
    bring(workspace, "a", batch("dossier", alike + others))
    origins = Snapshot.open(workspace).origins()
    assert sorted(row["dossiers"] for row in origins) == [1, 1, 2]
    assert {row["received_month"] for row in origins} == {"2023-05"}
    ids = [row["origin_id"] for row in dossiers(workspace)]
    assert ids[0] == ids[1]
    assert all(0 <= id_ < 1 << 63 for id_ in ids)


def test_the_origin_id_is_the_same_in_every_lake(workspace: Workspace) -> None:
    # Written down so that a change of the hash, which would orphan assignments made earlier, is seen.
    bring(workspace, "a", batch("dossier", [dossier(1, receiving_name="Bộ phận một cửa", handling_name="Sở Tư pháp")]))
    text = "\x1f".join(["H52.67", "Bộ phận một cửa", "Sở Tư pháp", "2023-05"])
    half = hashlib.md5(text.encode()).digest()[8:]
    assert one(workspace)["origin_id"] == int.from_bytes(half, "little") >> 1


def test_a_supplement_received_before_it_was_asked_does_not_shorten_the_promise(workspace: Workspace) -> None:
    episode = {"requested_at": moment(10), "received_at": moment(8), "due_before_at": None, "due_after_at": None}
    bring(workspace, "a", batch("dossier", [dossier(1, promised_at=moment(20), supplements=[episode])]))
    assert one(workspace)["supplement_due_at"] == moment(20)


def test_only_files_of_dossiers_that_change_are_rewritten(workspace: Workspace) -> None:
    rows = [dossier(1), dossier(2, received_at=moment(3, month=4))]
    bring(workspace, "a", batch("dossier", rows))
    before = set(Snapshot.open(workspace).files("dossier"))
    bring(workspace, "b", batch("dossier", [dossier(1, status=9), rows[1]]), at=moment(31, 9, month=7))
    after = set(Snapshot.open(workspace).files("dossier"))
    # The second dossier was read again later, so its extraction time changed as well.
    assert not before & after
    bring(workspace, "c", batch("dossier", [dossier(1, status=10), rows[1]]), at=moment(31, 8, month=7))
    assert len(after & set(Snapshot.open(workspace).files("dossier"))) == 2


def test_other_records_fold_by_key_and_histories_are_sets(workspace: Workspace) -> None:
    rating = {"dossier_code": code(1), "rated_at": moment(20)}
    steps = [step(1, 9, moment(20)), step(1, 9, moment(20)), step(1, 9, moment(20), unit_name="Phòng TN")]
    bring(workspace, "b", batch("rating", [rating | {"rating": 3}]), at=moment(22))
    bring(workspace, "a", batch("rating", [rating | {"rating": 1}]), batch("status_history", steps), at=moment(21))
    snapshot = Snapshot.open(workspace)
    assert [row["rating"] for row in snapshot.rows("rating")] == [3]
    assert len(snapshot.rows("status_history")) == 2


def test_keys_with_nothing_in_a_column_are_one_key(workspace: Workspace) -> None:
    rows = [{"text": "Sở Tư pháp", "agency_code": agency, "valid_from": None} for agency in ("H52.15", "H52.16")]
    bring(workspace, "a", batch("agency_mapping", rows))
    assert [row["agency_code"] for row in Snapshot.open(workspace).rows("agency_mapping")] == ["H52.16"]


def test_which_office_held_a_dossier_when_it_fell_due(workspace: Workspace) -> None:
    steps = [
        step(1, 2, moment(4), unit_name="Bộ phận Một cửa"),
        step(1, 4, moment(5), unit_name="Phòng Tài nguyên"),
        step(1, 9, moment(20), unit_name="Bộ phận Một cửa"),  # after it fell due
        step(2, 2, moment(4)),  # its source names no office
    ]
    bring(workspace, "a", batch("dossier", [dossier(1), dossier(2)]), batch("status_history", steps))
    snapshot = Snapshot.open(workspace)
    assert offices_when_due(snapshot, {code(1): moment(10), code(2): moment(10)}) == {code(1): "Phòng Tài nguyên"}
    assert offices_when_due(snapshot, {code(1): moment(3)}) == {}
