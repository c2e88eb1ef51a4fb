"""Changes of state of what is brought in: each one transaction with its event."""

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest

from phucvu.errors import UserError
from phucvu.main import status, undecided
from phucvu.web.accounts import audit
from phucvu.web.accounts.models import Person
from phucvu.web.home import workspace
from phucvu.web.office import work
from phucvu.web.office.data.content import clean_name, refuse_strange
from phucvu.web.office.data.queries import folder_of, is_taken, missing, proposal_of
from phucvu.web.office.data.receiving import incoming
from phucvu.web.office.models import Mark, Upload, Work

TORN = 86_400  # seconds after which a file that never came in whole is thrown away


def keep(request: HttpRequest, files: "Sequence[UploadedFile[Any]]") -> Upload:
    """Keep files brought by somebody, unless one of them is no data: then none. Raises UserError."""
    if not files:
        raise UserError("Chưa chọn tệp nào. Hãy chọn ít nhất một tệp.")
    names = [clean_name(file.name or "") for file in files]
    if len(set(names)) < len(names):
        raise UserError("Có hai tệp trùng tên. Hãy đổi tên một tệp rồi gửi lại.")

    def place(folder: Path) -> None:
        for file, name in zip(files, names, strict=True):
            os.link(file.file.name, folder / name)  # type: ignore[union-attr]
            (folder / name).chmod(0o600)
            refuse_strange(folder / name)

    return keep_made(request, names, place, {})


def keep_made(request: HttpRequest, names: list[str], place: Callable[[Path], None], flags: dict[str, Any]) -> Upload:
    """An upload whose files ``place`` puts into its folder; the folder goes when that fails."""
    _sweep()
    upload = Upload(id=uuid4(), by=_person(request), names=names, flags=flags)
    folder = incoming() / str(upload.pk)
    folder.mkdir(mode=0o700)
    try:
        place(folder)
        with transaction.atomic():
            upload.save(force_insert=True)
            audit.record(request, "upload", str(upload.pk), names=names)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return upload


def bring_again(request: HttpRequest, row: dict[str, Any]) -> Upload:
    """An earlier import once more, to be answered differently; its raw files lie in the workspace."""
    with transaction.atomic():
        flags = {"replaces": row["import_id"]}
        upload = Upload.objects.create(by=_person(request), names=row["files"], flags=flags)
        audit.record(request, "upload_again", str(upload.pk), import_id=row["import_id"])
    return upload


def look(request: HttpRequest, upload: Upload) -> None:
    """Start counting what an upload would bring, where its files and answers leave no doubt."""
    try:
        is_certain = not missing(proposal_of(upload))
    except UserError:
        is_certain = False  # its page tells
    begun = work.start("preview", _person(request), {"upload": str(upload.pk)}, request) if is_certain else None
    Upload.objects.filter(pk=upload.pk).update(work=begun)


def answer(request: HttpRequest, upload: Upload, flags: dict[str, Any]) -> None:
    """What somebody says of the files. Raises UserError, with nothing kept, when that cannot be."""
    kept = {name: value for name, value in upload.flags.items() if name in ("replaces", "mark")}
    upload.flags = kept | {name: value for name, value in flags.items() if value}
    if flags:
        proposal_of(upload)  # taking answers back is always possible
    with transaction.atomic():
        held = _open(upload)
        held.flags = upload.flags
        held.save(update_fields=["flags"])
        audit.record(request, "upload_answer", str(upload.pk), flags=sorted(held.flags))
    look(request, held)


def drop(request: HttpRequest, upload: Upload) -> None:
    """Nothing of it is taken in; its files go."""
    with transaction.atomic():
        held = _open(upload)
        held.state = "cancelled"
        held.save(update_fields=["state"])
        audit.record(request, "upload_drop", str(upload.pk))
    shutil.rmtree(folder_of(upload), ignore_errors=True)


def take_in(request: HttpRequest, upload: Upload) -> Work:
    """Start the import. Raises UserError while something is not answered, or when it is under way."""
    _open(upload)
    if sentences := missing(proposal_of(upload)):
        raise UserError(" ".join(sentences))
    with transaction.atomic():
        _open(upload)
        begun: Work = work.start("accept", _person(request), {"upload": str(upload.pk)}, request)
        Upload.objects.filter(pk=upload.pk).update(work=begun)
    return begun


def taken_in(by: Person, upload: Upload, result: dict[str, Any]) -> None:
    """The lake has it: the files here go (the lake keeps the raw ones), and a step of the month may be done."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(state="accepted")
        counts = {name: result[name] for name in ("accepted", "unchanged", "rejected")}
        audit.record(by, "import", result["import_id"], upload=str(upload.pk), **counts)
        step = upload.flags.get("mark")
        if step and not (step["step"] == "units" and undecided.waiting(workspace())[0]):
            _mark(by, step["period"], step["step"], f"Lần nhập {result['import_id']}")
    shutil.rmtree(folder_of(upload), ignore_errors=True)


def withdraw(request: HttpRequest, import_id: str) -> Work:
    """Start taking an import out of the lake."""
    begun: Work = work.start("undo", _person(request), {"import_id": import_id}, request)
    return begun


def mark(request: HttpRequest, period: str, step: str, note: str = "") -> None:
    """Somebody has looked through a step of the month, on the lake as it is now."""
    with transaction.atomic():
        made = _mark(_person(request), period, step, note)
        audit.record(request, "mark", f"{period} {step}", lake_version=made.lake_version)


def _mark(by: Person, period: str, step: str, note: str) -> Mark:
    version = status.lake_version(workspace())
    return Mark.objects.create(period=period, step=step, by=by, lake_version=version, note=note[:300])


@transaction.atomic
def _open(upload: Upload) -> Upload:
    """The row, locked for the transaction it is asked in, if it can still be changed. Raises UserError."""
    held = Upload.objects.select_for_update(of=("self",)).select_related("work").get(pk=upload.pk)
    if held.state != "waiting" or is_taken(held):
        raise UserError("Lần tải lên này đã được nhập, đang nhập hoặc đã bỏ; không đổi được nữa.")
    return held


def _sweep() -> None:
    """Files that never came in whole, of a process that was killed."""
    for torn in incoming().glob("*.part"):
        if time.time() - torn.stat().st_mtime > TORN:
            torn.unlink(missing_ok=True)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
