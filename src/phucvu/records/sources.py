"""The front door of everything that arrives: which kind of file is it, and read it."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.records import messages, own_tables
from phucvu.records.archives import head, is_zip
from phucvu.records.batch import Batch, Scope
from phucvu.records.schema import record_types
from phucvu.records.settings import SourceSettings

OnStep = Callable[[int, int | None, str], None]
SOURCES = ("messages", "list", "own_table", "portal")
NO_SETTINGS = SourceSettings()
_SHEETS = (".xlsx", ".xls", ".xlsm", ".html", ".htm")


def detect(path: Path) -> str:
    """The source a file is by its content: messages, list, own_table or portal.

    Raises UserError when it cannot be opened or is none of them.
    """
    opening = _opening(path)
    if opening.startswith(b"PAR1"):
        return "own_table"
    if is_zip(path):
        return "list" if _is_workbook(path) else "messages"
    if opening[:2] == b"\x1f\x8b":
        return "messages"
    if opening.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"{", b"["):
        return "portal" if _is_portal(opening) else "messages"
    return _detect_table(path)


def read(
    paths: Iterable[Path],
    source: str | None = None,
    mapping: Mapping[str, Any] | None = None,
    on_step: OnStep | None = None,
    settings: SourceSettings | None = None,
) -> Iterator[Batch]:
    """Batches of all files in order; a folder stands for its files by name.

    ``source``: one of SOURCES or the name of a record type (an own table of it); None = detect file by file.
    ``mapping``: of a list's columns. ``on_step(bytes done, bytes in all or None, file)``.
    Raises UserError for files that cannot be opened or recognised, and for unknown sources.
    """
    if source == "portal":  # files of the portal tell more together: names, places
        from phucvu.records.portal import readings

        yield from readings.read(files_of(paths), mapping, on_step)
        return
    for path in files_of(paths):
        yield from _read_one(path, source or detect(path), mapping, on_step, settings or NO_SETTINGS)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files that paths stand for, folders opened (by name, hidden files left out). Raises UserError if none."""
    files = [file for path in paths for file in ([path] if not path.is_dir() else _inside(path))]
    if not files:
        raise UserError("Không có tệp nào để nhập. Hãy chỉ đúng tệp hoặc thư mục có tệp.")
    return files


def propose_scope(paths: Iterable[Path], source: str | None = None, mapping: Mapping[str, Any] | None = None) -> Scope:
    """What an import of these files seems to cover; a person or flags confirm it. Reads headings, not whole files."""
    path = files_of(paths)[0]
    name = source or detect(path)
    if name == "list":
        from phucvu.records import lists  # its libraries are heavy: imported when a list comes

        return lists.propose_scope(path, mapping)
    if name == "messages":
        return Scope("all", records=("dossier", "status_history"))
    if name == "portal":
        return Scope("all", records=("official_reading",))
    record = name if name in record_types() else record_of(path)
    return Scope("all", records=(record or "dossier",))


def record_of(path: Path) -> str | None:
    """The record type of an own table or a filled office form; None for messages, lists and everything else."""
    if not is_zip(path):
        return own_tables.record_of(own_tables.headings_of(path))
    from phucvu.records import lists

    try:
        return lists.template_record(path) if _is_workbook(path) else None
    except UserError:
        return None


def _read_one(
    path: Path, source: str, mapping: Mapping[str, Any] | None, on_step: OnStep | None, settings: SourceSettings
) -> Iterator[Batch]:
    if source == "messages":
        return messages.read(path, settings, on_step)
    if source == "list":
        from phucvu.records import lists

        return lists.read(path, mapping, settings, on_step)
    if source == "portal":
        from phucvu.records.portal import readings

        return iter(readings.read([path], mapping, on_step))
    if source in record_types() and is_zip(path):
        from phucvu.records import lists

        return lists.read_template(path, source)
    if source == "own_table" or source in record_types():
        return own_tables.read(path, None if source == "own_table" else source)
    raise UserError(f"Không có nguồn “{source}”. Các nguồn có: {', '.join([*SOURCES, *record_types()])}.")


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _opening(path: Path) -> bytes:
    if not path.exists():
        raise UserError(f"Không có tệp “{path}”. Hãy kiểm tra lại đường dẫn.")
    return head(path, 65_536)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return path.suffix.lower() in _SHEETS


def _is_portal(opening: bytes) -> bool:
    from phucvu.records.portal import looks_like_answers

    return looks_like_answers(opening)


def _detect_table(path: Path) -> str:
    if path.stat().st_size == 0:
        return "messages"  # its reader says that the file is empty
    headings = [] if path.suffix.lower() in _SHEETS else own_tables.headings_of(path)
    if own_tables.record_of(headings):
        return "own_table"
    from phucvu.records import lists, portal

    if portal.layouts().is_official(headings):
        return "portal"
    if lists.looks_like_list(path):
        return "list"
    raise UserError(
        f"Không nhận ra tệp “{path.name}” là bản tin, danh sách hồ sơ hay bảng theo mẫu. "
        "Hãy kiểm tra đúng tệp chưa, hoặc nói rõ bằng --source."
    )
