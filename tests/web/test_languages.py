"""Vietnamese first, English by a switch: every word of the pages is translated, and the compiled file holds it."""

import gettext
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from english import vietnamese_left
from registering import act, answered, opened, review

from phucvu.main import status
from phucvu.web.accounts.models import Person
from phucvu.web.accounts.templatetags.events import detail_words
from phucvu.web.followup.actions import objecting
from phucvu.web.followup.actions.reading import read_again
from phucvu.web.followup.models import Objection
from phucvu.web.gathering import gathered
from phucvu.web.office.models import Publication
from phucvu.web.told import HOLE, marked, pattern_of, told, told_or_marked
from web.test_permission_matrix import MAY, ROUTED

WEB = Path(__file__).parents[2] / "src" / "phucvu" / "web"
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
As = Callable[[str | None], Client]


def entries() -> Iterator[tuple[str, str]]:
    """(Vietnamese, English) of each entry without plural."""
    for block in re.split(r"\n\n+", PO.read_text("utf8")):
        parts = re.findall(r'^(msgid|msgstr) ((?:".*"\n?)+)', block, re.M)
        if len(parts) == 2:
            vi, en = ("".join(re.findall(r'"(.*)"', text)) for _, text in parts)
            yield _plain(vi), _plain(en)


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


TRANSLATED = dict(entries())


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: path.name)
def test_every_word_of_a_page_has_its_english(path: Path) -> None:
    found = re.findall(r"""\{% translate ("[^"]*"|'[^']*')""", path.read_text("utf8"))
    assert not [text[1:-1] for text in found if not TRANSLATED.get(text[1:-1])]


def test_no_entry_is_empty_and_the_compiled_file_is_the_written_one() -> None:
    assert len(TRANSLATED) > 1000
    assert not [vi for vi, en in TRANSLATED.items() if vi and not en]
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert not [vi for vi, en in TRANSLATED.items() if vi and compiled.gettext(vi) != en]


def test_placeholders_survive_translation() -> None:
    def holes(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s|\{\w*[^}]*\}", text))

    assert not [vi for vi, en in TRANSLATED.items() if holes(vi) != holes(en)]


def test_an_english_machine_sees_vietnamese_until_somebody_chooses(issued: Publication, public_on: None) -> None:
    page = Client(headers={"accept-language": "en-GB"}).get("/").content.decode()
    assert '<html lang="vi">' in page


def test_a_page_in_english(issued: Publication, public_on: None, as_: As) -> None:
    stranger = as_(None)
    stranger.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = stranger.get("/").content.decode()
    assert '<html lang="en">' in page
    assert "Ranking" in page or "ranking" in page


def test_every_word_of_ours_that_pages_show_is_gathered_and_has_its_english() -> None:
    """Tables of words and sentences of the engine: after a change, `make words` and translate."""
    texts = gathered()
    assert "Chưa giải trình" in texts and "Kho dữ liệu đủ tệp, phiên bản {0}." in texts
    assert not [text for text in texts if not TRANSLATED.get(text)]


@pytest.mark.parametrize(
    ("vi", "en"),
    [
        ("Kho dữ liệu đủ tệp, phiên bản 16.", "The data are complete, version 16."),
        ("QUÁ HẠN 12 ngày 1 giờ 0 phút, CHƯA CÓ KẾT QUẢ", "OVERDUE 12 days 1 hour 0 minutes, NO RESULT YET"),
        ("Đúng hạn <b> là gì", "Đúng hạn &lt;b&gt; là gì"),
        ("lấy theo Sở <Y tế>", 'taken from <span lang="vi">Sở &lt;Y tế&gt;</span>'),
        ("lấy theo Tỉnh; 18 tiêu chí không có số liệu", "taken from Province; 18 criteria without figures"),
        ("Đĩa còn trống 72,4 GB; thư mục làm việc chiếm 1.015 MB.", None),
        ("16:30 ngày 31/05/2023", "16:30, 31/05/2023"),
        ("1.234,5", "1,234.5"),
        ("Khá", "Fair"),
        ("TỔNG ĐIỂM: 9,59 (Công khai, minh bạch) = 9,59 trên 100 điểm.", None),
        ("Áp dụng từ 1<b>. Căn cứ: Khá (dấu I: Khá).", "In force from 1&lt;b&gt;. Source: Fair (mark I: Fair)."),
        ("Hồ sơ đồng bộ lên Cổng DVCQG: điểm", "Dossiers synchronised with the national portal: points"),
        ("Tổng điểm (tự tính): 53,64/100, xếp loại Khá.", "Total (computed): 53.64/100, class Fair."),
    ],
)
def test_a_sentence_of_the_engine_is_told_in_the_language_of_the_page(vi: str, en: str | None) -> None:
    with override("vi"):
        assert told(vi) == vi.replace("<", "&lt;").replace(">", "&gt;")
    with override("en"):
        assert told(vi) == en if en else not vietnamese_left(told(vi))


@pytest.mark.parametrize("typed", ["Sai đơn vị", "tháng 3 nộp lại", "Bác: không đủ căn cứ", "trước Sai ngày Lao"])
def test_what_people_typed_stays_in_their_words(typed: str) -> None:
    """In a list beside words of ours, in the log: a template finds no sentence in it."""
    with override("en"):
        assert told_or_marked(typed) == f'<span lang="vi">{typed}</span>'
        assert detail_words({"reason": typed}).endswith(f': <span lang="vi">{typed}</span>')
        assert told_or_marked("còn 3 ngày") == "3 days left"


def test_no_typed_text_holds_a_page_up() -> None:
    """A text made to fit a template in very many ways: tried one by one, they take for ever."""
    begun = time.process_time()
    for template in filter(HOLE.search, TRANSLATED):
        first, *rest = HOLE.split(template)
        hostile = first + "".join((words or "x") * 20 for words in rest[1::2]) + "đ"
        pattern_of(template).fullmatch(hostile)
    assert time.process_time() - begun < 10  # 0.2 s


def test_names_are_marked_on_an_english_page_only() -> None:
    with override("vi"):
        assert marked("Sở <Y tế>") == "Sở &lt;Y tế&gt;"
    with override("en"):
        assert marked("Sở <Y tế>") == '<span lang="vi">Sở &lt;Y tế&gt;</span>'
        assert marked(None) == ""


def test_what_a_reader_of_english_cannot_read_is_found() -> None:
    page = '<p title="Sở">Read <span lang="vi">Sở</span> <b>Sở</b></p><title>Sở Y tế</title><option lang="vi">Sở'
    assert vietnamese_left(page, ["Sở Y tế"]) == ["p: Sở", "b: Sở"]


@pytest.fixture
def busy(
    own_site: Path, examples: dict[str, Any], issued: Publication, cast: dict[str, Person], as_: As, public_on: None
) -> dict[str, Any]:
    """Arguments of pages on which something stands: answers, objections, corrections, changes, an extension."""
    issued.requests.get().apology_batches.all().delete()
    issued.requests.get().cases.all().delete()
    issued.requests.all().delete()
    asked = opened(issued, cast["duyet"])["H52.67"]
    cases = list(asked.cases.all()[:8])
    answered(as_("sm"), asked, *cases[:4])
    act(as_("sm_truong"), asked, "ky", nhom=[asked.answers.get().pk])
    review(as_("vp"), asked, "tra-lai", nhom=[asked.answers.get().pk], **{"tra-lai-reason": "Nêu rõ hơn."})
    objecting.object_to(cast["sm"], asked, cases[4:7], "not_overdue", "Đã trả đúng hạn.")
    objecting.decide(cast["vp"], list(Objection.objects.all()[:2]), True, "Đúng.")
    act(as_("sm"), asked, "gia-han", **{"gia-han-to": "2023-06-20", "gia-han-reason": "Lũ quét."})
    late = cases[7]
    late.due_at -= timedelta(days=3)
    late.save()
    read_again(cast["vp"])
    return examples | {"asked": asked.pk, "number": asked.pk, "code": late.dossier_code}


PEOPLE = ("vp", "sm_truong", "duyet", "kiem_tra", "quan_tri", None)


def pages(person: str | None, method: str) -> list[str]:
    """The addresses that somebody may ask and nobody before them in PEOPLE; what is for anyone, a stranger."""
    before = set(PEOPLE[: PEOPLE.index(person)])
    return [
        name
        for name, routed in sorted(ROUTED.items())
        if method in routed.methods and person in MAY[routed.policy.name] and not before & MAY[routed.policy.name]
    ]


def asked_in_english(client: Client, name: str, method: str, given: dict[str, Any]) -> str:
    """The page, or the one it leads to; empty where the answer is no page."""
    client.cookies["django_language"] = "en"
    address = reverse(name, kwargs={key: given.get(key, value) for key, value in ROUTED[name].example.items()})
    response = getattr(client, method.lower())(address, follow=True)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if is_page else ""


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_english_page_is_in_english_but_for_what_is_marked(
    busy: dict[str, Any], as_: As, own_site: Path, method: str
) -> None:
    """An empty POST shows what the page says of it."""
    names = [each["agency_name"] for each in status.agencies(own_site)] + ["Sơn La"]
    left = {
        f"{person} {name}": found
        for person in PEOPLE
        for name in pages(person, method)
        if name != "language"
        if (found := vietnamese_left(asked_in_english(as_(person), name, method, busy), names))
    }
    assert left == {}
