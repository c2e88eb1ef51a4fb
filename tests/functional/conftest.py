"""A small office: province H52 with a department and two districts, a few messages; and the terminal to type at."""

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from phucvu import cli

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
    """A dossier as a one-stop system sends it; days are yyyymmdd, at nine in the morning (promises: five in the afternoon)."""
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


@pytest.fixture
def office(tmp_path: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the unit list and the messages of May 2023, extracted on 31/05/2023 at 16:30."""
    workspace = tmp_path / "ws"
    monkeypatch.setenv("PHUCVU_HOME", str(workspace))
    assert run("init", workspace, "--province", "H52").code == 0
    assert run("import", write_units(tmp_path / "units.csv")).code == 0
    messages = write_messages(tmp_path / "messages.jsonl", DOSSIERS)
    assert run("import", messages, "--extracted-at", "2023-05-31T16:30").code == 0
    return workspace
