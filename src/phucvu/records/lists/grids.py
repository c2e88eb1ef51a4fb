"""Any file an office may hand in, opened into grids by what it holds, not by its name."""

from functools import lru_cache
from pathlib import Path

from phucvu.errors import UserError
from phucvu.records.lists.delimited import text_grid
from phucvu.records.lists.encoding import decode
from phucvu.records.lists.excel import workbook_grids
from phucvu.records.lists.grid import Grid
from phucvu.records.lists.markup import html_grids, is_html, is_xml_book, xml_grids

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_FILE = 400 * 2**20


def open_grids(path: Path) -> list[Grid]:
    """All grids of a file: sheets, HTML tables, or the one table of a CSV.

    Raises UserError, in Vietnamese, for files that are empty, locked, broken, too large or no table at all.
    """
    try:
        stat = path.stat()
    except OSError:
        raise UserError(f"Không mở được tệp “{path}”. Hãy kiểm tra đường dẫn và quyền đọc.") from None
    if stat.st_size > MAX_FILE:
        raise UserError(f"Tệp “{path.name}” lớn quá 400 MB. Hãy xuất theo từng tháng rồi nhập lại.")
    return _open(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1)  # a file is looked at, then its scope, then read: opened once
def _open(path: Path, changed: int, size: int) -> list[Grid]:
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"PK\x03\x04") or head == OLE:
        return workbook_grids(path)
    if head.startswith(b"%PDF"):
        raise UserError(f"Tệp “{path.name}” là PDF. Hãy xuất danh sách ra Excel hoặc CSV rồi nhập lại.")
    return _text_grids(decode(path.read_bytes(), path.name), path)


def forget_grids() -> None:
    """Free the last file opened."""
    _open.cache_clear()


def _text_grids(text: str, path: Path) -> list[Grid]:
    if not text.strip("\ufeff\x00 \r\n\t"):
        raise UserError(f"Tệp “{path.name}” rỗng. Hãy xuất lại từ hệ thống nguồn.")
    if is_xml_book(text):
        return xml_grids(text, path)
    if is_html(text):
        return html_grids(text, path)
    return [text_grid(text, path)]
