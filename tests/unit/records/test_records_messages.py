"""Messages in every wrapping, whole and broken."""

import gzip
import json
import zipfile
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from drawn_messages import dossier, envelope, kinds, put, rows, sentences, step

from phucvu.errors import UserError
from phucvu.records import archives
from phucvu.records.batch import Batch
from phucvu.records.messages import read, reader, streams
from phucvu.records.settings import SourceSettings

A, B = dossier(), dossier(MaHoSo="H52.67-230504-0063")
CODES = ["H52.67-230504-0062", "H52.67-230504-0063"]


def lines(*elements: Any) -> str:
    return "\n".join(json.dumps(element, ensure_ascii=False) for element in elements)


def batches_of(path: Path, **settings: Any) -> list[Batch]:
    batches = list(read(path, SourceSettings(**settings)))
    for batch in batches:
        if batch.record != "applicant":
            assert batch.rows_read == batch.table.num_rows + len(batch.rejects)
        assert len(batch.rows) == batch.table.num_rows
    return batches


WRAPPINGS = {
    "one envelope": json.dumps(envelope(A, B)),
    "pretty envelope": json.dumps(envelope(A, B), indent=2),
    "data first": json.dumps({"data": [A, B], "service": "DongBoHoSoMC"}),
    "bare list": json.dumps([A, B]),
    "pretty list": json.dumps([A, B], indent=1),
    "list, one element a line": "[\n" + lines(A) + ",\n" + lines(B) + "\n]",
    "list of envelopes": json.dumps([envelope(A), envelope(B)]),
    "list of envelopes, the first empty": json.dumps([envelope(), envelope(A), envelope(B)]),
    "lines of dossiers": lines(A, B),
    "lines of envelopes": lines(envelope(A), envelope(B)),
    "lines with blanks and CRLF": "\r\n\r\n" + lines(A) + "\r\n\r\n" + lines(B) + "\r\n",
    "lines of lists": lines([A], [B]),
    "documents one after another": json.dumps(envelope(A), indent=1) + json.dumps(envelope(B), indent=1),
    "another wrapper": json.dumps({"code": 0, "result": {"items": [A, B]}}, indent=1),
    "byte order mark": "\ufeff" + json.dumps([A, B]),
}


@pytest.mark.parametrize("text", WRAPPINGS.values(), ids=WRAPPINGS.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_wrapping_gives_the_same_dossiers(tmp_path: Path, text: str, encoding: str) -> None:
    batches = batches_of(put(tmp_path, text.encode(encoding)))
    assert [row["dossier_code"] for row in rows(batches)] == CODES
    assert [row for batch in batches if batch.record == "dossier" for row in batch.rows.to_pylist()] == [1, 2]
    assert sentences(batches) == []


def test_one_dossier_alone_is_read(tmp_path: Path) -> None:
    assert [row["dossier_code"] for row in rows(batches_of(put(tmp_path, A)))] == CODES[:1]


def test_columns_of_a_dossier(tmp_path: Path) -> None:
    (row,) = rows(batches_of(put(tmp_path, [A])))
    assert row["printed_code"] == "000.00.67.H52-230504-0062"
    assert (row["prefix_code"], row["code_on"].isoformat()) == ("H52.67", "2023-05-04")
    assert (row["channel"], row["status"], row["payment_channel"]) == (2, 4, 0)
    assert row["received_at"] == datetime(2023, 5, 4, 8)
    assert row["promised_at"] == datetime(2023, 5, 10, 11, 30)
    assert row["procedure_name"] == "Đăng ký biến động"
    assert (row["handling_name"], row["receiving_name"]) == ("Sở Tài nguyên và Môi trường", None)
    assert row["is_synchronised"] is True
    assert not {"ChuHoSo", "owner_name"} & row.keys()


def test_people_go_to_the_restricted_record_only(tmp_path: Path) -> None:
    batches = batches_of(put(tmp_path, [A, dossier(MaHoSo="H52-230504-1", ChuHoSo=..., SoGiayToChuHoSo=...)]))
    (person,) = rows(batches, "applicant")
    assert (person["dossier_code"], person["owner_name"]) == (CODES[0], "Lò Thị Mẫu")
    assert person["identity_number"] == "014000000001"
    assert [batch.rows_read for batch in batches if batch.record == "applicant"] == [0]


def test_identity_number_from_the_list_of_identities(tmp_path: Path) -> None:
    message = dossier(SoGiayToChuHoSo="", DinhDanhCHS=[{"LoaiDinhDanh": "1", "SoDinhDanh": "014000000002"}])
    assert rows(batches_of(put(tmp_path, [message])), "applicant")[0]["identity_number"] == "014000000002"


def test_history_rows_are_told_by_their_own_fields(tmp_path: Path) -> None:
    batches = batches_of(put(tmp_path, envelope(A, step(), service="CapNhatTienDoHoSoMC")))
    (row,) = rows(batches, "status_history")
    assert row == {
        "dossier_code": CODES[0],
        "at": datetime(2023, 5, 5, 9),
        "status": 2,
        "due_at": datetime(2023, 5, 10, 23, 59, 59),
        "unit_name": "Một cửa",
    }
    assert len(rows(batches)) == 1
    assert [batch.rows.to_pylist() for batch in batches if batch.record == "status_history"] == [[2]]


def test_rows_without_code_or_shape_are_rejected_with_their_place(tmp_path: Path) -> None:
    batches = batches_of(put(tmp_path, [A, dossier(MaHoSo=...), 5, dossier(MaHoSo="  "), B]))
    assert [row["dossier_code"] for row in rows(batches)] == CODES
    assert [row for row, _ in sorted(sentences(batches))] == [2, 3, 4]
    assert all(reject.code is None and reject.remedy for batch in batches for reject in batch.rejects)


def test_a_broken_line_costs_that_line_only(tmp_path: Path) -> None:
    batches = batches_of(put(tmp_path, lines(A) + '\n{"MaHoSo": \n' + lines(B)))
    assert [row["dossier_code"] for row in rows(batches)] == CODES
    assert sentences(batches) == [(2, "Bản ghi này không phải JSON hợp lệ.")]


def test_half_a_document_keeps_whole_elements_and_says_where_it_broke(tmp_path: Path) -> None:
    text = json.dumps(envelope(*(dossier(MaHoSo=f"H52.67-230504-{n:04}") for n in range(50))))
    for end in (len(text) // 2, len(text) - 1, len(text) - 3):
        batches = batches_of(put(tmp_path, text[:end]))
        whole = text[:end].count('"1"}')
        assert len(rows(batches)) == whole
        ((row, sentence),) = sentences(batches)
        assert row == whole + 1
        assert f"sau {whole} phần tử đầu" in sentence


def test_half_a_file_of_lines_rejects_its_last_line(tmp_path: Path) -> None:
    batches = batches_of(put(tmp_path, lines(A, B)[:-20]))
    assert [row["dossier_code"] for row in rows(batches)] == CODES[:1]
    assert [row for row, _ in sentences(batches)] == [2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp rỗng"),
        (b"  \r\n ", "Tệp rỗng"),
        (b"\xef\xbb\xbf", "Tệp rỗng"),
        (b"{}", "Không có mã hồ sơ"),
        (b'{"data": []}', "Tệp rỗng"),
        (b"<html>", "không phải bản tin JSON"),
        (b"\0" * 1000, "không phải bản tin JSON"),
        (b'[{"MaHoSo": "\xff\xfe\xfd"}]', "đứt hoặc hỏng sau 0"),
        (b"[" * 100_000, "đứt hoặc hỏng sau 0"),
        (b'{"a":' * 100_000, "đứt hoặc hỏng sau 0"),
        (b'"text"', "không phải"),
        (b"12", "không phải một hồ sơ"),
    ],
)
def test_unusable_files_are_one_reject_with_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    batches = batches_of(put(tmp_path, content))
    ((_, sentence),) = sentences(batches)
    assert words in sentence
    assert rows(batches) == []


def test_stray_null_bytes_are_left_out_and_told(tmp_path: Path) -> None:
    for text in (lines(A, B) + "\0\0\n", json.dumps([A, B], indent=1) + "\0" * 500):
        batches = batches_of(put(tmp_path, text))
        assert [row["dossier_code"] for row in rows(batches)] == CODES
        assert ("dropped_bytes", None) in kinds(batches)


@pytest.mark.parametrize(
    ("fields", "column", "value", "finding"),
    [
        ({"TrangThaiHoSo": 9}, "status", 9, None),
        ({"TrangThaiHoSo": "09"}, "status", 9, None),
        ({"TrangThaiHoSo": "Đã trả kết quả"}, "status", 10, None),
        ({"TrangThaiHoSo": "17"}, "status", None, ("unknown_status", "TrangThaiHoSo")),
        ({"TrangThaiHoSo": ["9"]}, "status", None, ("unknown_status", "TrangThaiHoSo")),
        ({"KenhThucHien": "7"}, "channel", None, ("unknown_channel", "KenhThucHien")),
        ({"KenhThucHien": ""}, "channel", None, None),
        ({"KenhThucHien": None}, "channel", None, None),
        ({"DuocThanhToanTrucTuyen": "3"}, "payment_channel", 3, None),
        ({"DuocThanhToanTrucTuyen": "8"}, "payment_channel", None, ("unknown_code", "DuocThanhToanTrucTuyen")),
        ({"TaiKhoanDuocXacThucVoiVNeID": True}, "is_vneid_verified", True, None),
        ({"TaiKhoanDuocXacThucVoiVNeID": 0}, "is_vneid_verified", False, None),
        ({"TaiKhoanDuocXacThucVoiVNeID": ...}, "is_vneid_verified", None, None),
        ({"NgayHenTra": "10/05/3023"}, "promised_at", None, ("odd_date", "NgayHenTra")),
        ({"NgayHenTra": "Chưa có"}, "promised_at", None, None),
        ({"NgayTiepNhan": "2023-05-03T17:30:00Z"}, "received_at", datetime(2023, 5, 4, 0, 30), None),
        ({"NgayTiepNhan": ...}, "received_at", None, ("no_received_at", "NgayTiepNhan")),
        ({"NgayTiepNhan": {"x": 1}}, "received_at", None, ("odd_date", "NgayTiepNhan")),
        ({"MaTTHC": 12}, "procedure_code", "12", None),
        ({"MaTTHC": ["1.2"]}, "procedure_code", None, ("wrong_shape", "MaTTHC")),
        ({"TenTTHC": "null"}, "procedure_name", None, None),
        (
            {
                "TaiLieuNop": [{"DuongDanTaiTepTin": "https://x/1"}],
                "DanhSachGiayToKetQua": [{"DuongDanTepTinKetQua": "https://x/1"}],
            },
            "has_result_file",
            True,
            ("result_is_submitted_file", "DanhSachGiayToKetQua"),
        ),
        ({"MaHoSo": "tn02-cx-7"}, "dossier_code", "TN02-CX-7", ("legacy_code", "MaHoSo")),
        ({"MaHoSo": 20230001}, "dossier_code", "20230001", ("legacy_code", "MaHoSo")),
        ({"TaiLieuNop": "tệp"}, "has_components", None, ("wrong_shape", "TaiLieuNop")),
        ({"TaiLieuNop": {"TenTepDinhKem": "a"}}, "has_components", True, None),
        ({"TaiLieuNop": '[{"TenTepDinhKem": "a"}]'}, "has_components", True, None),
        ({"TaiLieuNop": [{"TenTepDinhKem": "a"}, 5]}, "has_components", True, ("wrong_shape", "TaiLieuNop")),
        ({"wrong_fields": ["x"]}, "status", 4, None),
    ],
)
def test_one_field_at_a_time(tmp_path: Path, fields: dict[str, Any], column: str, value: Any, finding: Any) -> None:
    for text in (lines(dossier(**fields)), json.dumps(envelope(dossier(**fields)), indent=1)):
        batches = batches_of(put(tmp_path, text))
        assert rows(batches)[0][column] == value
        assert kinds(batches) == ([finding] if finding else [])


def test_a_field_twice_in_one_object_takes_the_last(tmp_path: Path) -> None:
    text = lines(A)[:-1] + ', "TrangThaiHoSo": "9"}'
    assert rows(batches_of(put(tmp_path, text)))[0]["status"] == 9
    assert rows(batches_of(put(tmp_path, "[" + text + "\n]")))[0]["status"] == 9


def test_statuses_of_a_system_by_its_setting(tmp_path: Path) -> None:
    path = put(tmp_path, [dossier(TrangThaiHoSo="12")])
    assert rows(batches_of(path, statuses={"12": 8}))[0]["status"] == 8


def test_codes_of_another_province_are_found_but_not_of_merged_ones(tmp_path: Path) -> None:
    path = put(tmp_path, [A, dossier(MaHoSo="H56.14-240823-0001"), dossier(MaHoSo="G22.99-251225-020175")])
    batches = batches_of(path, province_code="H52")
    assert [(f.kind, f.code) for batch in batches for f in batch.findings] == [("other_province", "H56.14-240823-0001")]


def test_findings_never_quote_what_people_wrote(tmp_path: Path) -> None:
    message = dossier(TrangThaiHoSo="Lò Thị Mẫu", NgayTiepNhan="Lò Thị Mẫu", MaTTHC=["Lò Thị Mẫu"], GhiChu=["Mẫu"])
    batches = batches_of(put(tmp_path, [message, {"ChuHoSo": "Lò Thị Mẫu"}]))
    told = [batch.findings for batch in batches] + [batch.rejects for batch in batches]
    assert sum(map(len, told)) >= 4
    assert "Mẫu" not in repr(told)


# ---- archives


def test_zip_of_many_files_reads_each_under_its_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "night.zip", "w") as archive:
        archive.writestr("a/1.json", json.dumps(envelope(A)))
        archive.writestr("2.jsonl", lines(B, step()))
        archive.writestr("__MACOSX/._1.json", "junk")
        archive.writestr("readme.txt", "xin chào")
    batches = batches_of(tmp_path / "night.zip")
    assert [row["dossier_code"] for row in rows(batches)] == CODES
    assert len(rows(batches, "status_history")) == 1
    assert {batch.file for batch in batches} == {"night.zip/a/1.json", "night.zip/2.jsonl", "night.zip/readme.txt"}
    assert [sentence for _, sentence in sentences(batches)] == ["Tệp không phải bản tin JSON."]


def test_gzip_is_read(tmp_path: Path) -> None:
    assert len(rows(batches_of(put(tmp_path, gzip.compress(lines(A, B).encode()), "m.jsonl.gz")))) == 2


def test_half_a_gzip_keeps_what_could_be_unpacked(tmp_path: Path) -> None:
    many = lines(*(dossier(MaHoSo=f"H52-230504-{number}") for number in range(20_000)))
    packed = gzip.compress(many.encode())
    batches = batches_of(put(tmp_path, packed[: len(packed) // 2], "m.gz"))
    assert len(rows(batches)) > 0
    assert any("nén hỏng" in sentence for _, sentence in sentences(batches))


def test_a_bomb_is_refused_by_its_own_account(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.json", b"0" * (archives.FREE_BYTES + 1))
    with pytest.raises(UserError, match=r"bomb\.zip.*quá lớn"):
        batches_of(path)


def test_a_bomb_that_says_nothing_is_stopped_while_unpacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "FREE_BYTES", 1_000_000)
    with pytest.raises(UserError, match="quá lớn"):
        batches_of(put(tmp_path, gzip.compress(b" " * 5_000_000 + b"{}"), "bomb.gz"))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04 broken", b"PK\x05\x06"])
def test_a_broken_zip_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match="hỏng hoặc chưa tải xong"):
        batches_of(put(tmp_path, content, "x.zip"))


def test_a_locked_zip_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", "{}")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(UserError, match="mật khẩu"):
        batches_of(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không mở được"):
        batches_of(tmp_path / "none.json")


# ---- blocks and processes


def many_lines(count: int) -> str:
    return lines(*(dossier(MaHoSo=f"H52.67-230504-{number:05}") for number in range(1, count + 1)))


def test_blocks_number_rows_across_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BLOCK", 4_000)
    monkeypatch.setattr(streams, "CHUNK", 1_000)
    monkeypatch.setattr(streams, "BATCH", 7)
    for text in (many_lines(60), json.dumps(envelope(*map(json.loads, many_lines(60).splitlines())), indent=1)):
        batches = [batch for batch in batches_of(put(tmp_path, text)) if batch.record == "dossier"]
        assert len(batches) > 3
        assert [row for batch in batches for row in batch.rows.to_pylist()] == list(range(1, 61))
        assert len({row["dossier_code"] for row in rows(batches)}) == 60


def test_a_line_beyond_the_limit_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("LONGEST_LINE", 8_000), ("BLOCK", 2_000), ("CHUNK", 1_000)):
        monkeypatch.setattr(streams, name, size)
    text = many_lines(5) + '\n{"MaHoSo": "' + "x" * 20_000 + '"}\n' + lines(B)
    batches = batches_of(put(tmp_path, text))
    assert len(rows(batches)) == 6
    assert [row for row, _ in sentences(batches)] == [6]


def test_ranges_of_a_file_meet_without_gap_or_overlap(tmp_path: Path) -> None:
    path = put(tmp_path, "\ufeff" + many_lines(40) + "\n", "m.jsonl")
    size = path.stat().st_size
    whole = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    for step_size in (1, 7, 499, 501, 5_000, size):
        stops = [*range(0, size, step_size), size]
        assert b"".join(reader._lines_between(path, *pair) for pair in pairwise(stops)) == whole


def test_processes_read_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = many_lines(200).replace("\n", "\nbroken\n", 1) + "\n" + lines(dossier(MaHoSo=...), step())
    path = put(tmp_path, text, "m.jsonl")
    alone = batches_of(path, workers=1)
    monkeypatch.setattr(reader, "FREE_BYTES", 10)
    monkeypatch.setattr(reader, "BLOCK", 20_000)
    together = batches_of(path, workers=2)
    assert len(together) > len(alone)
    for record in ("dossier", "applicant", "status_history"):
        assert rows(together, record) == rows(alone, record)
    assert sentences(together) == sentences(alone)
    numbers = [[row for batch in batches for row in batch.rows.to_pylist()] for batches in (together, alone)]
    assert sorted(numbers[0]) == sorted(numbers[1])
