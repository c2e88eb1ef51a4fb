"""A letter of Phú Thọ's size: 40,000 overdue lines in 140 units, both long forms and one workbook per unit.

Each form is made in a process of its own, so that its time and its peak memory are its own.
"""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.memory import peak_memory
from phucvu.publications.edition import make
from phucvu.publications.inputs import EditionInput, OverdueLine
from phucvu.publications.profile import AppendixTwo, load
from phucvu.registry.agency import Agency
from phucvu.registry.period import parse_period

UNITS, LINES = 140, 40_000
DEPARTMENTS = 20
FORMS = ("columns", "summary")


def run(scale: float = 1) -> dict[str, Any]:
    """Seconds and peak MiB for each long form; the bar is a minute and 1 GiB."""
    figures: dict[str, Any] = {"lines": int(LINES * scale), "units": UNITS}
    for form in FORMS:
        command = [sys.executable, "-m", "benchmarks.letter", form, str(scale)]
        made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        figures |= {f"{form}: {name}": value for name, value in made.items()}
    return figures


def _measured(form: str, scale: float) -> dict[str, Any]:
    given = edition_input(form, int(LINES * scale))
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        made = make(given, Path(folder), with_pdf=False)
        seconds = time.perf_counter() - started
        files = len(made.files)
    return {"seconds": seconds, "peak MiB": peak_memory(), "files": files}


def edition_input(form: str, lines: int) -> EditionInput:
    """A drawn month: departments and communes in turn, lines spread unevenly over all of them."""
    profile = msgspec.structs.replace(load("vpubnd"), appendix_two=AppendixTwo(form=form))  # type: ignore[arg-type]
    agencies = [_agency(place) for place in range(1, UNITS + 1)]
    given = EditionInput(
        period=parse_period("2026-08"),
        as_at=datetime(2026, 8, 31, 16, 30),
        known_at="1",
        reading="portal",
        rubric_version="benchmark",
        province_code="H44",
        province_name="Phú Thọ",
        profile=profile,
        agencies=agencies,
        is_simulated=True,
    )
    return replace(given, overdue=[_line(agencies[i % UNITS if i % 3 else i % 17], i) for i in range(lines)])


def _agency(place: int) -> Agency:
    is_department = place <= DEPARTMENTS
    level, name = ("department", f"Sở số {place}") if is_department else ("commune", f"UBND xã số {place}")
    return Agency(f"H44.{100 + place}", name, level, "H44", official_order=place)  # type: ignore[arg-type]


def _line(agency: Agency, serial: int) -> OverdueLine:
    received_at = datetime(2026, 8, 1, 8) + timedelta(minutes=serial)
    code = f"{agency.code}-{received_at:%y%m%d}-{serial:05}"
    return OverdueLine(
        agency.code,
        code,
        code,
        "A" if serial % 3 else "B",
        is_new=None if serial % 3 else serial % 2 == 0,
        procedure_name="Đăng ký biến động quyền sử dụng đất, tài sản gắn liền với đất",
        received_at=received_at,
        promised_at=received_at + timedelta(days=5),
        due_at=received_at + timedelta(days=5),
        ended_at=received_at + timedelta(days=7) if serial % 3 else None,
        late_text="2 ngày 0 giờ",
    )


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], float(sys.argv[2]))))
