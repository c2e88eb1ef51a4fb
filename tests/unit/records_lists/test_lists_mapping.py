"""A mapping is proposed, corrected by a person, kept, and used again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phucvu.errors import UserError
from phucvu.records import lists

ROWS = [["STT", "Mã hồ sơ", "Hạn", "Ngày hẹn trả"], [1, "H52.67-230504-0001", "08/05/2023", "09/05/2023"]]


def test_mapping_is_saved_and_loaded_the_same(xlsx: Callable[..., Path], tmp_path: Path) -> None:
    proposal = lists.propose(xlsx(ROWS))
    lists.save_mapping(proposal.mapping, tmp_path / "m.yaml")
    assert lists.load_mapping(tmp_path / "m.yaml") == proposal.mapping
    assert "Mã hồ sơ: dossier_code" in (tmp_path / "m.yaml").read_text("utf8")


def test_person_gives_an_unknown_heading_its_column(xlsx: Callable[..., Path]) -> None:
    path = xlsx(ROWS)
    proposal = lists.propose(path)
    assert any("“Hạn”" in sentence for sentence in proposal.sentences)
    columns = {"Mã hồ sơ": "dossier_code", "Hạn": "promised_at"}
    (batch,) = lists.read(path, {"columns": columns})
    assert batch.table["promised_at"].to_pylist()[0].day == 8


def test_mapping_finds_its_headings_in_another_row_and_order(xlsx: Callable[..., Path]) -> None:
    mapping = lists.propose(xlsx(ROWS)).mapping
    moved = [["THÁNG SÁU"], [], *([row[at] for at in (3, 1, 0, 2)] for row in ROWS)]
    (batch,) = lists.read(xlsx(moved, name="moved.xlsx"), mapping)
    assert batch.rows.to_pylist() == [4]
    assert batch.table["promised_at"].to_pylist()[0].day == 9


def test_mapping_of_another_file_names_the_columns_gone(xlsx: Callable[..., Path]) -> None:
    mapping = lists.propose(xlsx(ROWS)).mapping
    other = xlsx([["Mã hồ sơ", "Ngày trả"], ["H52.67-230504-0001", "09/05/2023"]], name="other.xlsx")
    with pytest.raises(UserError, match="không còn các cột “Ngày hẹn trả”"):
        list(lists.read(other, mapping))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("- a", "mục “columns”"),
        ("columns: {Mã: dossier_cod}", "không có cột “dossier_cod”"),
        ("columns: {Mã: dossier_code, Số: dossier_code}", "hai tiêu đề"),
        ("columns: {}\nsheet: A", "mục lạ “sheet”"),
        ("columns: {}\nheading_row: hai", "“heading_row” phải là số"),
        ("columns: {}\nkind: bảng", "“kind”"),
        ("columns: {}\nstatuses: {xong: 11}", "từ 1 đến 10"),
        ("columns: {\n", "YAML ở dòng 2"),
    ],
)
def test_faulty_mapping_file_says_what_is_wrong(tmp_path: Path, content: str, sentence: str) -> None:
    (tmp_path / "m.yaml").write_text(content, "utf8")
    with pytest.raises(UserError, match=sentence):
        lists.load_mapping(tmp_path / "m.yaml")


def test_missing_mapping_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không mở được"):
        lists.load_mapping(tmp_path / "none.yaml")


def test_what_looks_like_a_list(xlsx: Callable[..., Path], text: Callable[..., Path]) -> None:
    assert lists.looks_like_list(xlsx(ROWS))
    assert lists.looks_like_list(text("", name="empty.csv"))
    assert not lists.looks_like_list(text("a,b\n1,2\n", name="other.csv"))


def test_mapping_that_omits_the_code_reads_nothing(xlsx: Callable[..., Path]) -> None:
    path = xlsx(ROWS)
    mapping = lists.propose(path).mapping | {"omitted": "Mã hồ sơ"}
    with pytest.raises(UserError, match="mã hồ sơ"):
        list(lists.read(path, mapping))


@given(junk=st.recursive(st.none() | st.text(max_size=5) | st.integers(), lambda inner: st.lists(inner, max_size=3)))
@pytest.mark.parametrize("key", ["sheets", "heading_row", "statuses", "reading", "omitted", "columns"])
def test_no_mapping_makes_a_traceback(key: str, junk: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("mapping") / "a.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in ROWS), "utf8")
    mapping = {"kind": "unit_table" if key == "reading" else "dossier_list", "columns": {"Mã hồ sơ": "dossier_code"}}
    try:
        list(lists.read(path, mapping | {key: junk}))
    except UserError as error:
        assert str(error)
