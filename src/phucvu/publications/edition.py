"""An edition: the letter, sheets, open data and charts of one period, frozen together under one id."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec

from phucvu.errors import UserError
from phucvu.publications.appendix_one import AppendixOne, appendix_one
from phucvu.publications.appendix_two import AppendixTwo, appendix_two, by_unit, check_agreement, distinct
from phucvu.publications.inputs import Deadline, EditionInput, OverdueLine
from phucvu.publications.letter import Draft, write_letter
from phucvu.publications.pdf import has_libreoffice, to_pdf
from phucvu.publications.profile import Letter
from phucvu.publications.template import problems, template_bytes
from phucvu.publications.units import UNDECIDED_CODE, Charge, groups
from phucvu.publications.wording import short_date
from phucvu.registry.calendar import Calendar

__all__ = ["Edition", "EditionFile", "EditionInput", "make"]

OnStep = Callable[[int, int | None, str], None]
WriteParquet = Callable[[list[dict[str, Any]], Path], None]


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
