"""One manifest: what readers see, what a killed writer leaves, which version a moment names."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from lake_samples import batch, bring, content, dossier, dossiers, moment, step

from phucvu.errors import UserError
from phucvu.lake import delta, manifest, writer
from phucvu.lake.intake import undo
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.tables import Table, tables
from phucvu.lake.workspace import Workspace
from phucvu.lake.writer import append, compact, writing


class StoppedError(Exception):
    """Stands for whatever ends a writer between two commits."""


def test_known_at_opens_what_was_known_then(workspace: Workspace) -> None:
    bring(workspace, "a", batch("dossier", [dossier(1, status=4)]))
    first = Snapshot.open(workspace)
    second = bring(workspace, "b", batch("dossier", [dossier(1, status=9), dossier(2)]), at=moment(31, month=7))
    undo(workspace, second.import_id)
    compact(workspace)
    bring(workspace, "c", batch("dossier", [dossier(3)]))
    for known_at in (first.known_at, str(first.known_at), first.written_at, f"{first.written_at.isoformat()}+07:00"):
        assert dossiers(workspace, known_at) == first.rows("dossier")
    assert len(dossiers(workspace, first.known_at + 1)) == 2
    assert len(dossiers(workspace)) == 2


def test_each_manifest_has_its_own_second(workspace: Workspace) -> None:
    for name in "abc":
        bring(workspace, name, batch("dossier", [dossier(1)]))
    written = [manifest.numbered(workspace.lake, number).written_at for number in range(1, 5)]
    assert len(set(written)) == 4
    for number, at in enumerate(written, 1):
        assert manifest.at(workspace.lake, at).number == number
        assert at.microsecond == 0


@pytest.mark.parametrize(
    ("known_at", "sentence"), [(99, "không có phiên bản 99"), (0, "từ 1 đến 1"), ("hôm qua", "Không hiểu")]
)
def test_versions_that_are_not_there_are_a_sentence(workspace: Workspace, known_at: object, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        Snapshot.open(workspace, known_at)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="chỉ có từ"):
        Snapshot.open(workspace, Snapshot.open(workspace).written_at - timedelta(seconds=1))


@pytest.mark.parametrize("commits", [0, 2, 4])
def test_a_writer_stopped_between_commits_is_not_seen_and_leaves_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    bring(workspace, "a", batch("dossier", [dossier(1)]), batch("status_history", [step(1, 9, moment(9))]))
    before, number = content(workspace), Snapshot.open(workspace).known_at
    real, done = delta.commit, []

    def commit(*args: object) -> int:
        if len(done) == commits:
            raise StoppedError
        done.append(args)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(writer.delta, "commit", commit)
    new = batch("dossier", [dossier(1, status=9), dossier(2)]), batch("status_history", [step(2, 5, moment(9))], "h")
    with pytest.raises(StoppedError):
        bring(workspace, "b", *new)
    monkeypatch.undo()
    assert content(workspace) == before
    assert Snapshot.open(workspace).known_at == number
    assert not bring(workspace, "b", *new).already
    assert len(dossiers(workspace)) == 2
    undo(workspace, Snapshot.open(workspace).imports()[-1]["import_id"])
    assert len(dossiers(workspace)) == 1


def test_a_manifest_file_nobody_points_to_is_not_seen(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_whole(path: Path, text: str) -> None:
        if path.name == "manifest.json":
            raise StoppedError
        path.write_text(text, "utf8")

    monkeypatch.setattr(manifest, "write_whole", write_whole)
    with pytest.raises(StoppedError):
        bring(workspace, "a", batch("dossier", [dossier(1)]))
    monkeypatch.undo()
    assert (workspace.lake / "manifests" / "000002.json").exists()
    assert Snapshot.open(workspace).known_at == 1
    with pytest.raises(UserError):
        Snapshot.open(workspace, 2)
    bring(workspace, "b", batch("dossier", [dossier(2)]))
    assert [row["dossier_code"] for row in dossiers(workspace, 2)] == ["H52.67-230504-0002"]


def test_an_act_whose_writer_died_before_the_audit_line_still_gets_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def audit(*_: object) -> None:
        raise StoppedError

    monkeypatch.setattr(writer, "_audit", audit)
    with pytest.raises(StoppedError):
        bring(workspace, "a", batch("dossier", [dossier(1)]))
    monkeypatch.undo()
    bring(workspace, "b", batch("dossier", [dossier(2)]))
    acts = [(line["act"], line.get("manifest"), line.get("accepted")) for line in workspace.audit_trail()]
    assert acts == [("init", None, None), ("import", 2, 1), ("import", 3, 1)]


def test_an_exception_of_the_caller_writes_no_manifest(workspace: Workspace) -> None:
    with pytest.raises(StoppedError), writing(workspace, act="test") as open_writer:
        open_writer.append_rows("editions", [{"edition_id": "e1"}])
        raise StoppedError
    assert Snapshot.open(workspace).editions() == []
    append(workspace, "editions", [{"edition_id": "e2"}], {"act": "letter"})
    assert [row["edition_id"] for row in Snapshot.open(workspace).editions()] == ["e2"]


def test_compaction_changes_files_and_nothing_else(workspace: Workspace) -> None:
    results = [bring(workspace, name, batch("dossier", [dossier(1), dossier(i)])) for i, name in enumerate("abcd", 1)]
    before = content(workspace)
    assert len(Snapshot.open(workspace).files("dossier_versions")) == 4
    compact(workspace)
    assert content(workspace) == before
    assert len(Snapshot.open(workspace).files("dossier_versions")) == 1
    assert len(Snapshot.open(workspace).files("dossier")) == 1
    number = Snapshot.open(workspace).known_at
    compact(workspace)
    assert Snapshot.open(workspace).known_at == number
    undo(workspace, results[1].import_id)
    assert [row["import_id"] for row in Snapshot.open(workspace).imports()] == [results[i].import_id for i in (0, 2, 3)]
    assert len(dossiers(workspace)) == 3


def test_many_small_files_are_joined_unasked(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MANY", 3)
    for i, name in enumerate("abc"):
        bring(workspace, name, batch("dossier", [dossier(i)]))
    assert len(Snapshot.open(workspace).files("dossier_versions")) == 1
    assert len(dossiers(workspace)) == 3


def test_columns_new_in_the_schema_are_null_in_old_files(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    append(workspace, "editions", [{"edition_id": "old"}], {"act": "letter"})
    wider = Table("editions", tables()["editions"].schema.append(pa.field("note", pa.string())))
    monkeypatch.setitem(tables(), "editions", wider)
    assert [row["note"] for row in Snapshot.open(workspace).editions()] == [None]
    append(workspace, "editions", [{"edition_id": "young", "note": "mới"}], {"act": "letter"})
    assert {row["edition_id"]: row["note"] for row in Snapshot.open(workspace).editions()} == {
        "old": None,
        "young": "mới",
    }
    frame = Snapshot.open(workspace).engine("polars").scan(Snapshot.open(workspace).files("editions"), wider.schema)
    assert sorted(str(note) for note in frame.collect().to_native()["note"].to_list()) == ["None", "mới"]


def test_keeping_an_edition_or_compacting_is_no_new_version_of_the_data(workspace: Workspace) -> None:
    bring(workspace, "a", batch("dossier", [dossier(1)]))
    append(workspace, "editions", [{"edition_id": "e1"}], {"act": "letter"})
    bring(workspace, "b", batch("dossier", [dossier(2)]))
    append(workspace, "editions", [{"edition_id": "e2"}], {"act": "letter"})
    compact(workspace)
    assert [Snapshot.open(workspace, number).data_version for number in range(1, 7)] == [1, 2, 2, 4, 4, 4]
