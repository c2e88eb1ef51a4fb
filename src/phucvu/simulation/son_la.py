"""The example Sơn La 05/2023: writes what the province would have sent, simulated around the real letter.

Real: the printed figures and the 375 overdue codes. Everything else is drawn by the seed inside the counts that the
solver found, and is called simulated in every file that a person opens.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from phucvu.records.batch import Scope
from phucvu.records.lists import propose, with_reading
from phucvu.registry.calendar import Calendar
from phucvu.registry.period import Period, parse_period
from phucvu.simulation import lists, tables
from phucvu.simulation.catalogue import Catalogue, make_catalogue
from phucvu.simulation.dossiers import Dossier, Maker, make_dossiers
from phucvu.simulation.envelopes import write_lines, write_zip
from phucvu.simulation.flags import Flags
from phucvu.simulation.messages import Writer, day_first, iso_utc
from phucvu.simulation.printed import Example, read_example
from phucvu.simulation.province import solve
from phucvu.simulation.solver import Plan
from phucvu.simulation.telling import told_choices
from phucvu.simulation.timeline import Timeline

PERIOD = "2023-05"
PROVINCE = "H52"
READ_BY = "Văn phòng UBND tỉnh Sơn La"
# Most systems write yyyyMMddHHmmss; two vendors do not.
FORMS = {"H52.X06": iso_utc, "H52.X14": day_first}
OnStep = Callable[[int, int | None, str], None]


@dataclass(frozen=True)
class InputFile:
    """One file to import, in order. ``source``: messages, own_table or list; ``record``: what an own table holds;
    ``mapping``: what a person decided about a list's columns and unit names (None: nothing had to be decided)."""

    path: Path
    source: str
    scope: Scope
    record: str | None = None
    mapping: dict[str, Any] | None = None


@dataclass(frozen=True)
class Simulated:
    """The files to import, in order, and what the simulator chose, in Vietnamese sentences."""

    files: list[InputFile]
    choices: list[str]


@dataclass(frozen=True)
class Month:
    """Everything that happened, before any of it is written down."""

    example: Example
    plan: Plan
    catalogue: Catalogue
    timeline: Timeline
    dossiers: list[Dossier]

    @property
    def period(self) -> Period:
        return parse_period(PERIOD)

    @property
    def names(self) -> dict[str, str]:
        return {unit["agency_code"]: unit["name"] for unit in self.example.units}

    @property
    def covered(self) -> tuple[str, ...]:
        """All units but those that send nothing, in the official order."""
        return tuple(code for code in self.example.rows if code not in self.example.silent)

    @property
    def listed(self) -> tuple[str, ...]:
        """Units that an overdue list can speak of: those whose dossiers have a due date."""
        return tuple(code for code in self.covered if self.plan.units[code].has_due_date)


def make_month(example: Example, seed: int) -> Month:
    """Solve and draw the month: the same seed and example give the same month."""
    plan = solve(example)
    catalogue = make_catalogue(example, plan)
    random = Random(seed)
    timeline = Timeline(random, Calendar.load(), parse_period(PERIOD).first, example.as_at)
    dossiers = make_dossiers(Maker(example, plan, catalogue, timeline))
    Flags(random, plan, dossiers, example.as_at).mark()
    return Month(example, plan, catalogue, timeline, dossiers)


def write(example_dir: Path, out_dir: Path, seed: int = 766, on_step: OnStep | None = None) -> Simulated:
    """Write the whole month: messages, histories and the office's own tables, in the order of import.

    ``on_step(done, total, file name)``. Raises UserError when the example folder is broken or cannot be solved.
    """
    month = make_month(read_example(example_dir), seed)
    out_dir.mkdir(parents=True, exist_ok=True)
    tell = on_step or _silent
    files = _copied(month, example_dir, out_dir)
    tell(1, 3, files[-1].path.name)
    files += _tables(month, out_dir)
    tell(2, 3, files[-1].path.name)
    files += _messages(month, out_dir)
    tell(3, 3, files[-1].path.name)
    return Simulated(files, told_choices(month.example, month.plan))


def write_lists(example_dir: Path, out_dir: Path, seed: int = 766, on_step: OnStep | None = None) -> Simulated:
    """Write the same month as an office without messages has it: the unit list, two overdue lists, a pasted unit
    table and the official reading."""
    month = make_month(read_example(example_dir), seed)
    example = month.example
    out_dir.mkdir(parents=True, exist_ok=True)
    span = "Từ ngày 01/05/2023 đến ngày 31/05/2023"
    late, still_open = lists.write_overdue_lists(out_dir, month.dossiers, month.names, span, example.as_at)
    title = f"Một số tiêu chí thành phần tháng 5/2023 (thời điểm {example.as_at:%H:%M} ngày {example.as_at:%d/%m/%Y})"
    pasted = lists.write_unit_table(example, out_dir / "bang-don-vi.tsv", title)
    files = [
        *_copied(month, example_dir, out_dir),
        InputFile(late, "list", Scope("overdue_late", month.listed, (PERIOD,), example.as_at)),
        InputFile(still_open, "list", Scope("overdue_open", month.listed, (PERIOD,), example.as_at)),
        _pasted(month, pasted),
    ]
    (on_step or _silent)(len(files), len(files), pasted.name)
    return Simulated(files, told_choices(example, month.plan))


def _pasted(month: Month, path: Path) -> InputFile:
    """The pasted table, with the moment it was read at and its unit names decided, as a person would."""
    scope = Scope("all", month.covered, (PERIOD,), month.example.as_at, ("official_reading",))
    codes = {row.name: code for code, row in month.example.rows.items()}
    mapping = with_reading(propose(path).mapping, path, scope, codes.get, read_by=READ_BY)
    return InputFile(path, "list", scope, mapping=mapping)


def _silent(done: int, total: int | None, label: str) -> None:
    pass


def _copied(month: Month, example_dir: Path, out_dir: Path) -> list[InputFile]:
    """The two tables that are not simulated: the unit list and the official reading."""
    files = []
    for name, record, periods in (
        ("units.csv", "agency", ("*",)),
        ("official_reading.csv", "official_reading", (PERIOD,)),
    ):
        path = Path(shutil.copyfile(example_dir / name, out_dir / name))
        files.append(
            InputFile(path, "own_table", Scope("all", ("*",), periods, month.example.as_at, (record,)), record)
        )
    return files


def _tables(month: Month, out_dir: Path) -> list[InputFile]:
    example, plan, catalogue = month.example, month.plan, month.catalogue
    random = Random(month.timeline.random.random())
    made: dict[str, tuple[str, Iterable[dict[str, Any]]]] = {
        "procedures.csv": ("procedure", tables.procedures(catalogue)),
        "procedure_authority.csv": ("procedure_authority", tables.authority(catalogue)),
        "online_services.csv": ("online_service", tables.services(catalogue, PROVINCE)),
        "publishing_decisions.csv": ("publishing_decision", tables.decisions(catalogue, plan, PROVINCE)),
        "national_reports.csv": ("national_report", tables.national_reports(example, plan, PERIOD)),
        "certified_copies.csv": ("certified_copy", tables.certified_copies(example, PERIOD)),
        "ratings.csv": ("rating", tables.ratings(random, month.dossiers, example.as_at)),
        "petitions.csv": ("petition", tables.petitions(month.timeline, plan, month.period, PROVINCE)),
    }
    files = []
    for name, (record, rows) in made.items():
        tables.write_table(record, rows, out_dir / name)
        periods = ("*",) if name in ("procedures.csv", "procedure_authority.csv", "online_services.csv") else (PERIOD,)
        scope = Scope("all", (PROVINCE, *month.covered), periods, _extracted_at(example), (record,))
        files.append(InputFile(out_dir / name, "own_table", scope, record))
    return files


def _extracted_at(example: Example) -> datetime:
    moment = example.choices["extracted_at"]
    assert isinstance(moment, datetime)
    return moment


def _messages(month: Month, out_dir: Path) -> list[InputFile]:
    """Districts send envelopes in a zip, some dossiers twice (new, then update); departments send JSON lines."""
    sent_at = _extracted_at(month.example)
    writer = Writer(Random(month.timeline.random.random()), sent_at, month.names, FORMS)
    numbered = list(enumerate(month.dossiers, start=1))
    levels = month.example.levels
    districts = [(number, item) for number, item in numbered if levels[item.unit] == "district"]
    departments = [(number, item) for number, item in numbered if levels[item.unit] != "district"]
    dossier_scope = Scope("all", month.covered, (PERIOD,), sent_at, ("dossier",))
    history_scope = Scope("all", month.covered, (PERIOD,), sent_at, ("status_history",))
    written = [
        (write_zip(out_dir / "ho-so-huyen.zip", "DongBoHoSoMC", districts, writer), dossier_scope),
        (write_lines(out_dir / "ho-so-so-nganh.jsonl", "DongBoHoSoMC", departments, writer), dossier_scope),
        (write_zip(out_dir / "tien-trinh-huyen.zip", "CapNhatTienDoHoSoMC", districts, writer), history_scope),
        (write_lines(out_dir / "tien-trinh-so-nganh.jsonl", "CapNhatTienDoHoSoMC", departments, writer), history_scope),
    ]
    return [InputFile(path, "messages", scope) for path, scope in written]
