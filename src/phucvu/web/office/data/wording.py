"""The engine's sentences name options of the command line; on a page they name what stands there."""

import re

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from phucvu.web.told import is_english, told

WORDS = {
    " (phucvu import --template agency_mapping)": " ở trang Đơn vị chưa rõ",
    "bằng tệp quy đổi cột (--mapping)": "ở mục chọn cột bên dưới",
    "hãy khai tệp quy đổi cột (--mapping)": "hãy sửa tiêu đề trong tệp",
    ", hoặc nói rõ bằng --source": "",
    ", hoặc nói rõ --source TÊN": "",
    ", rồi nhập lại bằng --again": ", rồi bấm Nhập lại ở trang Các lần nhập",
    "thêm --agencies": "chọn ở mục “Đơn vị”",
    "thêm --period": "điền mục “Kỳ”",
    "thêm --extracted-at": "điền mục “Lúc trích xuất”",
    "thêm --scope": "chọn ở mục “Phạm vi”",
    "--agencies": "mục “Đơn vị”",
    "--scope": "mục “Phạm vi”",
    "--period": "mục “Kỳ”",
    "--extracted-at": "mục “Lúc trích xuất”",
    "--mapping": "mục chọn cột",
}
FORM = re.compile(r"(?:phucvu import|lệnh import) --template (\w+)")


def on_the_page(sentence: str) -> str:
    """A sentence of the engine in the words of the page, and in its language."""
    said = str(told(sentence)) if is_english() else sentence
    for option, words in WORDS.items():
        said = said.replace(_(option), _(words) if words else "")
    said = FORM.sub(lambda found: _("biểu mẫu %(form)s") % {"form": found[1]}, said)
    return mark_safe(said) if is_english() else said
