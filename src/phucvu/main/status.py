"""What pages ask of a workspace at a glance: province, simulated or not, months with dossiers, lake version, units."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from phucvu.lake import manifest
from phucvu.lake.tables import table_of
from phucvu.lake.workspace import SETTINGS
from phucvu.main.figures import LOCAL_DAYS
from phucvu.main.kept import kept
from phucvu.main.units import units_of
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.registry.clock import iso, now
from phucvu.registry.provinces import province_on
from phucvu.registry.tree import official_order

Row = dict[str, Any]
State = tuple[int, ...]


def lake_version(folder: Path | None) -> int:
    """The number of the newest manifest: it grows with every change of the lake."""
    return manifest.current(open_workspace(folder).lake).number


def readings_version(folder: Path | None) -> int:
    """The version of the official readings: imports of dossiers do not change it."""
    return manifest.current(open_workspace(folder).lake).tables.get(table_of("official_reading"), 0)


def data_state(folder: Path | None) -> State:
    """What every figure rests on, as one key; in a process that shows pages, the state that they show (``show``)."""
    home = open_workspace(folder).path
    return _pages_of.get(home) or newest_state(home)


def newest_state(folder: Path) -> State:
    """As it is now: the manifest that last changed data, today (deadlines pass), the office's closings, settings."""
    lake = open_workspace(folder).lake
    known = manifest.of_data(lake, manifest.current(lake)).number
    return known, now().date().toordinal(), changed_at(folder / LOCAL_DAYS), changed_at(folder / SETTINGS)


def show(folder: Path, state: State) -> None:
    """From now on the answers of this process are of that state, until it is told of a newer one."""
    _pages_of[open_workspace(folder).path] = state


def forget(folder: Path) -> None:
    """Answers are of the data as they are now again: a fault of theirs is told, not hidden behind an old state."""
    _pages_of.pop(open_workspace(folder).path, None)


_pages_of: dict[Path, State] = {}


def changed_at(path: Path) -> int:
    """When a file was last written, as a key; 0: it is not there."""
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=8)
def about(folder: Path) -> Row:
    """{province_code, province_name, is_simulated} of a workspace; fixed when it was made."""
    settings = open_workspace(folder).settings
    province = province_on(settings["province_code"], now().date())
    name = province.name if province else settings["province_code"]
    return {
        "province_code": settings["province_code"],
        "province_name": name,
        "is_simulated": bool(settings["simulated"]),
    }


def months(folder: Path, state: State | None = None) -> list[str]:
    """Months in which dossiers were received, oldest first: 2023-05, …; of another state than pages show, if asked."""
    home = open_workspace(folder).path
    return _glance(home, state or data_state(home))["months"]  # type: ignore[no-any-return]


def agencies(folder: Path) -> list[Row]:
    """{agency_code, agency_name, level} of every agency known today or last, in official order."""
    return _at_a_glance(folder)["agencies"]  # type: ignore[no-any-return]


def newest_agencies(folder: Path) -> list[Row]:
    """As ``agencies``, of the data as they are now: for acts."""
    return _now(folder)["agencies"]  # type: ignore[no-any-return]


def below(folder: Path, agencies: Iterable[str]) -> frozenset[str]:
    """These agencies and all that are or were below them in the tree: a district its communes."""
    parents: dict[str, str | None] = _at_a_glance(folder)["parents"]
    found, fresh = set(agencies), set(agencies)
    while fresh:
        fresh = {code for code, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return frozenset(found)


def extracted_at(folder: Path) -> str | None:
    """When the newest data of dossiers was taken from its source; None before the first import."""
    return _at_a_glance(folder)["extracted_at"]  # type: ignore[no-any-return]


def newest_months(folder: Path) -> list[str]:
    """As ``months``, of the data as they are now: for those who work on them. Pages may still show an earlier state."""
    return _now(folder)["months"]  # type: ignore[no-any-return]


def last_extraction(folder: Path) -> str | None:
    """As ``extracted_at``, of the data as they are now."""
    return _now(folder)["extracted_at"]  # type: ignore[no-any-return]


def _at_a_glance(folder: Path) -> Row:
    return _glance(open_workspace(folder).path, data_state(folder))


def _now(folder: Path) -> Row:
    home = open_workspace(folder).path
    return _glance(home, newest_state(home))


@lru_cache(maxsize=8)
def _glance(folder: Path, state: State) -> Row:
    return kept(folder, ("glance", state), lambda: _read(folder, state))


def _read(folder: Path, state: State) -> Row:
    workspace, snapshot = open_workspace(folder), open_snapshot(folder, str(state[0]))
    units = units_of(snapshot, workspace.settings["province_code"])
    met = {row["received_month"] for row in units.origins if row["received_month"]}
    times = [row["extracted_at"] for row in snapshot.rows("coverage") if row["record"] == "dossier"]
    listed = {each.code: each for each in official_order(units.agencies)}
    return {
        "months": sorted(month for month in met if month[:1].isdigit()),
        "agencies": [
            {"agency_code": each.code, "agency_name": each.name, "level": each.level} for each in listed.values()
        ],
        "parents": {each.code: each.parent_code for each in units.agencies},
        "extracted_at": iso(max(filter(None, times))) if any(times) else None,
    }
