"""Reading messages: 1 million JSON lines through the reader to Parquet, against DuckDB reading the same lines.

DuckDB reads all fields of the lines as they are (its own inference of types, nested lists kept). Our reader also
derives codes, flags, fees and episodes, separates personal columns and checks every row. Besides: the peak memory of a
300 MB envelope that holds one document, in a process of its own.
"""

import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from benchmarks.memory import peak_memory
from phucvu.records.messages import read

SEED = 766
ENVELOPE_BYTES = 300 * 2**20


def run(scale: float = 1) -> dict[str, Any]:
    """Measures at ``scale`` of 1 million messages: seconds, ratio to DuckDB, peak memory in MB."""
    count = max(1_000, int(1_000_000 * scale))
    with tempfile.TemporaryDirectory() as folder:
        lines, document = Path(folder) / "messages.jsonl", Path(folder) / "envelope.json"
        write_lines(lines, count)
        ours = seconds(read_lines, lines, Path(folder) / "ours")
        theirs = seconds(read_with_duckdb, lines, Path(folder) / "duckdb.parquet")
        size = write_envelope(document, int(ENVELOPE_BYTES * min(1, scale)))
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            base, peak, rows, took = pool.apply(read_document, (document,))
        return {
            "messages": count,
            "size of the lines, MB": lines.stat().st_size // 2**20,
            "our reader, seconds": ours,
            "DuckDB to Parquet, seconds": theirs,
            "ratio": ours / theirs,
            "one envelope, MB": size // 2**20,
            "its dossiers": rows,
            "its seconds": took,
            "peak memory reading it, MB": peak,
            "memory of that process before, MB": base,
        }


def seconds(work: Any, *arguments: Any) -> float:
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def read_lines(path: Path, folder: Path) -> None:
    """Our reader; one Parquet file per record type."""
    folder.mkdir()
    with ExitStack() as stack:
        writers: dict[str, pq.ParquetWriter] = {}
        for batch in read(path):
            if batch.record not in writers:
                writer = pq.ParquetWriter(folder / f"{batch.record}.parquet", batch.table.schema)
                writers[batch.record] = stack.enter_context(writer)
            writers[batch.record].write_table(batch.table)


def read_with_duckdb(path: Path, target: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_json('{path}', format='newline_delimited', maximum_object_size=33554432)) "
            f"TO '{target}' (FORMAT parquet)"
        )


def read_document(path: Path) -> tuple[int, int, int, float]:
    """Memory before and at its peak (MB), dossiers and seconds of reading one document. Runs in its own process."""
    base = peak_memory()
    start = time.perf_counter()
    rows = sum(batch.table.num_rows for batch in read(path) if batch.record == "dossier")
    return base, peak_memory(), rows, time.perf_counter() - start


def write_lines(path: Path, count: int) -> None:
    with path.open("w", encoding="utf8") as stream:
        for message in messages(count):
            stream.write(json.dumps(message, ensure_ascii=False) + "\n")


def write_envelope(path: Path, size: int) -> int:
    """One envelope of about ``size`` bytes; gives its size."""
    written = 0
    with path.open("w", encoding="utf8") as stream:
        stream.write('{"session": "x", "madonvi": "H52", "service": "DongBoHoSoMC", "isUpdating": "False", "data": [')
        for number, message in enumerate(messages(10**9)):
            text = json.dumps(message, ensure_ascii=False)
            stream.write((", " if number else "") + text)
            written += len(text.encode("utf8"))
            if written > size:
                break
        stream.write("]}")
    return path.stat().st_size


def messages(count: int) -> Iterator[dict[str, Any]]:
    """Messages of the size and shape real systems send: two files, a fee, now and then a supplement and a result."""
    chance = random.Random(SEED)
    for number in range(count):
        received = datetime(2023, 1, 1) + timedelta(seconds=chance.randrange(31_536_000))
        yield message(chance, number, received)


def message(chance: random.Random, number: int, received: datetime) -> dict[str, Any]:
    unit = chance.randrange(1, 80)
    promised, is_done = received + timedelta(days=chance.randrange(1, 30)), chance.random() < 0.9
    finished = received + timedelta(days=chance.randrange(1, 35))
    return {
        "MaHoSo": f"000.00.{unit:02}.H52-{received:%y%m%d}-{number:07}",
        "MaTTHC": f"1.{chance.randrange(2000):06}.000.00.00.H52",
        "TenTTHC": f"Thủ tục đăng ký, cấp giấy chứng nhận số {chance.randrange(2000)}",
        "MaLinhVuc": f"G{unit % 20:02}-LV{unit:02}",
        "TenLinhVuc": f"Lĩnh vực quản lý số {unit}",
        "KenhThucHien": chance.choice("123"),
        "ChuHoSo": f"Công dân số {number}",
        "SoGiayToChuHoSo": f"0140{chance.randrange(10**8):08}",
        "LoaiDoiTuong": "1",
        "SoDienThoai": f"09{chance.randrange(10**8):08}",
        "NgayNopHoSo": f"{received - timedelta(hours=3):%Y%m%d%H%M%S}",
        "NgayTiepNhan": f"{received:%Y%m%d%H%M%S}",
        "NgayHenTra": f"{promised:%Y%m%d}113000",
        "TrangThaiHoSo": "10" if is_done else "4",
        "NgayKetThucXuLy": f"{finished:%Y%m%d%H%M%S}" if is_done else "",
        "NgayTra": f"{finished:%Y%m%d%H%M%S}" if is_done else "",
        "HinhThuc": "0",
        "DonViXuLy": f"Đơn vị giải quyết số {unit} của tỉnh",
        "NoiNopHoSo": "2",
        "HoSoCoThanhPhanSoHoa": "1",
        "TaiKhoanDuocXacThucVoiVNeID": chance.choice("01"),
        "DuocThanhToanTrucTuyen": chance.choice("012"),
        "DSKetNoiCSDL": [{"MaCSDL": "1"}],
        "TaiLieuNop": [component(chance, number, part) for part in range(2)],
        "DanhSachLePhi": [{"TenPhiLePhi": "Lệ phí", "MaPhiLePhi": "LP1", "HinhThucThu": "1", "Gia": "50000"}],
        "DanhSachHoSoBoSung": [episode(received)] if chance.random() < 0.1 else [],
        "DanhSachGiayToKetQua": [result(number)] if is_done else [],
    }


def component(chance: random.Random, number: int, part: int) -> dict[str, str]:
    return {
        "TepDinhKemId": f"{number}-{part}",
        "TenTepDinhKem": f"to-khai-{number}-{part}.pdf",
        "IsDeleted": "False",
        "MaThanhPhanHoSo": "000.00.00.G09-KQ002269",
        "DuongDanTaiTepTin": f"https://motcua.example/tep/{number}/{part}",
        "DuocSoHoa": chance.choice("01"),
        "DuocTaiSuDung": chance.choice("0012"),
        "DuocLayTuKhoDMQG": chance.choice("01"),
    }


def episode(received: datetime) -> dict[str, str]:
    return {
        "NoiDungBoSung": "Bổ sung giấy tờ",
        "NgayBoSung": f"{received + timedelta(days=1):%Y%m%d%H%M%S}",
        "NgayTiepNhanBoSung": f"{received + timedelta(days=3):%Y%m%d%H%M%S}",
        "NgayHenTraTruoc": f"{received + timedelta(days=9):%Y%m%d%H%M%S}",
        "NgayHenTraMoi": f"{received + timedelta(days=12):%Y%m%d%H%M%S}",
    }


def result(number: int) -> dict[str, str]:
    return {
        "TenGiayTo": "Giấy chứng nhận",
        "DuongDanTepTinKetQua": f"https://motcua.example/ket-qua/{number}",
        "MaGiayToKetQua": "KQ.G09.000123",
    }


if __name__ == "__main__":
    print(json.dumps(run(float(sys.argv[1]) if len(sys.argv) > 1 else 1), indent=2, ensure_ascii=False))
