"""The index that the fetcher keeps beside raw answers: which request gave which file, when, with which hash."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

INDEX = "answers.jsonl"


class Entry(msgspec.Struct, frozen=True):
    """One answer: its file, path and body asked, reading time (ISO 8601, +07:00), HTTP status, hash of its bytes."""

    file: str
    path: str
    body: dict[str, Any]
    read_at: str
    status: int
    sha256: str


def entries(folder: Path) -> list[Entry]:
    """The entries of a folder's index, in order; none without an index. A line torn by a crash says nothing."""
    return list(_entries(folder / INDEX))


def superseded(found: Sequence[Entry]) -> set[str]:
    """Files whose request was answered once more later."""
    latest = {request_key(entry.path, entry.body): entry.file for entry in found}
    return {entry.file for entry in found} - set(latest.values())


def request_key(path: str, body: Mapping[str, Any]) -> str:
    """Equal for equal requests."""
    return f"{path} {json.dumps(body, sort_keys=True)}"


def _entries(path: Path) -> Iterator[Entry]:
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            yield msgspec.json.decode(line, type=Entry)
        except (msgspec.DecodeError, RecursionError):
            continue


def fault_of(content: bytes, status: int = 200) -> str | None:
    """Why bytes are no answer of the portal, in Vietnamese words; None when they are one."""
    if status != 200:
        return f"mã {status}"
    try:
        answer = json.loads(content)
    except ValueError:
        return "trang HTML, không phải JSON" if b"<" in content[:200] else "không phải JSON"
    if not isinstance(answer, dict) or "data" not in answer:
        return "không có phần data"
    return None if answer.get("code") == "OK" else f"Cổng báo “{answer.get('code')}”"


def rows_of(content: bytes) -> list[dict[str, Any]]:
    """The agencies in an answer: its parent and its list; none when it is no answer."""
    data = None if fault_of(content) else json.loads(content)["data"]
    if not isinstance(data, dict):
        return []
    listed = data.get("evaluation") or data.get("children") or []
    found = [data.get("parent"), *(listed if isinstance(listed, list) else [])]
    return [row for row in found if isinstance(row, dict)]
