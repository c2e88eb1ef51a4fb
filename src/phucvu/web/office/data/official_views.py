"""The official figures of a period: what is known, and typing or pasting what somebody reads on the portal."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from phucvu.errors import UserError
from phucvu.main import office_tables, official_typed, status
from phucvu.web.bodies import takes
from phucvu.web.home import period_of, workspace
from phucvu.web.office.data import actions
from phucvu.web.office.data.check_views import marks
from phucvu.web.office.data.content import evidence_kind, printable
from phucvu.web.office.data.official_forms import Typed
from phucvu.web.office.data.receiving import Receiver, received

FILE = "so-lieu-cong-bo.csv"
HASH = re.compile(r"\b[0-9a-f]{64}\b")


def official(request: HttpRequest) -> HttpResponse:
    """What is known of a period, and the empty form."""
    return _page(request, Typed(official_typed.items(period_of(request))))


def paste(request: HttpRequest) -> HttpResponse:
    """A pasted table as understood: filled into the form, where somebody looks at it and keeps it."""
    period = period_of(request)
    values, sentences = official_typed.understood(request.POST.get("table", "")[:100_000], period)
    if not values:
        sentences = [
            *sentences,
            "Không hiểu dòng nào. Mỗi dòng cần tên hoặc mã chỉ tiêu, rồi điểm, cách nhau bằng phím Tab.",
        ]
    form = Typed(official_typed.items(period), values=values)
    return _page(request, form, {"sentences": sentences, "understood": len(values)})


@takes("proof", lambda request: Receiver(request, settings.EVIDENCE_MAX_BYTES))
def typed(request: HttpRequest) -> HttpResponse:
    """Keep what was typed: its evidence, then a table that is looked at and taken in like any other file."""
    period = period_of(request)
    form = Typed(official_typed.items(period), request.POST, request.FILES)
    try:
        with received(request, "evidence_file") as files:
            if not form.is_valid():
                return _page(request, form, code=400)
            evidence = _kept(files[0]) if files else form.cleaned_data["evidence"]
    except UserError as problem:
        form.add_error(None, str(problem))
        return _page(request, form, code=400)
    read = {"read_at": form.cleaned_data["read_at"], "read_by": request.user.get_username(), "evidence": evidence}
    province = status.about(workspace())["province_code"]
    rows = official_typed.rows(province, period, form.values, read)

    def place(folder: Path) -> None:
        office_tables.write(official_typed.RECORD, rows, folder / FILE)

    upload = actions.keep_made(request, [FILE], place, {"mark": {"period": period, "step": "reading"}})
    actions.look(request, upload)
    return redirect("upload", upload=upload.pk)


def evidence(request: HttpRequest, digest: str) -> FileResponse:
    """A kept evidence file, only ever as an attachment."""
    found = next(iter(_home().glob(f"{digest}.*")), None) if HASH.fullmatch(digest) else None
    if found is None:
        raise Http404
    name = f"minh-chung-{digest[:8]}{found.suffix}"
    return FileResponse(found.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")


def _kept(file: Any) -> str:
    """Keep an evidence file under its hash; how the record names it. Raises UserError for other kinds of files."""
    content = file.read()
    kind, digest = evidence_kind(content), sha256(content).hexdigest()
    _home().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _home() / f"{digest}.{kind}"
    path.touch(mode=0o600)
    path.write_bytes(content)
    return f"{printable(file.name)} (sha256 {digest})"


def _home() -> Path:
    return Path(settings.MEDIA_ROOT) / "evidence"


def _page(request: HttpRequest, form: Typed, more: dict[str, Any] | None = None, code: int = 200) -> HttpResponse:
    rows = official_typed.known(workspace(), period_of(request))
    for row in rows:
        found = HASH.search(row["evidence"] or "")
        row["digest"] = found[0] if found and any(_home().glob(f"{found[0]}.*")) else ""
    known = {"form": form, "rows": rows, **marks(request, "reading"), **(more or {})}
    return render(request, "office/official.html", known, status=code)
