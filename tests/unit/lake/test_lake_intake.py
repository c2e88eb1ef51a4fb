"""Imports: counted, stored, withdrawn, done again."""

from pathlib import Path

import pytest
from lake_samples import (
    batch,
    bring,
    bring_again,
    code,
    content,
    dossier,
    dossiers,
    finding,
    moment,
    one,
    reject,
    spec,
    step,
)

from phucvu.errors import UserError
from phucvu.lake.intake import imports, raw_files, store, undo
from phucvu.lake.manifest import current
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace


def test_rows_read_are_accepted_unchanged_or_rejected(workspace: Workspace) -> None:
    first = bring(
        workspace, "a", batch("dossier", [dossier(1), dossier(2)], rejects=(reject(),), findings=(finding(),))
    )
    assert (first.accepted, first.unchanged, first.rejected) == (2, 0, 1)
    assert first.findings == [{"kind": "odd_date", "count": 1}]
    second = bring(workspace, "b", batch("dossier", [dossier(1), dossier(2, status=9), dossier(3), dossier(3)]))
    assert (second.accepted, second.unchanged, second.rejected) == (2, 2, 0)
    snapshot = Snapshot.open(workspace)
    assert [row["sentence"] for row in snapshot.rejects(first.import_id)] == ["Thiếu mã hồ sơ."]
    assert snapshot.rejects(second.import_id) == []
    assert [row["kind"] for row in snapshot.findings(first.import_id)] == ["odd_date"]


def test_applicants_are_no_rows_of_their_own_and_never_a_frame(workspace: Workspace) -> None:
    people = batch("applicant", [{"dossier_code": code(1), "owner_name": "Lò Thị Mai"}], rows_read=0)
    result = bring(workspace, "a", batch("dossier", [dossier(1)]), people)
    assert (result.accepted, result.unchanged) == (1, 0)
    with pytest.raises(ValueError, match="restricted"):
        Snapshot.open(workspace).frame("applicant")
    (stored,) = Snapshot.open(workspace).files("applicants")
    assert Path(stored).stat().st_mode & 0o777 == 0o600
    assert not any("Lò Thị Mai" in str(row) for row in Snapshot.open(workspace).provenance(code(1)))


def test_the_same_bytes_mapping_and_scope_change_nothing(workspace: Workspace) -> None:
    first = bring(workspace, "a", batch("dossier", [dossier(1), dossier(2)], rejects=(reject(),)))
    before = current(workspace.lake)
    again = bring(workspace, "a", batch("dossier", [dossier(1), dossier(2)]), at=moment(31, month=7))
    assert again.already
    assert (again.import_id, again.accepted, again.unchanged, again.rejected) == (first.import_id, 0, 2, 1)
    assert current(workspace.lake) == before
    other_scope = bring(workspace, "a", batch("dossier", [dossier(1), dossier(2)]), kind="overdue")
    assert other_scope.import_id != first.import_id


def test_nothing_usable_is_a_sentence_and_writes_nothing(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"dòng 9: Thiếu mã hồ sơ\. Hãy điền"):
        bring(workspace, "a", batch("dossier", [], rejects=(reject(),)))
    assert current(workspace.lake).number == 1
    assert list(workspace.raw.iterdir()) == []
    assert list((workspace.path / "tmp").iterdir()) == []


def test_a_file_that_cannot_be_read_is_a_sentence(workspace: Workspace) -> None:
    missing = spec(workspace, "a")
    missing.files[0].unlink()
    with pytest.raises(UserError, match="Không đọc được tệp"):
        store(workspace, missing, [])


def test_raw_files_keep_bytes_name_and_are_private(workspace: Workspace) -> None:
    result = bring(workspace, "tháng 5.json", batch("dossier", [dossier(1)]))
    (kept,) = raw_files(workspace, result.import_id)
    assert kept.name == "tháng 5.json"
    assert kept.read_text("utf8") == "tháng 5.json"
    assert kept.stat().st_mode & 0o777 == 0o600


def _busy(workspace: Workspace) -> None:
    bring(
        workspace,
        "a",
        batch("dossier", [dossier(1, status=2), dossier(2)]),
        batch("status_history", [step(1, 5, moment(6))], "h"),
    )
    bring(workspace, "b", batch("dossier", [dossier(1, status=4, promised_at=moment(20))]), at=moment(20))


def test_undo_leaves_the_lake_as_if_it_had_never_been(workspace: Workspace) -> None:
    _busy(workspace)
    before = content(workspace)
    late = moment(30, month=6)
    history = batch("status_history", [step(1, 9, moment(20)), step(2, 5, moment(7)), step(7, 9, moment(9))], "h2")
    moved = batch(
        "dossier",
        [dossier(1, status=9), dossier(2, received_at=moment(1, month=6)), dossier(3)],
        rejects=(reject(),),
        findings=(finding(),),
    )
    result = bring(workspace, "c", moved, history, at=late, agencies=("H52.67",), periods=("2023-05",))
    assert content(workspace) != before
    undo(workspace, result.import_id)
    assert content(workspace) == before
    assert [line["act"] for line in workspace.audit_trail()] == ["init", "import", "import", "import", "undo"]
    with pytest.raises(UserError, match="Không có lần nhập"):
        undo(workspace, result.import_id)


def test_undoing_an_earlier_import_keeps_what_a_later_one_said(workspace: Workspace) -> None:
    first = bring(workspace, "a", batch("dossier", [dossier(1, status=2, channel=2)]), at=moment(10))
    bring(workspace, "b", batch("dossier", [dossier(1, status=4)]), at=moment(20))
    undo(workspace, first.import_id)
    assert (one(workspace)["status"], one(workspace)["channel"]) == (4, None)


def test_again_is_undo_and_store_in_one_manifest(workspace: Workspace, tmp_path: Path) -> None:
    _busy(workspace)
    wrong = bring(workspace, "c", batch("dossier", [dossier(1, status=9), dossier(8)]))
    before = current(workspace.lake).number
    right = bring_again(workspace, wrong.import_id, "c", batch("dossier", [dossier(1, status=10)]), kind="open")
    assert current(workspace.lake).number == before + 1
    assert right.import_id != wrong.import_id
    other = Workspace.create(tmp_path / "other", "H52")
    _busy(other)
    bring(other, "c", batch("dossier", [dossier(1, status=10)]), kind="open")
    assert _without_times(workspace) == _without_times(other)
    assert dossiers(workspace) == dossiers(other)


def _without_times(workspace: Workspace) -> dict[str, list[dict[str, object]]]:
    found = content(workspace)
    for row in found["imports"]:
        row["imported_at"] = None
    return found


def test_again_with_nothing_other_gives_the_same_tables(workspace: Workspace) -> None:
    result = bring(workspace, "a", batch("dossier", [dossier(1), dossier(2)]))
    before = _without_times(workspace)
    again = bring_again(workspace, result.import_id, "a", batch("dossier", [dossier(1), dossier(2)]))
    assert again.import_id == result.import_id
    assert _without_times(workspace) == before


def test_imports_are_listed_with_what_they_cover(workspace: Workspace) -> None:
    bring(workspace, "a", batch("dossier", [dossier(1)]), agencies=("H52.67", "H52.66"), periods=("2023-05",))
    (row,) = imports(workspace)
    assert (row["agencies"], row["files"][0]["name"], row["mapping"]) == (["H52.67", "H52.66"], "a", None)
    covered = Snapshot.open(workspace).rows("coverage")
    assert [(line["agency_code"], line["period"], line["kind"]) for line in covered] == [
        ("H52.66", "2023-05", "all"),
        ("H52.67", "2023-05", "all"),
    ]
