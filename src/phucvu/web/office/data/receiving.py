"""Files on their way in: straight into the workspace's scratch folder, never more than the settings allow.

Django's own parser takes folders out of names silently; here a name with a folder is told and refused.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

from phucvu.errors import UserError
from phucvu.web.home import workspace

FOLDER = Path("tmp") / "uploads"


def incoming() -> Path:
    """Where files lie while they come in; readable by the site alone."""
    folder = workspace() / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def size(count: int) -> str:
    """Bytes as people say them."""
    return f"{count >> 20} MB" if count >= 1 << 20 else f"{max(count >> 10, 1)} KB"


class Receiver(FileUploadHandler):
    """Writes each file to the scratch folder; what is refused is not kept, and ``refusals`` says why."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit = limit  # bytes of one file
        self.refusals: list[str] = []
        self.count = self.written = 0
        self.stream: IO[bytes] | None = None

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> tuple[Any, MultiValueDict[str, Any]] | None:
        if self.request is None or isinstance(input_data, _Read):
            return None
        parser = _Parser(self.request.META, _Read(input_data), [self], encoding)  # type: ignore[arg-type]
        parser.receiver = self
        return parser.parse()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count, self.written = self.count + 1, 0
        if self.count > settings.UPLOAD_MAX_FILES:
            self._refuse(f"Gửi quá {settings.UPLOAD_MAX_FILES} tệp một lần. Hãy chia thành nhiều lần.")
        self.stream = tempfile.NamedTemporaryFile(dir=incoming(), suffix=".part")  # noqa: SIM115 (closed by the view)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.stream is not None
        self.written += len(raw_data)
        if self.written > self.limit:
            self.stream.close()
            self._refuse(
                f"Tệp “{self.file_name}” lớn hơn {size(self.limit)} nên không nhận. Hãy chia nhỏ tệp rồi gửi lại."
            )
        self.stream.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        assert self.stream is not None
        self.stream.flush()
        self.stream.seek(0)
        return UploadedFile(self.stream, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        if self.stream is not None:
            self.stream.close()

    def _refuse(self, sentence: str) -> None:
        if sentence not in self.refusals:
            self.refusals.append(sentence)
        raise SkipFile


class _Read:
    """The body once more under another name, so that the receiver knows its own parser."""

    def __init__(self, stream: Any) -> None:
        self.read = stream.read


class _Parser(MultiPartParser):
    receiver: Receiver

    def sanitize_file_name(self, file_name: str) -> str | None:
        if "/" in file_name or "\\" in file_name:
            sentence = "Tên tệp gửi lên có đường dẫn thư mục nên không nhận. Hãy chọn tệp, không chọn thư mục."
            self.receiver.refusals = [*dict.fromkeys([*self.receiver.refusals, sentence])]
        cleaned: str | None = super().sanitize_file_name(file_name)
        return cleaned


@contextmanager
def received(request: HttpRequest, field: str) -> Iterator["list[UploadedFile[Any]]"]:
    """The files of a field; they are gone from the scratch folder afterwards. Raises UserError if one was refused."""
    files = [file for found in request.FILES.lists() for file in found[1]]
    try:
        refusals = [sentence for each in request.upload_handlers for sentence in getattr(each, "refusals", [])]
        if refusals:
            raise UserError(" ".join(refusals))
        yield [file for file in files if file in request.FILES.getlist(field)]
    finally:
        for file in files:
            file.close()
