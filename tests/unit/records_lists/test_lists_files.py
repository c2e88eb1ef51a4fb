"""Files that are not what they say, broken ones and dangerous ones: a sentence, never a traceback."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phucvu.errors import UserError
from phucvu.records import lists
from phucvu.records.lists import excel
from phucvu.records.lists.encoding import decode, tcvn3
from phucvu.records.lists.grids import open_grids
from phucvu.records.lists.layout import find_layout

CSV = "STT;Mã hồ sơ;Ngày tiếp nhận;Ngày hẹn trả\n1;H52.67-230504-0001;04/05/2023;09/05/2023\n"
TCVN3_LETTERS = {
    letter: bytes([at]) for at in range(0x80, 0x100) if ord(letter := tcvn3(bytes([at]))) > 0xFF or at > 0xA0
}


def count(path: Path) -> int:
    return sum(batch.table.num_rows for batch in lists.read(path) if batch.record == "dossier")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_in_every_encoding_and_with_every_separator(
    text: Callable[..., Path], encoding: str, separator: str
) -> None:
    assert count(text(CSV.replace(";", separator), encoding=encoding)) == 1


def test_old_encodings_are_read_when_certain(tmp_path: Path) -> None:
    import unicodedata

    path = tmp_path / "old.csv"
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    loose = "".join(_cp1258(letter, marks, unicodedata) for letter in CSV)
    path.write_bytes(loose.encode("cp1258"))
    assert count(path) == 1
    path.write_bytes(b"".join(TCVN3_LETTERS.get(letter) or letter.encode("latin-1") for letter in CSV))
    assert count(path) == 1


def _cp1258(letter: str, marks: set[str], unicodedata: object) -> str:
    """cp1258 writes a vowel and its tone mark apart."""
    parts = unicodedata.normalize("NFD", letter)  # type: ignore[attr-defined]
    tone = "".join(part for part in parts if part in marks)
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in marks))  # type: ignore[attr-defined]
    return base + tone


def test_unknown_encoding_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="bảng mã chữ"):
        decode(b"\xe9\xe8\xff abc \xfe", "x.csv")


def test_xls_that_is_csv_and_xls_that_is_xlsx(text: Callable[..., Path], xlsx: Callable[..., Path]) -> None:
    assert count(text(CSV, name="a.xls")) == 1
    assert count(xlsx([line.split(";") for line in CSV.splitlines()], name="b.xls")) == 1


def test_separator_said_by_excel_and_newlines_inside_quotes(text: Callable[..., Path]) -> None:
    path = text("sep=;\n" + CSV.replace("1;H52", '"1\n";"H52').replace("0001;", '0001";'))
    (batch,) = [batch for batch in lists.read(path) if batch.record == "dossier"]
    assert batch.table.num_rows == 1


def test_row_numbers_of_a_csv_count_lines(text: Callable[..., Path]) -> None:
    path = text('Ghi chú;Mã hồ sơ;Ngày hẹn trả\n"hai\ndòng";H52.67-230504-0001;09/05/2023\nx;;09/05/2023\n')
    (batch, _) = lists.read(path)
    assert batch.rows.to_pylist() == [2]
    assert batch.rejects[0].row == 4


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "rỗng"),
        (b" \r\n\t", "rỗng"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 broken", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "xuất lại|bảng mã|Không tìm thấy|lưu lại"),
        (b"<html><body>no table</body></html>", "không có bảng"),
        (b"<html><table><tr><td>1</td></tr></table>", "dòng tiêu đề"),
        ("Mã hồ sơ,Ngày hẹn trả\n".encode() + b'"' + b"x" * 2_000_000, "dấu nháy"),
        ("chỉ là chữ".encode(), "dòng tiêu đề"),
    ],
)
def test_unusable_file_gives_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(UserError, match=sentence):
        lists.read(tmp_path / "a.xls")


@given(
    junk=st.binary(max_size=400), head=st.sampled_from([b"", b"<table>", b"PK\x03\x04", excel.ENCRYPTED, b"M\xe3;H"])
)
def test_no_bytes_make_a_traceback(junk: bytes, head: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("junk") / "a.xls"
    path.write_bytes(head + junk)
    try:
        for batch in lists.read(path):
            assert batch.rows_read >= 0
    except UserError:
        pass


def test_word_file_and_plain_zip_are_named(tmp_path: Path) -> None:
    for member, kind in (("word/document.xml", "Word"), ("x.json", "tệp nén"), ("content.xml", "lưu lại dạng .xlsx")):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(UserError, match=kind):
            open_grids(tmp_path / "a.xlsx")


def test_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path, xlsx: Callable[..., Path]) -> None:
    path = xlsx([["Mã hồ sơ"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x.bin", "w") as stream:
        for _ in range(excel.MAX_HELD // 2**20 + 1):
            stream.write(bytes(2**20))
    with pytest.raises(UserError, match="bung ra quá lớn"):
        open_grids(path)


def test_forgotten_cell_at_the_end_of_the_sheet(xlsx: Callable[..., Path], tmp_path: Path) -> None:
    path = xlsx([["Mã hồ sơ", "Ngày hẹn trả"], ["H52.67-230504-0001", "09/05/2023"]])
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(UserError, match="XFD1048576"):
        open_grids(path)


def test_rows_that_are_only_formatted_cost_nothing(tmp_path: Path) -> None:
    """A sheet whose format was drawn down to the last row: a million empty rows in the XML."""
    book = openpyxl.Workbook()
    for line in CSV.splitlines():
        book.active.append(line.split(";"))
    book.save(tmp_path / "a.xlsx")
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="0"/><c r="D{at}" s="0"/></row>' for at in range(3, 200_001))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source, zipfile.ZipFile(tmp_path / "b.xlsx", "w", 8) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", empty.encode() + b"</sheetData>")
            target.writestr(info, data)
    assert len(open_grids(tmp_path / "b.xlsx")[0].rows) == 2


def test_cells_of_error_and_of_formulas_are_null(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in CSV.splitlines():
        book.active.append(line.split(";"))
    book.active["B3"], book.active["C3"], book.active["D3"] = "#REF!", "=1/0", "09/05/2023"
    book.active["B3"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    (batch,) = lists.read(tmp_path / "a.xlsx")
    assert (batch.table.num_rows, len(batch.rejects)) == (1, 1)


def test_spans_of_html_fill_their_places(html: Callable[..., Path]) -> None:
    head = (
        "<tr><td colspan=5>DANH SÁCH HỒ SƠ</td></tr>"
        "<tr><th rowspan=2>STT</th><th rowspan=2>Mã hồ sơ</th><th colspan=2>Ngày</th>"
        "<th rowspan=2>Đơn vị xử lý</th></tr>"
        "<tr><th>tiếp nhận</th><th>hẹn trả</th></tr>"
    )
    path = html([[1, "H52.67-230504-0001", "04/05/2023", "09/05/2023", "Sở Y tế"]], head)
    (grid,) = open_grids(path)
    layout = find_layout(grid)
    assert layout is not None
    assert layout.headings == ("STT", "Mã hồ sơ", "Ngày / tiếp nhận", "Ngày / hẹn trả", "Đơn vị xử lý")
    assert count(path) == 1


def test_tables_cut_by_pages_are_one(tmp_path: Path) -> None:
    row = "<tr><td>{0}</td><td>H52.67-230504-000{0}</td><td>09/05/2023</td></tr>"
    head = "<tr><th>STT</th><th>Mã hồ sơ</th><th>Ngày hẹn trả</th></tr>"
    path = tmp_path / "a.xls"
    path.write_text(f"<h1>Hồ sơ quá hạn</h1><table>{head}{row.format(1)}</table><table>{row.format(2)}</table>", "utf8")
    (batch,) = lists.read(path)
    assert batch.rows.to_pylist() == [2, 3]


def test_workbook_in_xml_of_2003(tmp_path: Path) -> None:
    cells = [
        "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in line.split(";"))
        for line in CSV.splitlines()
    ]
    rows = "".join(f"<Row>{line}</Row>" for line in cells)
    path = tmp_path / "a.xls"
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>'
        f'<Row ss:Index="3"><Cell ss:MergeAcross="3"><Data ss:Type="String">Hồ sơ</Data></Cell></Row>{rows}'
        "</Table></Worksheet></Workbook>",
        "utf8",
    )
    (batch,) = lists.read(path)
    assert batch.rows.to_pylist() == [5]


@pytest.mark.parametrize("cell", ['<c r="XFD1048576">', '<x:c s="1" r="XFD1048576" t="n">'])
def test_far_cells_are_seen_however_they_are_written(cell: str) -> None:
    filler = b'<c r="A1"/>' * 400_000  # over several chunks
    with pytest.raises(UserError, match="trải quá rộng"):
        excel._refuse_far_cells(io.BytesIO(filler + cell.encode() + b"<v>1</v></c>" + filler), "a.xlsx")


def test_far_formats_are_no_cells() -> None:
    excel._refuse_far_cells(io.BytesIO(b'<c r="XFD1048576" s="1"/><c r="XFD1048576" s="1" />'), "a.xlsx")


def test_panic_of_the_library_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some broken .xls make the Rust library panic: an error beside Exception, with no class to import."""

    class PanicException(BaseException):
        pass

    def panic(stream: object) -> None:
        raise PanicException

    monkeypatch.setattr(excel.calamine, "load_workbook", panic)
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 3)
    with pytest.raises(UserError, match="hỏng"):
        open_grids(tmp_path / "a.xls")


@cache
def _whole_workbook() -> bytes:
    """Saved once: a workbook bears the time of saving, and two would differ."""
    book, saved = openpyxl.Workbook(), io.BytesIO()
    for line in CSV.splitlines():
        book.active.append(line.split(";"))
    book.save(saved)
    return saved.getvalue()


@given(data=st.data())
def test_damaged_workbook_gives_a_sentence_or_counts(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "a.xlsx"
    content = bytearray(_whole_workbook())
    places = st.floats(0, 1, exclude_max=True).map(lambda share: int(share * len(content)))
    for at in data.draw(st.lists(places, min_size=1, max_size=6)):
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with contextlib.suppress(UserError):
        assert all(batch.rows_read == batch.table.num_rows + len(batch.rejects) for batch in lists.read(path))
