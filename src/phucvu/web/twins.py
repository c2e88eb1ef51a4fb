"""A page and its twins: the same data as HTML, JSON or CSV, by the ending of the address."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render

Row = Mapping[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so


def answer(request: HttpRequest, form: str, template: str, data: dict[str, Any], **more: Any) -> HttpResponse:
    """``form``: html, json or csv; ``more``: what only the template needs; csv gives ``data["rows"]``."""
    if form == "json":
        return as_json(data)
    if form == "csv":
        name = request.path.rsplit("/", 1)[-1]
        return as_csv(data["rows"], name)
    return render(request, template, data | more)


def as_json(data: Any) -> JsonResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1}, safe=False)


def as_csv(rows: Iterable[Row], name: str) -> HttpResponse:
    """Rows as CSV for Excel too (UTF-8 with a mark); nested values go in as JSON, lists of flags as a;b."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff" + "".join(csv_lines(rows)))
    return response


def streamed_csv(rows: Iterable[Row], name: str) -> HttpResponseBase:
    """The same for any number of rows, without holding them."""
    lines = csv_lines(rows)
    response = StreamingHttpResponse(_marked(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _marked(lines: Iterable[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Headings from the first row, then every row; no rows, no lines."""
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(_Echo(), list(row), extrasaction="ignore", lineterminator="\n")
            yield str(writer.writeheader())
        yield str(writer.writerow({key: cell(value) for key, value in row.items()}))


def cell(value: Any) -> Any:
    """A value as a cell: null is empty, a list a;b, what is nested JSON; nothing that a spreadsheet would run."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = ";".join(value)
    elif isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
