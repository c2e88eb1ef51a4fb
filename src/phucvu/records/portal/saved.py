"""Saved answers of the portal: a raw body, a HAR file of a browser, a folder kept by our fetcher. Told by content."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.records.archives import head
from phucvu.records.portal.index import INDEX, Entry, entries, superseded
from phucvu.records.portal.node import services
from phucvu.records.portal.remarks import Remarks, printable
from phucvu.registry.clock import local
from phucvu.registry.period import PeriodError, parse_period, spanning

ALL = "all"
FILTERS = ("formalityId", "formalityID")  # the portal spells it both ways
AGAIN = "Hãy mở lại trang kết quả trên Cổng, tải lại và lưu lại câu trả lời."
MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"
OK = 200


@dataclass(frozen=True)
class Answer:
    """One answer: its ``data``, and what the request tells: service, period, scope (a procedure), reading time.

    ``at``: where it stands in its file; ``is_alone``: nothing else is in the file, nor came with it. ``reading``: the
    same for answers that were read together; ``day``: when that reading began.
    """

    file: str
    data: Mapping[str, Any]
    service: str | None = None
    period: str | None = None
    scope: str = ALL
    read_at: datetime | None = None
    at: str = ""
    is_alone: bool = True
    reading: str = ""
    day: date | None = None


class NoAnswerError(Exception):
    """Bytes that are no answer; the words say why, for a sentence that begins with the file."""


def is_answer(path: Path) -> bool:
    """Whether a file is to be read as an answer: JSON, a web page in place of one, or named by the index beside it.

    Raises UserError when it cannot be opened.
    """
    opening = head(path, 64).replace(b"\0", b"").lstrip(MARKS)[:1]
    return opening in (b"{", b"[", b"<") or _entry(path) is not None


def looks_like_answers(opening: bytes) -> bool:
    """Whether a JSON file that opens so is an answer, a browser's HAR or our index; no message has these names."""
    text = opening.replace(b"\0", b"").lstrip(MARKS)
    if re.match(rb'\{\s*"log"\s*:\s*\{', text) or all(name in text for name in (b'"sha256"', b'"read_at"', b'"path"')):
        return True
    if any(name in text for name in (b'"MaHoSo"', b'"service"', b'"madonvi"')):
        return False
    is_refused = b'"code"' in text and re.search(rb'"data"\s*:\s*null', text)
    names = (b'"evaluation"', b'"groupScores"', b'"metrics"', b'"totalReceived"', b'"authorityCount"')
    return bool(is_refused) or any(name in text for name in (*names, b'"totalDossierFinancialObligation"'))


def answers(path: Path, label: str, remarks: Remarks) -> Iterator[Answer]:
    """The answers in one file. Raises UserError when it is none, or not the one that the index names."""
    content = path.read_bytes()
    if entry := _entry(path):
        yield from _of_index(path, content, label, entry, remarks)
        return
    try:
        document = parsed(content)
        if not (isinstance(document, dict) and isinstance(document.get("log"), dict)):
            yield Answer(label, _data(document, label, remarks))
            return
    except NoAnswerError as error:
        raise UserError(f"Tệp “{label}” {error}. {AGAIN}") from None
    yield from _of_har(document["log"], label, remarks)


def parsed(content: bytes) -> Any:
    """JSON with exact numbers. Raises NoAnswerError for anything else."""
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_float=_decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):  # UnicodeDecodeError is a ValueError
        pass
    if not content.strip():
        raise NoAnswerError("rỗng")
    if content.replace(b"\0", b"").lstrip(MARKS)[:1] == b"<":
        raise NoAnswerError("là trang HTML (đăng nhập hoặc báo lỗi), không phải số liệu")
    raise NoAnswerError("bị cắt hoặc không phải JSON mã UTF-8")


def _decimal(text: str) -> Decimal | str:
    """Exactly as written; what is beyond any Decimal stays a text, which no field takes for a number."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _no_number(text: str) -> None:
    raise ValueError(text)


def _data(document: Any, label: str, remarks: Remarks) -> Mapping[str, Any]:
    """The part of an answer that holds figures. Raises NoAnswerError when the portal refused, or there is none."""
    if not isinstance(document, dict):
        raise NoAnswerError("không phải câu trả lời của Cổng DVCQG (thiếu code và data)")
    code, data = document.get("code", "OK"), document.get("data")
    if str(code).upper() not in ("OK", "200", "0"):
        message = printable(document.get("message") or "không nói lý do")[:120]
        raise NoAnswerError(f"không có số liệu: Cổng trả lời lỗi {printable(code)[:40]} ({message})")
    if not isinstance(data, dict):
        raise NoAnswerError("không có số liệu: phần data " + ("trống" if data is None else "không đúng dạng"))
    remarks.unknown(label, {str(name) for name in document} - {"code", "data", "message"})
    return data


# ---- what the request tells


def _told(path: str, body: Any, read_at: Any, file: str, at: str, remarks: Remarks) -> dict[str, Any]:
    asked = body if isinstance(body, dict) else {}
    scope = next((printable(asked[name]) for name in FILTERS if asked.get(name)), ALL)
    period, moment = period_of(asked), _moment(read_at)
    if period is None and (asked or not isinstance(body, dict)):
        remarks.say("portal_unread_period", file, at, "")
    if moment is None:
        remarks.say("portal_missing_field", file, at, "thời điểm đọc")
    if narrowing := [name for name in asked if asked[name] and name not in (*FILTERS, *services().asked)]:
        remarks.say("portal_unknown_filter", file, at, ", ".join(sorted(narrowing)))
    return {"service": service_of(path), "period": period, "scope": scope, "read_at": moment, "at": at}


def service_of(address: str) -> str | None:
    """The service of an address, or of its bare name; None for every other address, however it ends."""
    path = re.split(r"[?#]", str(address), maxsplit=1)[0].rstrip("/")
    last = path.rpartition("/")[2]
    is_one = last in services().services and path.endswith(
        (f"/{services().under}{last}", *([last] if path == last else []))
    )
    return last if is_one else None


def period_of(body: Mapping[str, Any]) -> str | None:
    """The period a request asked for, by its canonical name; None when it tells none that we know."""
    try:
        if body.get("fromDate") and body.get("toDate"):
            return spanning(_day(str(body["fromDate"])), _day(str(body["toDate"]))).name
        year, kind = int(body["year"]), _kind(body)
        names = {"month": f"{year}-{int(body.get('month') or 0):02d}", "year": str(year)}
        names["quarter"] = f"{year}-Q{body.get('quarter')}"
        return parse_period(names[kind]).name
    except (KeyError, TypeError, ValueError, OverflowError, PeriodError):
        return None


def _kind(body: Mapping[str, Any]) -> str:
    """month, quarter or year; without a timeType the part of the year that is named."""
    named = next((name for name in ("month", "quarter") if body.get(name)), "year")
    return str(body.get("timeType") or named).lower()


def _day(text: str) -> date:
    """2026-08-01, 2026-08-01T00:00:00+07:00 or 01/08/2026."""
    if "/" in text:
        return datetime.strptime(text[:10], "%d/%m/%Y").date()
    return local(datetime.fromisoformat(text)).date()


def _moment(text: Any) -> datetime | None:
    try:
        return local(datetime.fromisoformat(str(text))).replace(microsecond=0) if text else None
    except (ValueError, OverflowError):
        return None


# ---- a browser's HAR


def _of_har(log: Mapping[str, Any], label: str, remarks: Remarks) -> Iterator[Answer]:
    """The answers among what a browser loaded. Raises UserError when there is none."""
    entries = log.get("entries")
    others = found = 0
    for number, entry in enumerate(entries if isinstance(entries, list) else (), 1):
        request = _part(entry, "request")
        # A browser asks leave (OPTIONS) before it asks another host.
        if service_of(str(request.get("url"))) is None or request.get("method") == "OPTIONS":
            others += 1
            continue
        found += 1
        yield from _of_entry(entry, f"log.entries[{number}]", label, remarks)
    if others:
        remarks.say("portal_other_request", label, "log.entries", str(others))
    if not found:
        raise UserError(
            f"Tệp “{label}” (HAR) không có yêu cầu nào tới kết quả bộ chỉ số của Cổng. "
            "Hãy mở trang kết quả khi đang ghi, rồi lưu lại HAR."
        )


def _of_entry(entry: Mapping[str, Any], at: str, label: str, remarks: Remarks) -> Iterator[Answer]:
    request, response = _part(entry, "request"), _part(entry, "response")
    if response.get("status") != OK:
        remarks.say("portal_failed_request", label, at, str(response.get("status")), lost=True)
        return
    try:
        data = _data(parsed(_content(_part(response, "content"))), label, remarks)
    except NoAnswerError as error:
        remarks.say("portal_unreadable", label, at, str(error), lost=True)
        return
    told = _told(str(request.get("url")), _body(request), entry.get("startedDateTime"), label, at, remarks)
    yield Answer(label, data, is_alone=False, reading=label, **told)


def _content(content: Mapping[str, Any]) -> bytes:
    """Raises NoAnswerError for a broken base64."""
    text = str(content.get("text") or "")
    try:
        return base64.b64decode(text, validate=True) if content.get("encoding") == "base64" else text.encode()
    except ValueError:
        raise NoAnswerError("nội dung base64 bị hỏng") from None


def _body(request: Mapping[str, Any]) -> Any:
    """What was sent; text that is no JSON is a body without a period."""
    text = str(_part(request, "postData").get("text") or "{}")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _part(node: Any, name: str) -> Mapping[str, Any]:
    part = node.get(name) if isinstance(node, dict) else None
    return part if isinstance(part, dict) else {}


# ---- a folder of our fetcher


def _of_index(path: Path, content: bytes, label: str, entry: Entry, remarks: Remarks) -> Iterator[Answer]:
    """An answer as our fetcher kept it; what the portal refused is named. Raises UserError when it was changed."""
    if entry.sha256 != sha256(content).hexdigest():
        raise UserError(f"Tệp “{label}” đã bị sửa sau khi tải (khác mã băm trong {INDEX}). Hãy tải lại, không sửa tay.")
    together = entries(path.parent)
    if path.name in superseded(together):
        remarks.say("portal_asked_again", label, "", "")
        return
    if entry.status != OK:
        remarks.say("portal_failed_request", label, "", str(entry.status), lost=True)
        return
    try:
        data = _data(parsed(content), label, remarks)
    except NoAnswerError as error:
        remarks.say("portal_unreadable", label, "", str(error), lost=True)
        return
    # A reading that runs past midnight is one reading: its answers lend each other counts.
    first = min((moment.date() for each in together if (moment := _moment(each.read_at))), default=None)
    told = _told(entry.path, entry.body, entry.read_at, label, "", remarks)
    yield Answer(label, data, is_alone=False, reading=str(path.parent), day=first, **told)


def _entry(path: Path) -> Entry | None:
    """What the index says of a file; of one asked again, the last."""
    return next((each for each in reversed(entries(path.parent)) if each.file == path.name), None)
