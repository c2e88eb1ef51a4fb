"""A small office: province H52 with a department and two districts, a few messages; and the terminal to type at.

And the example: `phucvu demo`, run once by a real process and shared by all workers. Nothing writes into it: who wants
to write takes a copy of a workspace.
"""

import csv
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from phucvu import cli
from phucvu.lake.workspace import Workspace

EXAMPLE = Path(__file__).parents[2] / "examples" / "son-la-2023-05"
PROGRAM = Path(sys.executable).parent / "phucvu"

UNITS = [
    ("H52", "UBND tỉnh Sơn La", "province", ""),
    ("H52.16", "Sở Tư pháp", "department", "H52"),
    ("H52.67", "UBND huyện Sông Mã", "district", "H52"),
    ("H52.68", "UBND huyện Sốp Cộp", "district", "H52"),
]


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Type a command; no terminal is attached, so nothing is ever asked."""

    def typed(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["phucvu", *map(str, words)])
        capsys.readouterr()
        try:
            cli.run()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        streams = capsys.readouterr()
        return Ran(code, streams.out, streams.err)

    return typed


def message(code: str, received: str, promised: str | None, finished: str | None = None, **more: Any) -> dict[str, Any]:
    """A dossier as a one-stop system sends it; days are yyyymmdd, at nine in the morning (promises: at 17:00)."""
    return {
        "MaHoSo": code,
        "MaTTHC": "1.000001",
        "TenTTHC": "Đăng ký khai sinh",
        "TenLinhVuc": "Hộ tịch",
        "DonViXuLy": "",
        "KenhThucHien": "2",
        "NgayNopHoSo": f"{received}080000",
        "NgayTiepNhan": f"{received}090000",
        "NgayHenTra": f"{promised}170000" if promised else None,
        "NgayKetThucXuLy": f"{finished}090000" if finished else None,
        "TrangThaiHoSo": "9" if finished else "4",
        "DuocThanhToanTrucTuyen": "0",
        "TaiKhoanDuocXacThucVoiVNeID": "1",
        "ChuHoSo": "Người Thử Nghiệm",
        "SoDienThoai": "0900000000",
        "DSKetNoiCSDL": [],
        "TaiLieuNop": [],
        "DanhSachLePhi": [],
        "DanhSachHoSoBoSung": [],
        "DanhSachGiayToKetQua": [],
    } | more


DOSSIERS = [
    message("000.00.67.H52-230502-0001", "20230504", "20230510", "20230509"),
    message("000.00.67.H52-230502-0002", "20230504", "20230510", "20230512"),  # settled late
    message("000.00.67.H52-230502-0003", "20230504", "20230510"),  # open and late
    message("000.00.67.H52-230502-0004", "20230524", "20230610"),  # open, within time
    message("000.00.68.H52-230502-0001", "20230504", "20230510", "20230510"),
    message("000.00.16.H52-230502-0001", "20230504", None, "20230510"),  # no promise, no known limit
]


def write_messages(path: Path, dossiers: list[dict[str, Any]]) -> Path:
    envelope = {"session": "s", "madonvi": "H52", "service": "DongBoHoSoMC", "isUpdating": "False"}
    lines = [json.dumps(envelope | {"data": [dossier]}, ensure_ascii=False) for dossier in dossiers]
    path.write_text("\n".join(lines) + "\n", "utf8")
    return path


def write_units(path: Path) -> Path:
    with path.open("w", encoding="utf8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["agency_code", "name", "level", "parent_code", "official_order"])
        writer.writerows([*unit, place] for place, unit in enumerate(UNITS))
    return path


@pytest.fixture(scope="session")
def first_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which a worker makes the small office once."""
    folder = tmp_path_factory.mktemp("office")
    units, messages = write_units(folder / "units.csv"), write_messages(folder / "messages.jsonl", DOSSIERS)
    for words in (
        ("init", folder / "ws", "--province", "H52"),
        ("import", units, "--workspace", folder / "ws"),
        ("import", messages, "--workspace", folder / "ws", "--extracted-at", "2023-05-31T16:30"),
    ):
        ran = finished(process(*words))
        assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def office(first_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the unit list and the messages of May 2023, extracted on 31/05/2023 at 16:30."""
    shutil.copytree(first_office, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("PHUCVU_HOME", str(tmp_path / "ws"))
    return tmp_path / "ws"


@dataclass(frozen=True)
class Demo:
    """The folder that the demo made, and what its process said."""

    folder: Path
    ran: Ran

    def workspace(self, variant: str = "messages") -> Workspace:
        return Workspace.open(self.folder / variant / "workspace")

    def letter(self, variant: str = "messages") -> Path:
        return self.folder / variant / "letter"


def process(*words: object, **more: Any) -> "subprocess.Popen[str]":
    """The program as a process of its own; LibreOffice is out of its sight, since it would take most of the time."""
    without = {**os.environ, "PATH": "/nonexistent"}
    command = [str(word) for word in (PROGRAM, *words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=without, **more)


def finished(running: "subprocess.Popen[str]") -> Ran:
    out, err = running.communicate(timeout=300)
    return Ran(running.returncode, out, err)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Made by the first worker that asks; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    told, folder = shared / "demo.json", shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            ran = finished(process("demo", "--out", folder, "--format", "json"))
            told.write_text(json.dumps(asdict(ran)), "utf8")
    assert folder.joinpath("lists", "letter").exists(), told.read_text("utf8")
    return Demo(folder, Ran(**json.loads(told.read_text("utf8"))))


@pytest.fixture
def own_copy(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The workspace of the whole example, to write into; commands work on it."""
    shutil.copytree(demo.workspace().path, tmp_path / "workspace")
    monkeypatch.setenv("PHUCVU_HOME", str(tmp_path / "workspace"))
    monkeypatch.setenv("PATH", "/nonexistent")  # no LibreOffice: no PDF
    return Workspace.open(tmp_path / "workspace")
