"""The official reading of a period beside our own board: published by the portal or typed by the office."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from phucvu.main.edition_input import official_of
from phucvu.main.status import readings_version
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.publications.inputs import OfficialValue
from phucvu.registry.clock import iso
from phucvu.registry.period import parse_period

Row = dict[str, Any]
NAMES = ("value", "max_value", "state", "source", "read_by", "evidence")


def official(folder: Path | None, period: str) -> dict[tuple[str, str], Row]:
    """(agency, item) -> {value, max_value, read_at, source, state, read_by, evidence}, the latest reading of each.

    Items: total, place, groups and criteria by our codes. Kept in memory until one is read or typed, or taken back.
    """
    return _official(open_workspace(folder).path, parse_period(period).name, readings_version(folder))


@lru_cache(maxsize=64)
def _official(path: Path, period: str, version: int) -> dict[tuple[str, str], Row]:
    province = open_workspace(path).settings["province_code"]
    found = official_of(open_snapshot(path, None), period, province)
    return {(each.agency_code, each.item): _row(each) for each in found}


def _row(each: OfficialValue) -> Row:
    return {name: getattr(each, name) for name in NAMES} | {"read_at": iso(each.read_at) if each.read_at else None}
