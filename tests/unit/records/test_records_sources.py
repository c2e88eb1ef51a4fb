"""The front door: which file is what."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from drawn_messages import dossier, envelope, put, rows

from phucvu.errors import UserError
from phucvu.records import lists, sources
from phucvu.records.own_tables import write_table

RATING = "dossier_code,rated_at,rating\nH52-230504-1,2023-05-04,1\n"


@pytest.mark.parametrize(
    ("name", "content", "source"),
    [
        ("a.json", json.dumps(envelope(dossier())), "messages"),
        ("a.txt", "\ufeff \n" + json.dumps([dossier()]), "messages"),
        ("a.jsonl", json.dumps(dossier()).encode("utf-16"), "messages"),
        ("a.gz", gzip.compress(b"{}", mtime=0), "messages"),
        ("a.json", "", "messages"),
        ("a.csv", RATING, "own_table"),
        ("a.csv", "Mã TTHC;Tên TTHC\n1;x\n", "own_table"),
        ("a.json", '{"code":"OK","data":{"evaluation":[]}}', "portal"),
        ("a.json", '{\n "data": {\n  "parent": {\n   "totalReceived": 1\n  }\n },\n "code": "OK"\n}', "portal"),
        ("a.json", '{"code":"OK","data":{"children":[{"totalDossierFinancialObligation":1}]}}', "portal"),
        ("a.json", '{"code":"OK","data":{"parent":{"authorityCount":1}}}'.encode("utf-16"), "portal"),
        ("a.json", '{"code":"ERROR","message":"x","data":null}', "portal"),
        ("a.har", '{\n "log": {"version": "1.2", "entries": [{"request": {"url": "MaHoSo"}}]}}', "portal"),
        ("answers.jsonl", '{"file":"a","path":"/x","body":{},"read_at":"2026","status":200,"sha256":"0"}', "portal"),
        ("a.json", '{"service":"DongBoHoSoMC","data":[{"MaHoSo":"x","evaluation":1}]}', "messages"),
        ("a.json", '{"madonvi":"H44","service":"CapNhatTienDoHoSoMC","data":[]}', "messages"),
    ],
)
def test_detect(tmp_path: Path, name: str, content: str | bytes, source: str) -> None:
    assert sources.detect(put(tmp_path, content, name)) == source


def test_detect_by_what_a_zip_holds(tmp_path: Path) -> None:
    for name, source in (("[Content_Types].xml", "list"), ("1.json", "messages")):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr(name, "{}")
        assert sources.detect(tmp_path / "x.zip") == source


def test_detect_parquet(tmp_path: Path) -> None:
    write_table("rating", [{"dossier_code": "H52-230504-1"}], tmp_path / "r.parquet")
    assert sources.detect(tmp_path / "r.parquet") == "own_table"


def test_read_a_folder_of_different_files(tmp_path: Path) -> None:
    put(tmp_path, RATING, "b.csv")
    put(tmp_path, envelope(dossier()), "a.json")
    put(tmp_path, "junk", ".hidden")
    steps: list[str] = []
    batches = list(sources.read([tmp_path], on_step=lambda done, total, label: steps.append(label)))
    assert [batch.record for batch in batches] == ["dossier", "applicant", "rating"]
    assert len(rows(batches)) == 1
    assert "a.json" in steps


def test_read_a_table_by_the_name_of_its_record(tmp_path: Path) -> None:
    path = put(tmp_path, "dossier_code\nH52-230504-1\n", "a.csv")
    assert [batch.record for batch in sources.read([path], source="rating")] == ["rating"]


def test_unknown_sources_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không có nguồn “nonsense”"):
        list(sources.read([put(tmp_path, "{}")], source="nonsense"))


def test_nothing_to_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không có tệp nào"):
        list(sources.read([tmp_path]))
    with pytest.raises(UserError, match="Không có tệp"):
        list(sources.read([tmp_path / "none.json"]))


def test_lists_and_filled_forms_go_to_their_reader(tmp_path: Path) -> None:
    text = "Số hồ sơ;Ngày tiếp nhận;Ngày hẹn trả\n000.00.67.H52-230504-0062;04/05/2023;10/05/2023\n"
    path = put(tmp_path, text, "list.csv")
    assert sources.detect(path) == "list"
    (row,) = rows(list(sources.read([path])))
    assert row["dossier_code"] == "H52.67-230504-0062"
    lists.write_template("rating", tmp_path / "form.xlsx", [{"dossier_code": "H52-230504-1", "rating": 3}])
    assert sources.record_of(tmp_path / "form.xlsx") == "rating"
    assert [row["rating"] for row in rows(list(sources.read([tmp_path / "form.xlsx"])), "rating")] == [3]


def test_record_of(tmp_path: Path) -> None:
    assert sources.record_of(put(tmp_path, RATING, "r.csv")) == "rating"
    for content, name in ((b"{}", "a.json"), (b"PK\x03\x04 broken", "a.xlsx"), (b"PK\x03\x04 broken", "a.zip")):
        assert sources.record_of(put(tmp_path, content, name)) is None


@pytest.mark.parametrize("content", [b"plain words", b"<p>x</p>", b"\x89PNG\r\n\x1a\n", "một;hai\n1;2\n".encode()])
def test_what_is_nothing_we_know_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match=r"x\.dat"):
        list(sources.read([put(tmp_path, content, "x.dat")]))


def test_proposed_scope_of_messages_and_tables(tmp_path: Path) -> None:
    scope = sources.propose_scope([put(tmp_path, envelope(dossier()))])
    assert (scope.kind, scope.agencies, scope.records) == ("all", ("*",), ("dossier", "status_history"))
    assert sources.propose_scope([put(tmp_path, RATING, "r.csv")]).records == ("rating",)
