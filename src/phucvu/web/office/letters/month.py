"""The month of the office: its ten steps, what each needs, who did it and when, where it is done."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from phucvu.main.month import month
from phucvu.registry.clock import now
from phucvu.web.accounts.models import Event
from phucvu.web.home import workspace
from phucvu.web.office.actions import STEPS
from phucvu.web.office.letters.actions import subject
from phucvu.web.office.models import Mark, Publication
from phucvu.web.tags import moment, whole

State = Literal["done", "missing", "not_yet"]
STATE_WORDS = {"done": "Xong", "missing": "Còn thiếu", "not_yet": "Chưa đến lượt"}
WAY = ("draft", "checked", "submitted", "signed", "issued")
OLD_DATA = 2  # days; older data is told as old


@dataclass(frozen=True)
class Step:
    """``sentence``: how it stands, or what is missing; ``where``: the page on which it is done."""

    name: str
    title: str
    state: State
    sentence: str
    where: str
    link: str
    by: str = ""
    at: datetime | str | None = None
    can_tick: bool = False

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def tone(self) -> str:
        return {"done": "good", "missing": "bad", "not_yet": "quiet"}[self.state]


def steps(period: str) -> list[Step]:
    """The steps of a period in the order of the work. Raises UserError."""
    found = month(workspace(), period)
    marks = {each.step: each for each in Mark.objects.filter(period=period).select_related("by").order_by("at")}
    begun = [
        _data(found),
        _units(found),
        _checks(found, period, marks.get("checks")),
        _reading(found, period),
        _review(found, period, marks.get("review")),
    ]
    return begun + _letter(period, found["has_dossiers"])


def missing(found: list[Step]) -> Step | None:
    """What is to be done now."""
    return next((step for step in found if step.state == "missing"), None)


def out(step: Step) -> dict[str, Any]:
    """A step of the data twin."""
    row = asdict(step) | {"at": step.at.isoformat() if isinstance(step.at, datetime) else step.at}
    return {name: row[name] for name in ("name", "title", "state", "sentence", "where", "by", "at")}


def _data(found: dict[str, Any]) -> Step:
    last = found["last_import"]
    title, where, link = _("Dữ liệu vào"), reverse("uploads"), _("Nhập dữ liệu")
    if last is None or not found["has_dossiers"]:
        sentence = _("Kỳ này chưa có hồ sơ nào trong kho. Hãy nhập dữ liệu của các hệ thống.")
        return Step("data", title, "missing", sentence, where, link)
    sentence = _("Số liệu hồ sơ mới nhất lấy lúc %(at)s.") % {"at": moment(found["extracted_at"])}
    if (days := _age(found["extracted_at"])) > OLD_DATA:
        sentence += " " + _("Đã %(days)s ngày.") % {"days": whole(days)}
    taken = Event.objects.filter(act="import", subject=last["import_id"]).order_by("-at", "-id").first()
    return Step("data", title, "done", sentence, where, link, taken.by if taken else "", last["imported_at"])


def _age(extracted_at: str | None) -> int:
    if not extracted_at:
        return 0
    return (now() - datetime.fromisoformat(extracted_at).replace(tzinfo=None)).days


def _units(found: dict[str, Any]) -> Step:
    queue = found["undecided"]
    title, where, link = _("Đơn vị chưa rõ"), reverse("undecided"), _("Quyết định đơn vị")
    if not queue["names"]:
        return Step("units", title, "done", _("Mọi hồ sơ đều có đơn vị chịu trách nhiệm."), where, link)
    told = {"names": whole(queue["names"]), "dossiers": whole(queue["dossiers"])}
    sentence = _("Còn %(names)s tên chưa rõ là đơn vị nào (%(dossiers)s hồ sơ).") % told
    return Step("units", title, "missing", sentence, where, link)


def _checks(found: dict[str, Any], period: str, mark: Mark | None) -> Step:
    counts = found["checks"]
    title, where, link = _("Kiểm tra dữ liệu"), reverse("checks") + f"?ky={period}", _("Xem kết quả kiểm tra")
    told = {name: whole(counts[name]) for name in counts}
    sentence = _("%(error)s loại lỗi, %(warning)s cảnh báo, %(note)s lưu ý.") % told
    return _marked("checks", title, sentence, where, link, mark, found)


def _reading(found: dict[str, Any], period: str) -> Step:
    official = found["official"]
    title, where, link = _("Số công bố của Cổng"), reverse("official") + f"?ky={period}", _("Nhập số công bố")
    if official is None:
        sentence = _("Chưa ai đọc số công bố của kỳ này, nên công văn không ghi tổng điểm và thứ hạng.")
        return Step("reading", title, "missing", sentence, where, link)
    told = {"figures": whole(official["figures"]), "at": moment(official["read_at"])}
    sentence = _("%(figures)s số, đọc lúc %(at)s.") % told
    if not official["has_total"]:
        sentence += " " + _("Chưa có tổng điểm của tỉnh.")
    state: State = "done" if official["has_total"] else "missing"
    return Step("reading", title, state, sentence, where, link, official["read_by"], official["read_at"])


def _review(found: dict[str, Any], period: str, mark: Mark | None) -> Step:
    """By the units on the letter under way; before there is one, by the office on the desks."""
    letter = current(period)
    title, where, link = _("Rà soát trước công bố"), reverse("desks"), _("Xem danh sách của các đơn vị")
    if letter:
        where, link = reverse("provisional", args=[letter.pk]), _("Rà soát với các đơn vị")
    if not found["has_dossiers"]:
        return Step("review", title, "not_yet", _("Cần có dữ liệu trước."), where, link)
    sentence = _("Danh sách tạm của các đơn vị đã được rà soát.") if mark else ""
    return _marked("review", title, sentence, where, link, mark, found)


def _marked(
    name: str, title: str, sentence: str, where: str, link: str, mark: Mark | None, found: dict[str, Any]
) -> Step:
    """A step that somebody ticks: out of date when the lake changed since."""
    if mark is None:
        sentence = f"{sentence} {_('Chưa ai đánh dấu đã xem.')}".strip()
        return Step(name, title, "missing", sentence, where, link, can_tick=name in STEPS)
    if mark.lake_version == found["lake_version"]:
        return Step(name, title, "done", sentence, where, link, str(mark.by), mark.at)
    sentence += " " + _("Dữ liệu đã thay đổi sau lần đánh dấu này; hãy xem lại.")
    return Step(name, title, "missing", sentence, where, link, str(mark.by), mark.at, name in STEPS)


def current(period: str) -> Publication | None:
    """The letter that the month is about: the one under way, else the issued one."""
    found = Publication.objects.filter(period=period).exclude(state__in=("withdrawn", "corrected"))
    under_way = found.exclude(state="issued").order_by("-created_at").first()
    return under_way or found.order_by("-issued_on", "-id").first()


TITLES = {
    "draft": ("Lập công văn", "Chưa lập công văn của kỳ này."),
    "checked": ("Soát bản nháp", "Bản nháp chưa được soát."),
    "submitted": ("Trình ký", "Chưa trình ký."),
    "signed": ("Ký, cho số", "Chưa ghi số, ngày và bản ký."),
    "issued": ("Ban hành", "Chờ người duyệt ban hành."),
}
ACTS = {"checked": "publication_check", "submitted": "publication_submit", "signed": "publication_sign"}
ACTS |= {"draft": "publication_made", "issued": "publication_issue"}


def _letter(period: str, has_dossiers: bool) -> list[Step]:
    publication = current(period)
    reached = WAY.index(publication.state) if publication else -1
    events = _events(publication)
    where = reverse("publication", kwargs={"publication": publication.pk}) if publication else ""
    made = []
    for place, name in enumerate(WAY):
        state: State = "done" if place <= reached else "missing" if place == reached + 1 and has_dossiers else "not_yet"
        title, lacking = TITLES[name]
        event = events.get(ACTS[name]) if state == "done" else None
        sentence = _told(publication, name) if state == "done" else lacking if state == "missing" else ""
        link = _("Mở công văn") if publication else _("Lập công văn")
        at = event.at if event else None
        address = where or reverse("letter_new") + f"?ky={period}"
        made.append(Step(name, title, state, sentence, address, link, event.by if event else "", at))
    return made


def _events(publication: Publication | None) -> dict[str, Event]:
    """The last event of each act on a publication."""
    if publication is None:
        return {}
    return {each.act: each for each in Event.objects.filter(subject=subject(publication)).order_by("at", "id")}


def _told(publication: Publication | None, name: str) -> str:
    if publication and name == "draft":
        return _("Ấn bản %(edition)s.") % {"edition": publication.edition_id}
    if publication and publication.issued_on and name in ("signed", "issued"):
        told = {"number": publication.number, "day": f"{publication.issued_on:%d/%m/%Y}"}
        return _("Số %(number)s ngày %(day)s.") % told
    return ""
