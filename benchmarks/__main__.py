"""Run every benchmark (`make bench`) and write BENCHMARKS.md. `--quick` runs a tenth, to see that they run."""

import os
import platform
import sys
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import import_messages, letter, register, scoring, site

ROOT = Path(__file__).parents[1]
BENCHMARKS = (
    ("Import: 1 million messages as JSON lines, against DuckDB reading the same lines to Parquet", import_messages),
    ("Scoring: 5 million dossiers, against hand-written one-pass SQL on the same engine", scoring),
    ("Letter: 40,000 overdue lines in 140 units, both long forms and one workbook per unit", letter),
    ("Site: 50 requests a second on the demo month, idle and beside imports that end", site),
    (
        "Register: 40,000 cases in 140 units in an SQLite file; waiting times (bar: 2 s; not files of every case)",
        register,
    ),
)


def _table(figures: dict[str, Any]) -> str:
    rows = [f"| {name} | {_shown(value)} |" for name, value in figures.items()]
    return "\n".join(["| measure | value |", "|---|--:|", *rows])


def _shown(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def main(scale: float) -> None:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    parts = [
        "# Benchmarks",
        f"Made by `make bench` on {date.today():%d/%m/%Y} ({machine}; scale {scale:g}). "
        "Machines differ and are noisy: read the ratios, which come from one run, not the seconds.",
    ]
    for title, module in BENCHMARKS:
        print(f"{title} …", file=sys.stderr, flush=True)
        parts += [f"## {title}", _table(module.run(scale))]
    if scale == 1:
        (ROOT / "BENCHMARKS.md").write_text("\n\n".join(parts) + "\n", "utf8")
    print("\n\n".join(parts))


if __name__ == "__main__":
    main(0.1 if "--quick" in sys.argv else 1)
