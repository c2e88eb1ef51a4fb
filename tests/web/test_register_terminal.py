"""`phucvu register`: the board, packets out and in, the report, without a browser."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from phucvu import cli
from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup.actions import reviewing
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.models import Answer
from phucvu.web.office.models import Publication

Ran = tuple[int, str, str]


@pytest.fixture
def phucvu(site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """The program in this process, over the database of the test."""

    def ran(*words: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["phucvu", "register", "--workspace", str(site), *map(str, words)])
        with pytest.raises(SystemExit) as left:
            cli.run()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return ran


@pytest.fixture
def opened(issued: Publication, cast: dict[str, Person]) -> Publication:
    open_register(issued, cast["duyet"], None)
    return issued


def test_a_month_from_the_terminal(opened: Publication, phucvu: Callable[..., Ran], tmp_path: Path) -> None:
    code, out, _ = phucvu("--format", "json")
    board = json.loads(out)
    assert (code, board["total"]["listed"], len(board["rows"])) == (0, 375, 13)
    code, out, _ = phucvu("--packets", tmp_path / "goi", "--format", "json")
    assert code == 0 and len(json.loads(out)) == 13
    code, out, err = phucvu("--packet-in", _filled(tmp_path / "goi" / "giai-trinh-h52-68.zip"), "--format", "json")
    taken = json.loads(out)
    assert (code, taken["answer"], taken["faulty"]) == (0, 1, 1)
    assert "Đã nhận 1 hồ sơ giải trình" in err
    by = Answer.objects.get().by
    assert by.username.startswith("terminal:") and not by.is_active
    assert Event.objects.get(act="packet.in").by == by.username
    code, out, _ = phucvu("--packet-in", tmp_path / "goi" / "dien.xlsx", "--strict")
    assert code == 1 and "Chưa ghi Giải trình" in out
    code, out, _ = phucvu("--report", tmp_path / "bao-cao", "--format", "csv")
    assert code == 0 and len(list((tmp_path / "bao-cao").iterdir())) == 4


def test_packets_of_a_review(
    issued: Publication,
    cast: dict[str, Person],
    later: Callable[[int], datetime],
    phucvu: Callable[..., Ran],
    tmp_path: Path,
) -> None:
    issued.state = "checked"
    issued.save()
    reviewing.start_review(cast["vp"], issued, later(2))
    code, out, err = phucvu("--packets", tmp_path / "goi", "--edition", issued.edition_id, "--format", "json")
    assert (code, {row["kind"] for row in json.loads(out)}) == (0, {"provisional"})
    assert (tmp_path / "goi" / "ra-soat-h52-68.zip").is_file()
    assert "rà soát trước công bố" in err
    assert phucvu("--packets", tmp_path / "goi")[0] == 2  # without an edition: of the newest letter, and none is issued


def _filled(packet: Path) -> Path:
    """The first dossier explained, the second without words."""
    with zipfile.ZipFile(packet) as archive:
        book = openpyxl.load_workbook(io.BytesIO(archive.read("giai-trinh-h52-68.xlsx")))
    sheet: Any = book["Giải trình"]
    sheet["J5"], sheet["K5"], sheet["J6"] = "Nguyên nhân khác", "Thiên tai.", "Nguyên nhân khác"
    book.save(packet.parent / "dien.xlsx")
    return packet.parent / "dien.xlsx"


def test_wrong_use_is_one_sentence(issued: Publication, phucvu: Callable[..., Ran], tmp_path: Path) -> None:
    for words, sentence in (
        (["--packets", tmp_path, "--report", tmp_path], "Chỉ dùng một trong"),
        ([], "Chưa có công văn đã ban hành nào mở sổ"),
        (["--edition", "0000"], "chưa mở sổ giải trình"),
        (["--packet-in", tmp_path / "x.xlsx"], "Không có tệp"),
    ):
        code, out, err = phucvu(*words)
        assert (code, out) == (2, "") and sentence in err


def test_a_workspace_without_a_site(own_site: Path) -> None:
    for path in own_site.glob("web*"):  # the example may have been served before it was copied
        path.unlink() if path.is_file() else shutil.rmtree(path)
    command = [sys.executable, "-c", "from phucvu import cli; cli.run()", "register", "--workspace", str(own_site)]
    here = {name: value for name, value in os.environ.items() if name != "PHUCVU_DATABASE"}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=here)
    assert ran.returncode == 2 and "Hãy chạy phucvu serve" in ran.stderr and not ran.stdout
    assert not [path.name for path in own_site.iterdir() if path.name.startswith("web")]
