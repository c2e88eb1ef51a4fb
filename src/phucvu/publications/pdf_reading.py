"""PDF read by poppler's programs, where they are installed: its text, its number of pages, a picture of a page."""

import re
import shutil
import subprocess
from pathlib import Path

from phucvu.errors import UserError

TIMEOUT = 60  # seconds
MISSING = "Máy chủ chưa có gói poppler-utils nên không đọc được tệp PDF. Hãy báo người quản trị cài gói đó."


def has_poppler() -> bool:
    return all(shutil.which(name) for name in ("pdftotext", "pdftoppm", "pdfinfo"))


def text_of(path: Path) -> str:
    """The text of a PDF, laid out as on the page. Raises UserError when the file or the program will not do it."""
    return _run("pdftotext", "-layout", "-enc", "UTF-8", str(path), "-").decode("utf8", "replace")


def page_count(path: Path) -> int:
    """How many pages a PDF has. Raises UserError."""
    found = re.search(rb"^Pages:\s*(\d+)", _run("pdfinfo", str(path)), re.M)
    return int(found[1]) if found else 0


def page_image(path: Path, page: int, out: Path) -> Path:
    """A page as PNG at ``out``, kept when it is there already. Raises UserError."""
    if not out.exists():
        out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        data = _run("pdftoppm", "-png", "-r", "80", "-f", str(page), "-l", str(page), str(path))
        beside = out.with_suffix(".part")
        beside.write_bytes(data)
        beside.replace(out)
    return out


def _run(program: str, *arguments: str) -> bytes:
    found = shutil.which(program)
    if found is None:
        raise UserError(MISSING)
    try:
        done = subprocess.run([found, *arguments], capture_output=True, timeout=TIMEOUT, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise UserError("Không đọc được tệp PDF này (hỏng hoặc có mật khẩu). Hãy xuất lại tệp PDF.") from None
    return done.stdout
