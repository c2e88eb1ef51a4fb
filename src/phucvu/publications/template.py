"""Templates the office edits in Word: which fields there are, rendering, and a test rendering of a new one."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from docx.enum.section import WD_ORIENT
from docx.shared import Cm
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, UndefinedError
from msgspec import Struct

from phucvu.errors import UserError
from phucvu.publications.template_layout import ISSUER_LINE

Name = Literal["cong-van", "dinh-chinh"]
FOLDER = files("phucvu.publications") / "templates"
MARK = "⟦{}⟧"  # stands where a table goes until the document is written
FIXED_DAY = (1980, 1, 1, 0, 0, 0)  # of every member of the .docx: the same letter gives the same bytes
TABLES = {"cong-van": ("bang_phu_luc_i", "bang_phu_luc_ii"), "dinh-chinh": ("bang_dinh_chinh",)}


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """A field of the templates; ``only``: in this template; ``sample``: value of a test rendering."""

    doc: str
    sample: Any
    required: bool = False
    only: Name | None = None


def fields(name: Name) -> dict[str, Field]:
    """The fields of a template, in order."""
    written = msgspec.convert(yaml.safe_load((FOLDER / "fields.yaml").read_text("utf8")), dict[str, Field])
    return {key: field for key, field in written.items() if field.only in (None, name)}


def template_bytes(name: Name, path: str | Path | None = None) -> bytes:
    """The office's own template, or the shipped one. Raises UserError when it cannot be read."""
    if path is None:
        return (FOLDER / f"{name}.docx").read_bytes()
    try:
        return Path(path).read_bytes()
    except OSError:
        raise UserError(f"Không đọc được mẫu công văn {path}. Kiểm tra tên tệp trong hồ sơ phát hành.") from None


def _opened(content: bytes, label: str) -> DocxTemplate:
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise UserError(f"Tệp {label} không phải tệp Word .docx. Mở bằng Word rồi lưu lại dạng .docx.") from None
    return template


def problems(content: bytes, name: Name, label: str = "mẫu") -> list[str]:
    """What is wrong with a template, each a sentence; empty when it can be used."""
    known = fields(name)
    try:
        template = _opened(content, label)
        if unclosed := _unclosed(template):
            return [f"Mẫu {label}: dấu ngoặc mở mà không đóng trong đoạn “{text}”." for text in unclosed]
        used = template.get_undeclared_template_variables(_environment())
    except TemplateSyntaxError as problem:
        return [f"Mẫu {label}: viết sai trong dấu ngoặc {{{{ }}}} hoặc {{% %}}: {problem.message}."]
    except UserError as problem:
        return [str(problem)]
    missing = [key for key, field in known.items() if field.required and key not in used]
    found = [
        f"Mẫu {label}: không có trường nào tên “{key}”{_nearest(key, known)}." for key in sorted(used - set(known))
    ]
    found += [f"Mẫu {label}: thiếu trường bắt buộc “{key}” ({known[key].doc})." for key in missing]
    return found or _trial(content, name, label)


def _unclosed(template: DocxTemplate) -> list[str]:
    """Paragraphs whose braces do not pair: what follows would silently be swallowed."""
    paragraphs = template.docx.element.body.xpath(".//w:p")
    texts = ["".join(piece.text or "" for piece in paragraph.xpath(".//w:t")) for paragraph in paragraphs]
    pairs = (("{{", "}}"), ("{%", "%}"))
    return [text for text in texts if any(text.count(start) != text.count(end) for start, end in pairs)]


def check_template(path: Path, name: Name = "cong-van") -> list[str]:
    """Test-render an edited template with sample values: a list of sentences, empty when it can be used."""
    return problems(template_bytes(name, path), name, path.name)


def _nearest(key: str, known: Mapping[str, Field]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    return f" (có phải “{near[0]}”?)" if near else ""


def _trial(content: bytes, name: Name, label: str) -> list[str]:
    samples = {key: field.sample for key, field in fields(name).items()}
    emptied = {key: type(value)() for key, value in samples.items()}
    emptied["noi_gui"] = samples["noi_gui"][:1]
    try:
        for values in (samples, emptied):
            render(content, values, label)
    except UserError as problem:
        return [str(problem)]
    return []


def _environment() -> Environment:
    return Environment(undefined=StrictUndefined, autoescape=True)


def render(content: bytes, values: Mapping[str, Any], label: str = "mẫu") -> DocxTemplate:
    """The template with its values. Raises UserError that names a missing field or the place of a slip."""
    template = _opened(content, label)
    sections = len(template.docx.sections)
    try:
        template.render(dict(values), _environment())
    except UndefinedError as problem:
        quoted = re.findall(r"'([^']*)'", problem.message or "")  # "'x' is undefined", "'dict object' has no … 'x'"
        field = quoted[-1] if quoted else problem.message
        raise UserError(f"Mẫu {label} dùng trường “{field}” không có. Xem docs/letter-template.md.") from None
    except TemplateSyntaxError as problem:
        raise UserError(
            f"Mẫu {label} viết sai trong dấu ngoặc: {problem.message}. Sửa trong Word rồi chạy lại."
        ) from None
    if len(template.docx.sections) != sections:
        raise UserError(
            f"Mẫu {label}: ngắt trang của phụ lục dính vào một đoạn {{%p …%}}. Thêm một dòng trống trước chỗ ngắt."
        )
    return template


def mark(field: str) -> str:
    """What a table's field prints until ``write`` puts the table there."""
    return MARK.format(field)


def set_landscape(template: DocxTemplate, field: str) -> None:
    """Turn the section that holds a table."""
    document = template.docx
    index = 0
    for element in document.element.body:
        if mark(field) in "".join(element.itertext()):
            break
        index += len(element.xpath(".//w:sectPr"))
    section = document.sections[index]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def number_pages(template: DocxTemplate) -> None:
    """Every part counts its pages from 1 and hides the number on its first (the decree, Annex I).

    LibreOffice drops that from parts which are one page long in the template: they take the header of the letter.
    """
    first, *others = template.docx.sections
    for section in others:
        section.different_first_page_header_footer = True
        if "PAGE" not in "".join(section.header._element.itertext()):
            section.header.is_linked_to_previous = True
            section.header_distance = first.header_distance


def set_issuer_line(template: DocxTemplate, width: float) -> None:
    """Make the line under the issuing body ``width`` cm long (paragraphs of that style in the left box)."""
    for table in template.docx.tables:
        for cell in table.rows[0].cells:
            for paragraph in cell.paragraphs:
                if paragraph.style.name == ISSUER_LINE:
                    indent = max((cell.width.cm - width) / 2, 0)
                    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(indent)


def write(template: DocxTemplate, tables: Mapping[str, Iterable[str]], path: Path) -> None:
    """Save with the tables put in as text, piece by piece: 40,000 rows never stand in memory as a tree."""
    saved = io.BytesIO()
    template.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            pieces = _with_tables(content.decode("utf8"), tables) if name == "word/document.xml" else (content,)
            _write_member(target, name, pieces)


def _write_member(target: zipfile.ZipFile, name: str, pieces: Iterable[str | bytes]) -> None:
    info = zipfile.ZipInfo(name, FIXED_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    with target.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece.encode("utf8") if isinstance(piece, str) else piece)


def _with_tables(xml: str, tables: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Each table goes before the paragraph that holds its mark; the paragraph stays, empty, with its section break."""
    places = sorted((xml.index(mark(field)), field) for field in tables if mark(field) in xml)
    done = 0
    for at, field in places:
        start = max(xml.rfind("<w:p>", 0, at), xml.rfind("<w:p ", 0, at))
        yield xml[done:start]
        yield from tables[field]
        yield xml[start:at]
        done = at + len(mark(field))
    yield xml[done:]
