"""The folder: made once, private, refused where something else is."""

import fcntl
import os
import time
from pathlib import Path

import pytest

from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace


def test_a_workspace_is_made_and_opened(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "Sơn La 50%", "H52", simulated=True)
    opened = Workspace.open(tmp_path / "Sơn La 50%")
    assert opened == made
    assert (opened.settings["province_code"], opened.settings["simulated"]) == ("H52", True)
    assert Snapshot.open(opened).rows("dossier") == []


def test_everything_in_it_is_private(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w", "H52")
    assert workspace.path.stat().st_mode & 0o777 == 0o700
    for name in ("raw", "lake", "editions", "mappings", "lake/applicants"):
        assert (workspace.path / name).stat().st_mode & 0o777 == 0o700, name
    for name in ("workspace.yaml", "audit.jsonl", "lake/manifest.json"):
        assert (workspace.path / name).stat().st_mode & 0o777 == 0o600, name


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thư.docx").write_text("x")
    with pytest.raises(UserError, match="đã có nội dung khác"):
        Workspace.create(tmp_path, "H52")
    with pytest.raises(UserError, match="đã có nội dung khác"):
        Workspace.create(tmp_path / "thư.docx", "H52")
    assert [path.name for path in tmp_path.iterdir()] == ["thư.docx"]
    (tmp_path / "empty").mkdir()
    Workspace.create(tmp_path / "empty", "H52")


@pytest.mark.parametrize("text", ["", "province: H52", "a: [", "- H52"])
def test_a_folder_that_is_no_workspace_is_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="không phải thư mục làm việc"):
        Workspace.open(tmp_path / "nowhere")
    (tmp_path / "workspace.yaml").write_text(text)
    with pytest.raises(UserError, match="hỏng hoặc thiếu province_code"):
        Workspace.open(tmp_path)


def test_letters_that_mean_patterns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Hãy đổi tên"):
        Workspace.create(tmp_path / "H[5]2", "H52")


def test_scratch_folders_go_and_those_of_the_dead_are_swept(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w", "H52")
    dead, alive = workspace.path / "tmp" / "dead", workspace.path / "tmp" / "alive"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "alive").touch()
        os.utime(folder / "alive", (time.time() - 3600,) * 2)
    with (alive / "alive").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with workspace.scratch() as mine:
            assert mine.is_dir()
        assert not mine.exists()
        assert alive.exists()
        assert not dead.exists()


def test_the_audit_trail_only_grows(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w", "H52")
    workspace.audit("xem", file="đơn.json")
    first, second = workspace.audit_trail()
    assert (first["act"], second["act"], second["file"]) == ("init", "xem", "đơn.json")
    assert second["by"]
    assert second["at"] >= first["at"]
