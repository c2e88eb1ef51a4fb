"""An edition: the letter, sheets, open data and charts of one period, frozen together under one id."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from phucvu.errors import UserError
from phucvu.publications import charts, open_data, workbook
from phucvu.publications.appendix_two import distinct
from phucvu.publications.drafting import all_draft, drafts, notes, proposed_deadline
from phucvu.publications.inputs import EditionInput
from phucvu.publications.letter import AttachedList, Draft, write_letter
from phucvu.publications.open_data import WriteParquet
from phucvu.publications.packets import unit_packets, write_list
from phucvu.publications.pdf import MISSING, has_libreoffice, to_pdf
from phucvu.publications.template import problems, template_bytes
from phucvu.publications.wording import file_name
from phucvu.registry.calendar import Calendar
from phucvu.registry.clock import iso
from phucvu.scores.rows_out import rows_out

__all__ = ["Edition", "EditionFile", "EditionInput", "make"]

OnStep = Callable[[int, int | None, str], None]
LIST_NAME = "danh-sach-ho-so-qua-han.xlsx"
PACKETS = "don-vi"
MANIFEST = "an-ban.json"
STEPS = 7


@dataclass(frozen=True)
class EditionFile:
    """``kind``: what it is, in Vietnamese; ``is_data``: its bytes are the same whenever the edition is made again."""

    kind: str
    path: Path
    sha256: str
    is_data: bool = False

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True)
class Edition:
    """``id``: hash of inputs and data; ``hash``: of the data files; ``cells``: (agency, column) -> printed text."""

    id: str
    folder: Path
    files: list[EditionFile]
    hash: str
    warnings: list[str]
    cells: dict[tuple[str, str], str]


def edition_id(edition_input: EditionInput) -> str:
    """16 hex digits: hash of every input, the profile and the template's bytes; not of places on a disk."""
    profile = edition_input.profile
    template = hashlib.sha256(template_bytes("cong-van", profile.template)).hexdigest()
    given = replace(edition_input, profile=msgspec.structs.replace(profile, template=template), score_rows=[])
    content = given, rows_out(edition_input.score_rows)  # rows as published: their trace is told anew, not data
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:16]


def make(
    edition_input: EditionInput,
    out_dir: Path,
    on_step: OnStep | None = None,
    write_parquet: WriteParquet | None = None,
    calendar: Calendar | None = None,
    with_pdf: bool = True,
) -> Edition:
    """Make the whole edition in a folder of its own under ``out_dir``, named by period and id.

    Everything is written beside and renamed at the end: a half-made edition is never seen, and one made again stays as
    it was frozen. Raises UserError before that when profile, template or figures do not fit.
    ``write_parquet(rows, path)`` writes the open data as Parquet too.
    """
    lines, repeated = distinct(edition_input.overdue)
    given = replace(edition_input, overdue=lines)
    _check_template(given)
    making = _Making(given, calendar or Calendar(), on_step or (lambda done, total, words: None))
    warnings = notes(making.all, repeated, calendar or Calendar())
    out_dir.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".dang-lap-", dir=out_dir))
    try:
        made = making.write(work, write_parquet)
        if with_pdf:
            made += _pdf(made, warnings)
        return _finish(making, made, warnings, work, out_dir)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _check_template(given: EditionInput) -> None:
    path = given.profile.template
    found = problems(template_bytes("cong-van", path), "cong-van", Path(path).name if path else "cong-van.docx")
    if found:
        raise UserError(" ".join(found))


Made = list[tuple[str, Path, bool]]  # what it is, where, whether it is data


class _Making:
    """The parts of one edition, written one after the other."""

    def __init__(self, given: EditionInput, calendar: Calendar, step: OnStep) -> None:
        self.given, self.step, self.done = given, step, 0
        self.deadline = given.deadline or proposed_deadline(given, calendar)
        self.id = edition_id(replace(given, deadline=self.deadline))
        self.all = all_draft(given, self.deadline)
        self.drafts = drafts(given, self.deadline)

    def write(self, work: Path, write_parquet: WriteParquet | None) -> Made:
        made = self._lists(work)
        made += self._letters(work, made)
        self._next("Lập bảng tính")
        made.append(("Bảng tính", workbook.write(self.all, self.id, work / "bang-tinh.xlsx"), False))
        self._next("Ghi dữ liệu mở")
        made += open_data.write(self.all, self.id, work / "du-lieu-mo", write_parquet)
        self._next("Vẽ biểu đồ")
        return made + charts.write(self.all, work / "bieu-do")

    def _next(self, words: str) -> None:
        self.step(self.done, STEPS, words)
        self.done += 1

    def _lists(self, work: Path) -> Made:
        self._next("Lập danh sách hồ sơ quá hạn")
        made: Made = [("Danh sách hồ sơ quá hạn", write_list(self.all, work / LIST_NAME), False)]
        packets = unit_packets(self.all, work / PACKETS)
        return made + [("Danh sách của đơn vị", path, False) for path in packets.values()]

    def _letters(self, work: Path, lists: Made) -> Made:
        self._next("Lập công văn")
        names = {unit.agency_code: unit.file_name for unit in self.all.second.units}
        attached = AttachedList(LIST_NAME, sha256(lists[0][1]), names)
        made: Made = []
        for draft in self.drafts:
            path = work / f"{file_name(draft.letter.name) or 'cong-van'}.docx"
            write_letter(replace(draft, attached=attached), path)
            made.append(("Công văn", path, False))
        return made


def _pdf(made: Made, warnings: list[str]) -> Made:
    if not has_libreoffice():
        warnings.append(MISSING)
        return []
    letters = [path for kind, path, _ in made if kind == "Công văn"]
    return [("Công văn (PDF)", to_pdf(path), False) for path in letters]


def sha256(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _finish(making: _Making, made: Made, warnings: list[str], work: Path, out_dir: Path) -> Edition:
    folder = out_dir / f"{making.given.period.name.replace('/', '_')}-{making.id[:8]}"
    files = [EditionFile(kind, folder / path.relative_to(work), sha256(path), is_data) for kind, path, is_data in made]
    data = "".join(f"{file.path.relative_to(folder)}:{file.sha256}\n" for file in files if file.is_data)
    edition = Edition(making.id, folder, files, hashlib.sha256(data.encode()).hexdigest(), warnings, cells(making.all))
    (work / MANIFEST).write_text(json.dumps(_manifest(edition, making.given), ensure_ascii=False, indent=1), "utf8")
    return _settled(edition, work)


def _settled(made: Edition, work: Path) -> Edition:
    """Put the edition in its place, unless the same one is there already."""
    if frozen := _frozen(made):
        return frozen
    shutil.rmtree(made.folder, ignore_errors=True)
    try:
        work.rename(made.folder)
    except OSError:  # another process may have put the same one there meanwhile
        if frozen := _frozen(made):
            return frozen
        raise
    return made


def _frozen(made: Edition) -> Edition | None:
    """The same edition as kept before, where all its files are still whole: it stays; no PDF comes out alike."""
    try:
        kept = json.loads((made.folder / MANIFEST).read_text("utf8"))
        files = [replace(file, sha256=kept["files"][str(file.path.relative_to(made.folder))]) for file in made.files]
        is_whole = kept["hash"] == made.hash and all(sha256(file.path) == file.sha256 for file in files)
    except (OSError, ValueError, KeyError):
        return None
    return replace(made, files=files) if is_whole else None


def _manifest(edition: Edition, given: EditionInput) -> dict[str, object]:
    return {
        "id": edition.id,
        "hash": edition.hash,
        "period": given.period.name,
        "as_at": iso(given.as_at),
        "known_at": given.known_at,
        "reading": given.reading,
        "rubric_version": given.rubric_version,
        "is_simulated": given.is_simulated,
        "warnings": edition.warnings,
        "files": {str(file.path.relative_to(edition.folder)): file.sha256 for file in edition.files},
    }


def cells(draft: Draft) -> dict[tuple[str, str], str]:
    """What Phụ lục I prints, by agency and column."""
    keys = [column.key for column in draft.first.columns]
    return {
        (row.agency_code, key): cell.text for row in draft.first.rows for key, cell in zip(keys, row.cells, strict=True)
    }
