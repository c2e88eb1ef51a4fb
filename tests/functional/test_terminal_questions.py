"""A person at a real terminal: what is asked, in which words, and what the answers do."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from phucvu.main.init import init

from .conftest import Ran, write_messages

PROGRAM = Path(sys.executable).parent / "phucvu"
DOSSIER = {"MaHoSo": "000.00.67.H52-230504-0001", "NgayTiepNhan": "20230504080000", "TrangThaiHoSo": "4"}
LIST = "Số hồ sơ,Tên thủ tục,Ngày tiếp nhận,Ngày hẹn trả\n000.00.67.H52-230504-0001,Khai sinh,04/05/2023,10/05/2023\n"
# Two columns that may be the reception, none that is surely the code.
DOUBTFUL = (
    "Số,Mã số,Tên thủ tục,Ngày tiếp nhận,Ngày nhận,Ngày hẹn trả\n"
    "1,000.00.67.H52-230504-0001,Khai sinh,04/05/2023,03/05/2023,10/05/2023\n"
)
CTRL_C = "^C"
Run = Callable[..., Ran]


def typed(answers: list[str], *words: object) -> tuple[int, str]:
    """Run the program at a terminal of its own, answering each question when it waits: exit code, what was shown."""
    master, slave = pty.openpty()
    process = subprocess.Popen([PROGRAM, *map(str, words)], stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    shown, left, deadline = b"", list(answers), time.monotonic() + 30
    while time.monotonic() < deadline:
        if select.select([master], [], [], 0.1)[0]:
            try:
                shown += os.read(master, 65_536)
            except OSError:  # the program has gone
                break
        elif left and shown.rstrip(b" ").endswith(b"]"):
            if (answer := left.pop(0)) == CTRL_C:
                process.send_signal(signal.SIGINT)
            else:
                os.write(master, (answer + "\n").encode())
            shown += b"\n"
    os.close(master)
    return process.wait(timeout=10), shown.decode("utf8", "replace")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    init(tmp_path / "ws", "H52")
    return tmp_path / "ws"


@pytest.mark.parametrize(("answers", "code"), [(["c"], 0), ([""], 0), (["hả", "y"], 0), (["k"], 2), (["n"], 2)])
def test_what_was_only_proposed_is_asked_in_vietnamese(
    workspace: Path, run: Run, tmp_path: Path, answers: list[str], code: int
) -> None:
    messages = write_messages(tmp_path / "m.jsonl", [DOSSIER])
    left, shown = typed(answers, "import", messages, "--workspace", workspace)
    assert (left, shown.count("Nhập như trên? [C/k]")) == (code, len(answers))
    assert ("chưa ghi gì" in shown) == (code == 2)
    assert len(run("import", "--list", "--workspace", workspace, "--format", "json").json) == (code == 0)


def test_ctrl_c_at_a_question_stops_with_a_sentence(workspace: Path, run: Run, tmp_path: Path) -> None:
    messages = write_messages(tmp_path / "m.jsonl", [DOSSIER])
    code, shown = typed([CTRL_C], "import", messages, "--workspace", workspace)
    assert (code, "Đã dừng theo yêu cầu." in shown, "Traceback" in shown) == (130, True, False)
    assert run("import", "--list", "--workspace", workspace, "--format", "json").json == []


def test_a_bar_shows_how_far_the_reading_is(workspace: Path, tmp_path: Path) -> None:
    messages = write_messages(tmp_path / "m.jsonl", [DOSSIER])
    _, shown = typed([], "import", messages, "--scope", "all", "--workspace", workspace)
    assert "Số dòng đã đọc" in shown
    assert "[C/k]" not in shown  # everything was said by flags


def test_an_unclear_scope_is_chosen_by_number(workspace: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, "utf8")
    code, shown = typed(["9", "2"], "import", tmp_path / "list.csv", "--workspace", workspace)
    assert (code, "Hãy gõ một số từ 0 đến 5." in shown) == (0, True)
    (taken,) = run("import", "--list", "--workspace", workspace, "--format", "json").json
    assert taken["scope"] == "overdue"
    assert typed(["0"], "import", tmp_path / "list.csv", "--workspace", workspace)[0] == 2


def test_columns_are_chosen_once_and_kept_for_the_next_file(workspace: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(DOUBTFUL, "utf8")
    (tmp_path / "b.csv").write_text(DOUBTFUL.replace("-0001", "-0002"), "utf8")
    flags = ["--scope", "all", "--workspace", workspace]
    assert run("import", tmp_path / "a.csv", *flags).code == 2
    code, shown = typed(["2", "4", "", ""], "import", tmp_path / "a.csv", *flags)
    assert (code, "Cột nào là “Mã hồ sơ”?" in shown) == (0, True)
    (kept,) = (workspace / "mappings").iterdir()
    columns = yaml.safe_load(kept.read_text("utf8"))["columns"]
    assert (columns["Mã số"], columns["Ngày tiếp nhận"], columns["Ngày nhận"]) == ("dossier_code", "received_at", None)
    after = run("import", tmp_path / "b.csv", *flags)
    assert (after.code, f"Dùng quy đổi cột đã lưu {kept.name}" in after.err) == (0, True)
    (story,) = run("dossier", "H52.67-230504-0002", "--workspace", workspace, "--format", "json").json
    assert "2023-05-04T00:00:00+07:00" in str(story)


def test_a_heading_without_cells_is_named_by_the_person(workspace: Path, run: Run, tmp_path: Path) -> None:
    headings = ["STT", "Số hồ sơ", "Thủ tục", "Lĩnh vực", "Chủ hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả"]
    cells = ["1", "000.00.67.H52-230504-0001", "Khai sinh", "Hộ tịch", "04/05/2023", "10/05/2023"]
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (headings, *[cells] * 3))
    (tmp_path / "a.xls").write_text(f"<table>{lines}</table>", "utf8")
    words = ["import", tmp_path / "a.xls", "--scope", "all", "--workspace", workspace]
    assert run(*words).code == 2
    code, shown = typed(["3", "", "", "", ""], *words)
    assert (code, "Tiêu đề nào không có ô?" in shown) == (0, True)
    (story,) = run("dossier", "H52.67-230504-0001", "--workspace", workspace, "--format", "json").json
    assert "Hộ tịch" in str(story)
