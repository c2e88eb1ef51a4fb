"""Small drawn messages and short views of what was read."""

import json
from pathlib import Path
from typing import Any

from phucvu.records.batch import Batch

DOSSIER: dict[str, Any] = {
    "MaHoSo": "000.00.67.H52-230504-0062",
    "MaTTHC": "1.004.227",
    "TenTTHC": "Đăng ký  biến động",
    "MaLinhVuc": "G13-TN01",
    "KenhThucHien": "2",
    "ChuHoSo": "Lò Thị Mẫu",
    "SoGiayToChuHoSo": "014000000001",
    "NgayNopHoSo": "20230504073000",
    "NgayTiepNhan": "20230504080000",
    "NgayHenTra": "20230510113000",
    "TrangThaiHoSo": "4",
    "DonViXuLy": "Sở Tài nguyên và Môi trường",
    "DuocThanhToanTrucTuyen": "0",
    "TaiKhoanDuocXacThucVoiVNeID": "1",
}
STEP: dict[str, Any] = {
    "MaHoSo": "000.00.67.H52-230504-0062",
    "NguoiXuLy": "Cán bộ Mẫu",
    "ThoiDiemXuLy": "20230505090000",
    "PhongBanXuLy": "Một cửa",
    "TrangThai": "2",
    "NgayKetThucTheoQuyDinh": "20230510",
}


def dossier(**fields: Any) -> dict[str, Any]:
    """A dossier message with some fields set; a field set to ``...`` is taken out."""
    return {name: value for name, value in {**DOSSIER, **fields}.items() if value is not ...}


def step(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in {**STEP, **fields}.items() if value is not ...}


def envelope(*elements: Any, service: str = "DongBoHoSoMC") -> dict[str, Any]:
    return {"session": "s", "madonvi": "H52", "service": service, "isUpdating": "False", "data": list(elements)}


def put(folder: Path, content: Any, name: str = "messages.json") -> Path:
    """Write bytes, text, or anything else as JSON, and give the path."""
    path = folder / name
    if not isinstance(content, str | bytes):
        content = json.dumps(content, ensure_ascii=False)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf8"))
    return path


def rows(batches: list[Batch], record: str = "dossier") -> list[dict[str, Any]]:
    """All records of one type as plain rows."""
    return [row for batch in batches if batch.record == record for row in batch.table.to_pylist()]


def sentences(batches: list[Batch]) -> list[tuple[int, str]]:
    return [(reject.row, reject.sentence) for batch in batches for reject in batch.rejects]


def kinds(batches: list[Batch]) -> list[tuple[str, str | None]]:
    return [(finding.kind, finding.column) for batch in batches for finding in batch.findings]
