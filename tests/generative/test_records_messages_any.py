"""Any bytes make rows, rejects or a sentence, never a traceback; any message comes back as it was sent."""

import gzip
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from phucvu.errors import UserError
from phucvu.records.batch import Batch
from phucvu.records.messages import read
from phucvu.records.schema import record_type

quick = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FIELDS = [
    *("MaHoSo", "TrangThaiHoSo", "NgayTiepNhan", "NgayHenTra", "KenhThucHien", "TaiLieuNop", "DanhSachLePhi"),
    *("DanhSachHoSoBoSung", "DSKetNoiCSDL", "DinhDanhCHS", "ThoiDiemXuLy", "TrangThai", "ChuHoSo", "data", "service"),
    *("DuocSoHoa", "Gia", "NgayBoSung", "MaCSDL", "SoDinhDanh", "wrong_fields", "DanhSachGiayToKetQua"),
]
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(), st.text(max_size=20))
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=8),
    max_leaves=30,
)


def read_all(folder: Path, content: bytes) -> list[Batch]:
    path = folder / "messages.json"
    path.write_bytes(content)
    batches = list(read(path))
    for batch in batches:
        assert batch.table.schema == record_type(batch.record).arrow(carried_only=True)
        assert len(batch.rows) == batch.table.num_rows
        if batch.record != "applicant":
            assert batch.rows_read == batch.table.num_rows + len(batch.rejects)
    return batches


def as_text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf8", "surrogatepass")


@quick
@given(st.binary(max_size=400))
@example(b'{"MaHoSo": "\\ud800"}')
@example(b"\xff\xfe[\x00")
@example(b'[{"MaHoSo": 1e999}]')
@example(b'[{"MaHoSo": 1' + b"0" * 5_000 + b"}]")
@example(b'{"MaHoSo": "x", "TrangThaiHoSo": 1' + b"0" * 5_000 + b"}")
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    for start in (b"", b"{", b'[{"MaHoSo":"', b"\x1f\x8b", b"PK\x03\x04", b'{"data":['):
        try:
            batches = read_all(tmp_path, start + content)
        except UserError as error:
            assert str(error).endswith(".")
        else:
            assert any(batch.rows_read for batch in batches)


@quick
@given(anything, st.integers(0, 400))
def test_any_json_whole_or_cut_in_every_wrapping(tmp_path: Path, value: Any, cut: int) -> None:
    text = as_text(value)
    for content in (text, text + b"\n" + text, b'{"data": [' + text + b"]}", b"[\n" + text + b"\n,\n" + text + b"]"):
        whole = read_all(tmp_path, content)
        assert any(batch.rows_read for batch in whole)
        assert any(batch.rows_read for batch in read_all(tmp_path, content[:cut]))


@quick
@given(anything)
def test_lines_and_documents_give_the_same_records(tmp_path: Path, value: Any) -> None:
    element = {"MaHoSo": "H52-230504-1", **(value if isinstance(value, dict) else {"ChuHoSo": value})}
    alone = read_all(tmp_path, as_text(element) + b"\n")
    inside = read_all(tmp_path, b"[\n" + as_text(element) + b"\n]")
    records = [{batch.record: batch.table.to_pylist() for batch in batches} for batches in (alone, inside)]
    if "NaN" not in repr(value) and "inf" not in repr(value):  # Python's json writes them; JSON has neither
        assert records[0] == records[1]


@quick
@given(st.binary(max_size=600), st.integers(0, 700))
def test_any_archive_whole_or_cut(tmp_path: Path, content: bytes, cut: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", content)
    for archived in (packed.getvalue(), gzip.compress(content)):
        for piece in (archived, archived[:cut]):
            try:
                assert any(batch.rows_read for batch in read_all(tmp_path, piece))
            except UserError as error:
                assert str(error).endswith(".")


moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0))
sent = st.fixed_dictionaries(
    {
        "serial": st.integers(1, 9_999_999),
        "status": st.integers(1, 10),
        "channel": st.sampled_from([None, 1, 2, 3]),
        "received_at": moments,
        "finished_at": st.none() | moments,
        "fees": st.none() | st.lists(st.integers(0, 10**9), max_size=3),
        "is_vneid_verified": st.sampled_from([None, True, False]),
    }
)


def message(row: dict[str, Any]) -> dict[str, Any]:
    flag = row["is_vneid_verified"]
    return {
        "MaHoSo": f"000.00.67.H52-230504-{row['serial']}",
        "TrangThaiHoSo": str(row["status"]),
        "KenhThucHien": row["channel"] and str(row["channel"]),
        "NgayTiepNhan": f"{row['received_at']:%Y%m%d%H%M%S}",
        "NgayKetThucXuLy": row["finished_at"] and row["finished_at"].isoformat(),
        "DanhSachLePhi": None if row["fees"] is None else [{"Gia": str(fee)} for fee in row["fees"]],
        "TaiKhoanDuocXacThucVoiVNeID": None if flag is None else str(int(flag)),
        "DuocThanhToanTrucTuyen": "0",
    }


@pytest.mark.parametrize("is_lines", [True, False])
@quick
@given(rows=st.lists(sent, min_size=1, max_size=5))
def test_what_is_sent_is_read(tmp_path: Path, is_lines: bool, rows: list[dict[str, Any]]) -> None:
    texts = [as_text(message(row)) for row in rows]
    content = b"\n".join(texts) if is_lines else b'{"service": "DongBoHoSoMC", "data": [' + b",".join(texts) + b"]}"
    batch = next(batch for batch in read_all(tmp_path, content) if batch.record == "dossier")
    assert batch.rejects == ()
    for row, record in zip(rows, batch.table.to_pylist(), strict=True):
        assert record["dossier_code"] == f"H52.67-230504-{row['serial']}"
        same = ("status", "channel", "received_at", "finished_at", "is_vneid_verified")
        assert {name: record[name] for name in same} == {name: row[name] for name in same}
        assert record["fee_total"] == (None if row["fees"] is None else sum(row["fees"]))
