"""`phucvu letter`: the edition of a period, frozen in the workspace and copied to where the office wants it."""

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake.editions import keep, parquet
from phucvu.main import correcting
from phucvu.main.correcting import Corrected, known_edition
from phucvu.main.edition_input import edition_input
from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.question import Question, parse_clock
from phucvu.publications import profile as profiles
from phucvu.publications.edition import MANIFEST, PACKETS, Edition, make
from phucvu.publications.inputs import Deadline
from phucvu.registry.clock import now

DEFAULT_PROFILE = "vpubnd"


def letter(
    question: Question,
    out: Path,
    profile: str | None = None,
    on_step: OnStep = silent,
    deadline: Deadline | None = None,
    corrected: Corrected | None = None,
) -> dict[str, Any]:
    """Make the edition under editions/ and copy its files to ``out``; ``corrected``: with the letter that says so.

    Returns {edition, hash, files, warnings, cells}. Raises UserError when profile, template or figures do not fit.
    """
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} là một tệp, không phải thư mục. Hãy chọn thư mục khác cho --out.")
    figures = open_figures(question, on_step)
    before = known_edition(figures.workspace, corrected.edition_id) if corrected else None
    on_step(0, None, "Đếm và tính điểm")
    given = replace(edition_input(figures, profiles.load(profile or DEFAULT_PROFILE)), deadline=deadline)
    made = make(given, figures.workspace.editions, on_step, parquet, figures.calendar)
    found = []
    if corrected and before:  # nothing is copied when there is nothing to correct
        old = correcting.folder_of(figures.workspace, before)
        found = correcting.differences(given, old, made.folder, corrected.reason)
    files = _copied(made, out)
    if corrected:
        files.append(correcting.write(given, found, corrected, out))
    _register(figures, made, given.profile.name, before, corrected)
    return {"edition": made.id, "hash": made.hash, "files": files, "warnings": list(made.warnings), "cells": made.cells}


def deadline_of(text: str | None) -> Deadline | None:
    """A deadline as typed: a day (itself included), or a day and an hour (before it)."""
    if text is None:
        return None
    moment = parse_clock(text, "--deadline")
    has_hour = "T" in text.upper() or " " in text.strip()
    return Deadline(moment.date(), moment.time() if has_hour else None, is_inclusive=not has_hour)


def corrected_by(edition_id: str, number: str, issued_on: str, reason: str) -> Corrected:
    """What a correction must say. Raises UserError naming what is missing."""
    given = {"--number": number, "--issued-on": issued_on, "--reason": reason}
    missing = [name for name, text in given.items() if not text.strip()]
    if missing:
        raise UserError(f"Công văn đính chính cần thêm {', '.join(missing)}.")
    return Corrected(edition_id, number, parse_clock(issued_on, "--issued-on").date(), reason)


def _copied(made: Edition, out: Path) -> list[dict[str, Any]]:
    _clear(out)
    shutil.copytree(made.folder, out, dirs_exist_ok=True)
    return [
        {"kind": file.kind, "path": str(out / file.path.relative_to(made.folder)), "bytes": file.bytes}
        for file in made.files
    ]


def _clear(out: Path) -> None:
    """Take away the files of the edition that lies there: a list of a unit that has none now must not stay behind."""
    with suppress(OSError, ValueError, KeyError):  # no edition there, or not ours
        for name in json.loads((out / MANIFEST).read_text("utf8"))["files"]:
            (out / name).unlink(missing_ok=True)


def _register(
    figures: Figures, made: Edition, profile: str, before: dict[str, Any] | None, corrected: Corrected | None
) -> None:
    """The row of the edition in the lake; the same edition made again stays one row."""
    row = {
        "edition_id": made.id,
        "period": figures.moment.period.name,
        "as_at": figures.moment.until,
        "known_at": figures.known_at,
        "reading": figures.moment.reading,
        "rubric_version": figures.rubric.version,
        "profile": profile,
        "files": [
            {"name": str(file.path.relative_to(made.folder)), "sha256": file.sha256, "size": file.bytes}
            for file in made.files
        ],
        "content": json.dumps({"hash": made.hash}),
        "made_at": now(),
        "replaces_id": before["edition_id"] if before else None,
        "reason": corrected.reason if corrected else None,
    }
    keep(figures.workspace, row)


def summed_up(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The files as a person reads them: what comes one per unit stands on one line, by its folder."""
    lines: dict[str, dict[str, Any]] = {}
    for file in files:
        path = Path(file["path"])
        is_packet = path.parent.name == PACKETS
        key = str(path.parent) if is_packet else file["path"]
        line = lines.setdefault(key, {"kind": file["kind"], "path": key, "bytes": 0, "count": 0})
        line["bytes"] += file["bytes"]
        line["count"] += 1
    return [line | {"path": _with_count(line)} for line in lines.values()]


def _with_count(line: dict[str, Any]) -> str:
    return f"{line['path']} ({line['count']} tệp)" if line["count"] > 1 else str(line["path"])
