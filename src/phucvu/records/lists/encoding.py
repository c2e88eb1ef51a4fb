"""Bytes of a text file into text. Old Vietnamese encodings are believed only when what comes out is certain."""

import codecs
import unicodedata

from phucvu.errors import UserError

# TCVN 5712:1993 (TCVN3, fonts .VnTime): the letters of its upper half, each with its byte.
_TCVN3 = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_TCVN3_LETTERS = {first + at: letter for first, letters in _TCVN3.items() for at, letter in enumerate(letters)}
_MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
# Words every list of an office holds; an old encoding is right when at least two come out with their marks.
_WITNESSES = ("hồ sơ", "ngày", "tiếp nhận", "hẹn trả", "đơn vị", "trạng thái", "thủ tục", "quá hạn", "lĩnh vực")
_HEAD = 20_000  # bytes enough to see the headings


def decode(data: bytes, name: str) -> str:
    """Text of a file: by its byte order mark, as UTF-16 or UTF-8, else as cp1258 or TCVN3 when that is certain.

    Raises UserError when no encoding is certain: a wrong guess would spoil every name.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if guess := _utf16_without_mark(data):
        return data.decode(guess, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _old(data, name)


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:2000]
    if len(sample) < 4:
        return None
    for at, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[at::2].count(0)
        if zeros > 0.3 * len(sample) / 2 and sample[1 - at :: 2].count(0) == 0:
            return encoding
    return None


def _old(data: bytes, name: str) -> str:
    for read in (_cp1258, tcvn3):
        if _is_certain(read(data[:_HEAD])):
            return read(data)
    raise UserError(
        f"Không nhận ra bảng mã chữ của tệp “{name}”. Hãy mở tệp bằng Excel, lưu lại dạng “Excel Workbook (.xlsx)” "
        "hoặc “CSV UTF-8” rồi nhập lại."
    )


def _cp1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


def tcvn3(data: bytes) -> str:
    """Bytes of TCVN3 as text; its capitals carry no tone marks (the font drew them)."""
    return "".join(_TCVN3_LETTERS.get(byte, chr(byte)) for byte in data)


def _is_certain(text: str) -> bool:
    lower = text.lower()
    return "\ufffd" not in text and sum(word in lower for word in _WITNESSES) >= 2
