"""The engine's sentences name options of the command line; on a page they name what stands there."""

import re

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
    """A sentence of the engine in the words of the page."""
    for option, words in WORDS.items():
        sentence = sentence.replace(option, words)
    return FORM.sub(r"biểu mẫu \1", sentence)
