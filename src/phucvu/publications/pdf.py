"""PDF by LibreOffice, where it is installed, in a profile of its own so that an open LibreOffice is not disturbed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from phucvu.errors import UserError

TIMEOUT = 180  # seconds
MISSING = "Không tìm thấy LibreOffice nên chưa tạo được tệp PDF. Cài gói libreoffice-writer hoặc in PDF từ Word."


def has_libreoffice() -> bool:
    return shutil.which("soffice") is not None


def to_pdf(path: Path, out_dir: Path | None = None, timeout: float = TIMEOUT) -> Path:
    """Convert a .docx or .xlsx to PDF beside it (or into ``out_dir``). Raises UserError when that cannot be done."""
    return convert(path, "pdf", out_dir or path.parent, timeout)


def convert(path: Path, form: str, out_dir: Path, timeout: float = TIMEOUT, settings: str | None = None) -> Path:
    """By headless LibreOffice to ``form`` (pdf, docx, xlsx). ``settings``: text of its registrymodifications.xcu."""
    program = shutil.which("soffice")
    if program is None:
        raise UserError(MISSING)
    with tempfile.TemporaryDirectory() as home:
        if settings:
            (Path(home) / "user").mkdir()
            (Path(home) / "user" / "registrymodifications.xcu").write_text(settings, "utf8")
        command = [program, f"-env:UserInstallation={Path(home).as_uri()}", "--headless", "--norestore"]
        _run([*command, "--convert-to", form, "--outdir", str(out_dir), str(path)], path, timeout)
    made = out_dir / f"{path.stem}.{form.partition(':')[0]}"
    if not made.exists():
        raise UserError(f"LibreOffice không chuyển được {path.name}. Mở tệp đó bằng LibreOffice để xem lý do.")
    return made


def _run(command: list[str], path: Path, timeout: float) -> None:
    try:
        subprocess.run(command, capture_output=True, timeout=timeout, check=True)
    except subprocess.TimeoutExpired:
        raise UserError(
            f"LibreOffice chuyển {path.name} quá {timeout:g} giây nên đã dừng. Hãy in PDF từ Word."
        ) from None
    except subprocess.CalledProcessError as problem:
        raise UserError(f"LibreOffice báo lỗi khi chuyển {path.name} (mã {problem.returncode}).") from None
