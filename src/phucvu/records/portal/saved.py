"""Saved answers of the portal: a raw body, a HAR file of a browser, a folder kept by our fetcher. Told by content."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.records.portal.index import INDEX, Entry, entries
from phucvu.records.portal.node import services
from phucvu.records.portal.remarks import Remarks
from phucvu.registry.clock import local
from phucvu.registry.period import PeriodError, parse_period

ALL = "all"
FILTERS = ("formalityId", "formalityID")  # the portal spells it both ways
AGAIN = "Hãy mở lại trang kết quả trên Cổng và lưu lại câu trả lời."


@dataclass(frozen=True)
class Answer:
    """One answer: its ``data``, and what the request tells: service, period, scope (a procedure), reading time."""

    file: str
    data: Mapping[str, Any]
    service: str | None = None
    period: str | None = None
    scope: str = ALL
    read_at: datetime | None = None


def is_json(content: bytes) -> bool:
    return content.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"{", b"[")


def answers(path: Path, label: str, remarks: Remarks) -> Iterator[Answer]:
    """The answers in one file. Raises UserError when it is none, or not the one that the index names."""
    content = path.read_bytes()
    document = parsed(content, label)
    if isinstance(document, dict) and isinstance(document.get("log"), dict):
        yield from _of_har(document["log"], label, remarks)
        return
    asked = _asked(path, content, label)
    told = _told(asked.path, asked.body, asked.read_at) if asked else {}
    yield Answer(label, _data(document, label), **told)


def parsed(content: bytes, label: str) -> Any:
    """JSON with exact numbers. Raises UserError for anything else."""
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):  # UnicodeDecodeError is a ValueError
        pass
    if content.lstrip()[:1] == b"<":
        raise UserError(f"Tệp “{label}” là trang HTML (đăng nhập hoặc báo lỗi), không phải số liệu. {AGAIN}")
    raise UserError(f"Tệp “{label}” bị cắt hoặc không phải JSON mã UTF-8. {AGAIN}")


def _no_number(text: str) -> None:
    raise ValueError(text)


def _data(document: Any, label: str) -> Mapping[str, Any]:
    """The part of an answer that holds figures. Raises UserError when the portal refused, or there is none."""
    if not isinstance(document, dict):
        raise UserError(f"Tệp “{label}” không phải câu trả lời của Cổng DVCQG (thiếu code và data). {AGAIN}")
    code, data = document.get("code", "OK"), document.get("data")
    if str(code).upper() not in ("OK", "200", "0"):
        message = str(document.get("message") or "không nói lý do")[:120]
        raise UserError(f"Tệp “{label}”: Cổng trả lời lỗi {str(code)[:40]} ({message}). {AGAIN}")
    if not isinstance(data, dict):
        what = "trống" if data is None else "không đúng dạng"
        raise UserError(f"Tệp “{label}”: phần data {what}, không có số liệu. {AGAIN}")
    return data


# ---- what the request tells


def _told(path: str, body: Any, read_at: Any) -> dict[str, Any]:
    asked = body if isinstance(body, dict) else {}
    scope = next((str(asked[name]) for name in FILTERS if asked.get(name)), ALL)
    return {"service": service_of(path), "period": period_of(asked), "scope": scope, "read_at": _moment(read_at)}


def service_of(address: str) -> str | None:
    """The service an address ends with; None when it is none of them."""
    last = str(address).split("?")[0].rstrip("/").rsplit("/", maxsplit=1)[-1]
    return last if last in services().services else None


def period_of(body: Mapping[str, Any]) -> str | None:
    """The period a request asked for, by its canonical name; None when it tells none that we know."""
    try:
        if body.get("fromDate") and body.get("toDate"):
            return _span(_day(str(body["fromDate"])), _day(str(body["toDate"])))
        year, kind = int(body["year"]), str(body.get("timeType", "year"))
        names = {"month": f"{year}-{int(body.get('month') or 0):02d}", "year": str(year)}
        names["quarter"] = f"{year}-Q{body.get('quarter')}"
        return parse_period(names[kind]).name
    except (KeyError, TypeError, ValueError, PeriodError):
        return None


def _span(first: date, last: date) -> str:
    """A whole month, quarter or year by its name, else from/to."""
    for name in (f"{first:%Y-%m}", f"{first.year}-Q{(first.month + 2) // 3}", str(first.year)):
        period = parse_period(name)
        if (period.first, period.last) == (first, last):
            return name
    return parse_period(f"{first}/{last}").name


def _day(text: str) -> date:
    """2026-08-01, 2026-08-01T00:00:00+07:00 or 01/08/2026."""
    if "/" in text:
        return datetime.strptime(text[:10], "%d/%m/%Y").date()
    return local(datetime.fromisoformat(text)).date()


def _moment(text: Any) -> datetime | None:
    try:
        return local(datetime.fromisoformat(str(text))).replace(microsecond=0) if text else None
    except ValueError:
        return None


# ---- a browser's HAR, and our own index


def _of_har(log: Mapping[str, Any], label: str, remarks: Remarks) -> Iterator[Answer]:
    """The answers among what a browser loaded. Raises UserError when there is none."""
    entries = log.get("entries")
    others = found = 0
    for number, entry in enumerate(entries if isinstance(entries, list) else (), 1):
        request, response = (_part(entry, name) for name in ("request", "response"))
        if service_of(str(request.get("url"))) is None:
            others += 1
            continue
        found += 1
        if answer := _of_entry(entry, request, response, f"{label}#{number}", remarks):
            yield answer
    if others:
        remarks.say("portal_other_request", label, "log.entries", str(others))
    if not found:
        raise UserError(
            f"Tệp “{label}” (HAR) không có yêu cầu nào tới kết quả bộ chỉ số của Cổng. "
            "Hãy mở trang kết quả khi đang ghi, rồi lưu lại HAR."
        )


def _of_entry(
    entry: Any, request: Mapping[str, Any], response: Mapping[str, Any], label: str, remarks: Remarks
) -> Answer | None:
    content = _part(response, "content")
    if response.get("status") != 200:
        remarks.say("portal_failed_request", label, "response.status", str(response.get("status")), lost=True)
        return None
    try:
        text = str(content.get("text") or "")
        raw = base64.b64decode(text) if content.get("encoding") == "base64" else text.encode()
        data = _data(parsed(raw, label), label)
        body = json.loads(str(_part(request, "postData").get("text") or "{}"))
    except (UserError, ValueError, RecursionError) as error:
        words = str(error) if isinstance(error, UserError) else "không đọc được nội dung"
        remarks.say("portal_unreadable", label, "response.content", words.rstrip("."), lost=True)
        return None
    return Answer(label, data, **_told(str(request.get("url")), body, entry.get("startedDateTime")))


def _part(node: Any, name: str) -> Mapping[str, Any]:
    part = node.get(name) if isinstance(node, dict) else None
    return part if isinstance(part, dict) else {}


def _asked(path: Path, content: bytes, label: str) -> Entry | None:
    """What the index beside a raw answer says of it. Raises UserError when the bytes are not those it names."""
    entry = next((each for each in entries(path.parent) if each.file == path.name), None)
    if entry is not None and entry.sha256 != sha256(content).hexdigest():
        raise UserError(f"Tệp “{label}” đã bị sửa sau khi tải (khác mã băm trong {INDEX}). Hãy tải lại, không sửa tay.")
    return entry
