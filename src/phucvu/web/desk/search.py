"""One box for dossier codes, and the whole story of one dossier."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from phucvu.errors import UserError
from phucvu.main import dossier as stories
from phucvu.main import status
from phucvu.main.dossier_told import told
from phucvu.main.lookup import look_up, seen_at
from phucvu.registry.codes import parse_dossier_code
from phucvu.web import home
from phucvu.web.desk import reach
from phucvu.web.twins import answer

Row = dict[str, Any]
MOST = 200  # codes at once
ENDS = re.compile(r"[\r\n\t,;]+")


def search(request: HttpRequest) -> HttpResponse:
    """One code that is found leads to its page; several give a table. Pasted lists come by POST: they are long."""
    text = request.POST.get("ma") or request.GET.get("ma") or ""
    codes = split_codes(text)
    if len(codes) > MOST:
        problem = f"Danh sách có {len(codes)} mã; mỗi lần tra được nhiều nhất {MOST} mã. Hãy chia nhỏ danh sách."
        return render(request, "desk/search.html", {"text": text, "problem": problem}, status=400)
    rows = [_judged(request, row) for row in look_up(home.workspace(), codes, request.GET.get("tai"))] if codes else []
    if len(rows) == 1 and rows[0]["found"]:
        return redirect("dossier", code=rows[0]["code"])
    found = next((row["found"] for row in rows if row["found"]), None)
    return render(request, "desk/search.html", {"text": text, "rows": rows, "facts": found, "most": MOST})


def split_codes(text: str) -> list[str]:
    """The codes of a pasted text, each once: by lines, commas, cells; by blanks where a piece is not one code."""
    pieces = filter(None, (piece.strip() for piece in ENDS.split(text)))
    found = [code for piece in pieces for code in ([piece] if _is_one(piece) else piece.split())]
    return list(dict.fromkeys(found))


def _is_one(piece: str) -> bool:
    code = parse_dossier_code(piece)
    return bool(code and code.is_structured)


def _judged(request: HttpRequest, row: Row) -> Row:
    """What is not one's own looks like what is not there."""
    found = row["found"]
    return row | {"found": found if found and reach.is_own(request, found["agencies"]) else None}


def dossier(request: HttpRequest, code: str, form: str = "html") -> HttpResponse:
    """Everything known of a dossier but who applied. Raises Http404 unless one of its agencies is one's own."""
    folder = home.workspace()
    as_at = seen_at(folder, request.GET.get("tai"))
    try:
        story = stories.stories(folder, [code], as_at, request.GET.get("phien-ban"))[0]
    except UserError:
        raise Http404 from None
    roles = ("charged", "handling", "receiving", "prefix")
    if not reach.is_own(request, [story["agencies"][role] for role in roles]):
        raise Http404
    more = {"told": told(story, folder), "extracted_at": status.extracted_at(folder), "story": story}
    return answer(request, form, "desk/dossier.html", story, **more)
