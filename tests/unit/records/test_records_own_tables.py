"""Every record type written and read back, and tables as offices fill them in."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from drawn_messages import kinds, put, rows, sentences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phucvu.errors import UserError
from phucvu.records import table_files
from phucvu.records.batch import Batch
from phucvu.records.choices import choices
from phucvu.records.own_tables import read, record_of, template, write_table
from phucvu.records.schema import Column, RecordType, record_type, record_types

EPISODE = {"requested_at": datetime(2023, 5, 5, 8), "received_at": None, "due_before_at": None, "due_after_at": None}
SAMPLES: dict[str, Any] = {
    "text": "Sở Y tế",
    "int": 2,
    "bool": False,
    "moment": datetime(2023, 5, 4, 14, 5, 9),
    "date": date(2023, 5, 4),
    "episodes": [EPISODE],
}


def sample(column: Column, kind: RecordType) -> Any:
    if column.type != "bool" and (values := choices(kind.name, column)):
        return next(iter(values))
    if column.name == "period":
        return "2026-08"
    if column.name in ("agency_code", "parent_code", "prefix_code"):
        return "H52.67"
    if column.type == "code":
        return "H52.67-230504-0062" if column.name == "dossier_code" else "X.1"
    return SAMPLES[column.type]


def batches_of(path: Path, record: str | None = None) -> list[Batch]:
    batches = list(read(path, record))
    for batch in batches:
        assert batch.rows_read == batch.table.num_rows + len(batch.rejects)
        assert batch.table.schema == record_type(batch.record).arrow(carried_only=True)
    return batches


@pytest.mark.parametrize("kind", record_types().values(), ids=record_types().keys())
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("labels", [False, True])
def test_every_record_type_comes_back_as_written(tmp_path: Path, kind: RecordType, suffix: str, labels: bool) -> None:
    full = {column.name: sample(column, kind) for column in kind.carried}
    bare = {column.name: sample(column, kind) if column.name in kind.key else None for column in kind.carried}
    if kind.name == "dossier":
        bare |= {"printed_code": "h52.67-230504-0062", "prefix_code": "H52.67", "code_on": date(2023, 5, 4)}
    path = tmp_path / f"table{suffix}"
    write_table(kind.name, [full, bare], path, labels=labels)
    batches = batches_of(path, kind.name)
    assert rows(batches, kind.name) == [full, bare]
    assert kinds(batches) == []


@pytest.mark.parametrize("kind", record_types().values(), ids=record_types().keys())
def test_a_table_is_recognised_by_its_headings(kind: RecordType) -> None:
    assert record_of([column.name for column in kind.carried]) == kind.name
    assert record_of([column.vi for column in kind.carried]) == kind.name


def test_other_headings_are_nobodys() -> None:
    assert record_of(["STT", "Số hồ sơ", "Chủ hồ sơ", "Hạn xử lý", "Ghi chú"]) is None
    assert record_of([]) is None


def test_template_has_every_column_with_what_must_be_filled() -> None:
    headings = template("procedure_authority")
    assert [heading.name for heading in headings] == ["agency_code", "procedure_code", "valid_from", "valid_to"]
    assert [heading.is_required for heading in headings] == [True, True, False, False]
    assert headings[0].label == "Mã đơn vị"
    with pytest.raises(UserError, match="Không có loại bảng “x”"):
        template("x")


def test_a_table_saved_by_excel_in_vietnam(tmp_path: Path) -> None:
    text = (
        "\ufeffMã hồ sơ;THỜI GIAN ĐÁNH GIÁ;Mức đánh giá;Ý kiến\r\n"
        "000.00.67.h52-230504-0062;04/05/2023 14:05;Không hài lòng;x\r\n"
        ";;;\r\n"
        "H52.67-230504-0063;45050,5;Rất hài lòng\r\n"
        ";04/05/2023;1;x\r\n"
    )
    batches = batches_of(put(tmp_path, text, "rating.csv"))
    assert rows(batches, "rating") == [
        {"dossier_code": "H52.67-230504-0062", "rated_at": datetime(2023, 5, 4, 14, 5), "rating": 3},
        {"dossier_code": "H52.67-230504-0063", "rated_at": datetime(2023, 5, 4, 12), "rating": 1},
    ]
    assert kinds(batches) == [("unknown_column", "Ý kiến")]
    assert sentences(batches) == [(3, "Thiếu giá trị bắt buộc ở cột “Mã hồ sơ”.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, mark: str) -> None:
    text = mark.join(["agency_code", "procedure_code"]) + "\n" + mark.join(["000.00.67.H52", "1.004"]) + "\n"
    (row,) = rows(batches_of(put(tmp_path, text.encode(encoding), "a.csv")), "procedure_authority")
    assert (row["agency_code"], row["procedure_code"], row["valid_from"]) == ("H52.67", "1.004", None)


def test_a_dossier_table_tells_the_parts_of_its_codes(tmp_path: Path) -> None:
    text = "dossier_code,received_at\n000.00.67.H52-230504-0062,2023-05-04\n"
    (row,) = rows(batches_of(put(tmp_path, text, "d.csv"), "dossier"))
    assert (row["printed_code"], row["prefix_code"]) == ("000.00.67.H52-230504-0062", "H52.67")
    assert row["code_on"] == date(2023, 5, 4)
    assert row["is_synchronised"] is None


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("procedure_code,limit_amount\n1,mười", ("odd_number", "limit_amount")),
        ("procedure_code,has_fee\n1,có lẽ", ("unknown_code", "has_fee")),
        ("decision_number,procedure_code,decided_on\n1,1,30/02/2023", ("odd_date", "decided_on")),
        ("dossier_code,rating\nH52-230504-1,7", ("odd_number", "rating")),
        ("dossier_code,supplements\nH52-230504-1,[1]", ("odd_date", "supplements")),
        ("dossier_code,status\nH52-230504-1,99", ("unknown_status", "status")),
    ],
)
def test_odd_cells_are_null_with_a_finding(tmp_path: Path, text: str, finding: tuple[str, str]) -> None:
    batches = batches_of(put(tmp_path, text, "t.csv"))
    assert kinds(batches) == [finding]
    assert batches[0].table.column(finding[1]).to_pylist() == [None]


def test_a_missing_required_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"thiếu cột bắt buộc: “Mã TTHC” \(procedure_code\)"):
        batches_of(put(tmp_path, "agency_code\nH52\n", "a.csv"), "procedure_authority")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Không nhận ra bảng"),
        (b"a,b\n1,2\n", "Không nhận ra bảng"),
        (b"PAR1 not parquet", "Parquet"),
        (b"\xff\xff\xff\xff", "UTF-8"),
        ("Mã hồ sơ".encode("cp1258", "replace"), "UTF-8"),
    ],
)
def test_unusable_tables_are_sentences(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words):
        batches_of(put(tmp_path, content, "t.csv"))


def test_rows_are_numbered_over_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "ROWS", 4)
    table = pa.table({"procedure_code": [str(number) for number in range(10)]})
    for suffix in (".csv", ".parquet"):
        write_table("procedure", table, tmp_path / f"t{suffix}")
        batches = batches_of(tmp_path / f"t{suffix}", "procedure")
        assert [batch.rows.to_pylist() for batch in batches] == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: ("name,\n" + text).encode())))
def test_any_bytes_give_a_sentence_or_rows(tmp_path: Path, content: bytes) -> None:
    for start in (b"", b"PAR1", b"procedure_code,name,limit_amount\n"):
        try:
            batches_of(put(tmp_path, start + content, "t.csv"))
        except UserError as error:
            assert str(error).endswith((".", "TÊN."))
