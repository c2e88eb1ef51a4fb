"""Files of messages: envelopes of one service in a zip, or one message a line."""

import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from phucvu.simulation.dossiers import Dossier
from phucvu.simulation.messages import Message, Writer

Numbered = list[tuple[int, Dossier]]
SENT_TWICE = 8  # one dossier in so many is first sent as new (version of 2020), then as an update


def write_lines(path: Path, service: str, dossiers: Numbered, writer: Writer) -> Path:
    """JSON lines, one dossier or one history row each."""
    lines = [msgspec.json.encode(message) for message in _messages(service, dossiers, writer)]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def write_zip(path: Path, service: str, dossiers: Numbered, writer: Writer) -> Path:
    """A zip with one JSON file a unit, each a list of envelopes; the time inside is fixed so that bytes repeat."""
    stamp = writer.sent_at.timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for unit, items in groupby(sorted(dossiers, key=_unit), key=_unit):
            info = zipfile.ZipInfo(f"{service}-{unit}.json", stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, msgspec.json.encode(_envelopes(service, unit, list(items), writer)))
    return path


def _unit(numbered: tuple[int, Dossier]) -> str:
    return numbered[1].unit


def _envelopes(service: str, unit: str, items: Numbered, writer: Writer) -> list[Message]:
    messages = list(_messages(service, items, writer))
    envelopes = [_envelope(service, unit, messages, is_update=True)]
    if service == "DongBoHoSoMC":
        early = [writer.first(item, number) for number, item in items if number % SENT_TWICE == 0]
        envelopes.insert(0, _envelope(service, unit, early, is_update=False))
    return envelopes


def _envelope(service: str, unit: str, data: list[Message], is_update: bool) -> Message:
    return {
        "session": "mo-phong",
        "madonvi": unit,
        "service": service,
        "isUpdating": str(is_update),
        "data": data,
    }


def _messages(service: str, dossiers: Numbered, writer: Writer) -> Iterator[Message]:
    for number, dossier in dossiers:
        if service == "DongBoHoSoMC":
            yield writer.full(dossier, number)
        else:
            yield from writer.steps(dossier)
