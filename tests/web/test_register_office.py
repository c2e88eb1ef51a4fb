"""The office works through the register: board, accept and return, a document, transfers, objections, time."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from registering import ANSWER, act, answered, boxes, filtered, opened, review, said, states

from phucvu.web.accounts.models import Event, Person, Post
from phucvu.web.followup.models import Answer, Case, Correction, Line, Objection, Request
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
SIGNED = {"ky-number": "45/BC-UBND", "ky-on": "2023-06-09"}


@pytest.fixture
def asked(issued: Publication, cast: dict[str, Person]) -> dict[str, Request]:
    return opened(issued, cast["duyet"])


@pytest.fixture
def sc(asked: dict[str, Request]) -> Request:
    return asked["H52.68"]


def signed(as_: As, asked: Request, *cases: Case) -> Answer:
    made = answered(as_("sc"), asked, *cases)
    assert review(as_("vp"), asked, "ky", nhom=made.pk, **SIGNED).status_code == 200
    return made


def test_the_board_of_the_newest_letter(asked: dict[str, Request], as_: As) -> None:
    office = as_("vp")
    words = said(office.get("/van-phong/giai-trinh/"))
    assert "147/VPUB-KSTTHC" in words
    assert "quá hạn, chưa trả lời" in words
    data = office.get("/van-phong/giai-trinh.json").json()
    assert data["total"]["listed"] == 375
    assert (data["total"]["demanded"], data["total"]["explained_ratio"]) == (375, "0.000000")
    assert len(data["rows"]) == 13
    assert data["rows"][0]["agency_code"] == "H52.67"
    rows = list(csv.DictReader(io.StringIO(office.get("/van-phong/giai-trinh.csv").content.decode("utf-8-sig"))))
    assert [row["agency_code"] for row in rows] == [row["agency_code"] for row in data["rows"]]
    assert office.get("/van-phong/giai-trinh/?cong-van=999").status_code == 404


def test_who_is_late_stands_first(asked: dict[str, Request], sc: Request, as_: As) -> None:
    """One answer of 29: late and not silent. All answered: done, at the end."""
    case, *others = sc.cases.all()
    answered(as_("sc"), sc, case)
    rows = as_("vp").get("/van-phong/giai-trinh.json").json()["rows"]
    one = next(row for row in rows if row["agency_code"] == "H52.68")
    assert (one["state"], one["remaining"], one["answered"]) == ("late", 28, 1)
    assert one["last_act_at"] is not None
    assert rows.index(one) == len(rows) - 1
    answered(as_("sc"), sc, *others)
    rows = as_("vp").get("/van-phong/giai-trinh.json").json()["rows"]
    assert rows[-1] | {"state": "done"} == rows[-1]
    Request.objects.update(deadline_at=timezone.now() + timedelta(days=2))
    rows = as_("vp").get("/van-phong/giai-trinh.json").json()["rows"]
    assert {row["state"] for row in rows} == {"waiting", "done"}


def test_before_the_first_letter_the_board_says_so(site: Any, as_: As) -> None:
    assert "Chưa có công văn nào mở yêu cầu" in said(as_("vp").get("/van-phong/giai-trinh/"))
    assert as_("vp").get("/van-phong/giai-trinh.json").json() == {"letter": None, "rows": []}
    for page in ("y-kien", "thay-doi-nguon", "sua-du-lieu", "gia-han"):
        assert as_("kiem_tra").get(f"/van-phong/{page}/").status_code == 200, page


def test_groups_are_returned_and_accepted(sc: Request, as_: As) -> None:
    cases = list(sc.cases.all())
    one, two = signed(as_, sc, *cases[:10]), signed(as_, sc, *cases[10:])
    office = as_("vp")
    empty = review(office, sc, "tra-lai", chon="nhom", nhom=one.pk)
    assert (empty.status_code, states(sc)) == (400, {"signed": 29})
    told = review(office, sc, "tra-lai", chon="nhom", nhom=one.pk, **{"tra-lai-reason": "Nêu rõ người thay."})
    assert "Đã trả lại giải trình của 10 hồ sơ" in said(told)
    assert "trả lại vì: Nêu rõ người thay." in said(as_("sc").get(f"/don-vi/H52.68/giai-trinh/{sc.pk}/"))
    Case.objects.filter(pk__in=[case.pk for case in cases[10:12]]).update(part="B")
    Case.objects.filter(pk__in=[case.pk for case in cases[12:]]).update(part="A")
    told = review(office, sc, "chap-nhan", chon="nhom", nhom=two.pk)
    assert "Đã chấp nhận giải trình của 19 hồ sơ. Trong đó 17 hồ sơ đã có kết quả nên đóng." in said(told)
    assert states(sc) == {"returned": 10, "accepted": 2, "closed": 17}
    row = office.get("/van-phong/giai-trinh.json").json()["rows"]
    assert next(each for each in row if each["agency_code"] == "H52.68")["explained_ratio"] == f"{19 / 29:.6f}"


def test_single_cases_are_accepted_and_the_rest_returned(sc: Request, as_: As) -> None:
    cases = list(sc.cases.all())
    signed(as_, sc, *cases)
    review(as_("duyet"), sc, "chap-nhan", **boxes(*cases[:3]))
    review(as_("duyet"), sc, "tra-lai", **filtered("trang-thai=signed", 26), **{"tra-lai-reason": "Thiếu xin lỗi."})
    found = states(sc)
    assert found.pop("returned") == 26
    assert sum(found.values()) == 3


def test_the_office_writes_down_what_came_on_paper(sc: Request, as_: As) -> None:
    """Communes answer by document: number and day stand for the head's signature."""
    typed = {key.replace("tra-loi", "van-ban"): value for key, value in ANSWER.items()}
    without = review(as_("vp"), sc, "van-ban", **typed, **filtered("trang-thai=open", 29))
    assert (without.status_code, states(sc)) == (400, {"open": 29})
    number = {"van-ban-document_number": "31/BC-UBND", "van-ban-document_on": "2023-06-08"}
    told = review(as_("vp"), sc, "van-ban", **typed, **number, **filtered("trang-thai=open", 29))
    assert "Đã ghi giải trình theo văn bản cho 29 hồ sơ" in said(told)
    made = Answer.objects.get()
    assert (made.origin, made.document_number, states(sc)) == ("document", "31/BC-UBND", {"signed": 29})
    assert "văn phòng ghi theo văn bản" in said(told)


def test_the_office_signs_nothing_without_a_document(sc: Request, as_: As) -> None:
    case = sc.cases.first()
    assert case is not None
    made = answered(as_("sc"), sc, case)
    refused = review(as_("vp"), sc, "ky", nhom=made.pk)
    assert "cần số và ngày của văn bản đã ký" in said(refused)
    assert states(sc)["answered"] == 1


def test_transfer_in_bulk_close_and_reopen(asked: dict[str, Request], sc: Request, as_: As) -> None:
    cases = list(sc.cases.all())
    typed = {"chuyen-agency": "H52.67", "chuyen-reason": "Địa bàn cũ.", "chuyen-deadline_on": "2023-07-01"}
    told = review(as_("vp"), sc, "chuyen", **typed, **boxes(*cases[:5]))
    assert "Đã chuyển 5 hồ sơ đến UBND huyện Sông Mã" in said(told)
    there = asked["H52.67"]
    there.refresh_from_db()
    assert there.cases.count() == 248
    assert f"{timezone.localtime(there.deadline_at):%d/%m/%Y}" == "01/07/2023"
    rows = {row["agency_code"]: row for row in as_("vp").get("/van-phong/giai-trinh.json").json()["rows"]}
    assert (rows["H52.68"]["transferred"], rows["H52.68"]["demanded"], rows["H52.67"]["demanded"]) == (5, 24, 248)
    assert "5 hồ sơ có trong công văn nhưng không phải trả lời ở đây" in said(
        as_("sc").get(f"/don-vi/H52.68/giai-trinh/{sc.pk}/")
    )
    assert "chuyển từ H52.68" in said(as_("sm").get(f"/don-vi/H52.67/giai-trinh/{there.pk}/?tim={cases[0]}"))
    signed(as_, sc, cases[6])
    review(as_("vp"), sc, "chap-nhan", **boxes(cases[6]))
    Case.objects.filter(pk=cases[6].pk).update(state="accepted")
    assert "Đã đóng 1 hồ sơ" in said(
        review(as_("vp"), sc, "dong", **boxes(cases[6]), **{"dong-reason": "Công dân rút."})
    )
    assert "Đã mở lại 1 hồ sơ" in said(
        review(as_("vp"), sc, "mo-lai", **boxes(cases[6]), **{"mo-lai-reason": "Đóng nhầm."})
    )
    assert states(sc) == {"open": 24}


def object_to(as_: As, sc: Request, kind: str, *cases: Case) -> None:
    typed = {"y-kien-kind": kind, "y-kien-reason": "Đã trả kết quả đúng hạn."}
    assert act(as_("sc"), sc, "y-kien", **typed, **boxes(*cases)).status_code == 200


def decide(client: Client, what: str, *objections: Objection, **typed: Any) -> Any:
    data = {"viec": what, "y-kien": [each.pk for each in objections], **typed}
    return client.post("/van-phong/y-kien/quyet-dinh/", data, follow=True)


def test_objections_are_decided_and_the_points_told_with_and_without(sc: Request, as_: As) -> None:
    """391/420 = 18,62 as published; two were not overdue and one is repeated: 393/419."""
    a, b, c, d = sc.cases.all()[:4]
    object_to(as_, sc, "not_overdue", a, b)
    object_to(as_, sc, "repeated", c)
    object_to(as_, sc, "not_ours", d)
    office = as_("vp")
    found = {each.case: each for each in Objection.objects.all()}
    assert "Lý do: " in said(decide(office, "chap-nhan", found[a]))
    assert Objection.objects.filter(decision="").count() == 4
    words = said(decide(office, "chap-nhan", found[a], found[b], found[c], reason="Đã xem phiếu trả."))
    assert "Đã chấp nhận 3 ý kiến" in words
    assert "391/420 18,62 393/419 18,76" in words
    assert "14.712/15.087 19,50 14.714/15.086" in words
    assert Correction.objects.count() == 2
    told = decide(office, "chuyen", found[d], reason="Của Sông Mã.", agency="H52.67")
    assert "Đã chuyển 1 hồ sơ đến UBND huyện Sông Mã" in said(told)
    assert states(sc) == {"open": 25, "removed": 3}


def test_an_objection_is_decided_once(sc: Request, as_: As) -> None:
    case = sc.cases.first()
    assert case is not None
    object_to(as_, sc, "not_overdue", case)
    found = Objection.objects.get()
    decide(as_("vp"), "bac", found, reason="Phần mềm ghi trễ.")
    again = decide(as_("duyet"), "chap-nhan", found, reason="Khác.")
    assert "không còn trong danh sách này" in said(again)
    found.refresh_from_db()
    assert (found.decision, states(sc)) == ("refused", {"open": 29})


def test_all_objections_of_a_filter_are_decided_at_once(sc: Request, as_: As) -> None:
    cases = list(sc.cases.all())
    object_to(as_, sc, "not_ours", *cases[:20])
    object_to(as_, sc, "not_overdue", *cases[20:])
    assert "20 ý kiến chờ văn phòng" in said(as_("vp").get("/van-phong/y-kien/?loai=not_ours"))
    told = decide(as_("vp"), "bac", reason="Thuộc địa bàn.", **filtered("loai=not_ours", 20))
    assert "Đã bác 20 ý kiến" in said(told)
    assert states(sc) == {"open": 20, "objected": 9}


def test_later_deadlines_are_granted_or_refused(sc: Request, as_: As) -> None:
    act(as_("sc"), sc, "gia-han", **{"gia-han-to": "2023-06-20", "gia-han-reason": "Lũ quét."})
    assert "Lũ quét." in said(as_("chu_tich").get("/van-phong/gia-han/"))
    address = "/van-phong/gia-han/quyet-dinh/"
    told = as_("vp").post(address, {"yeu-cau": sc.pk, "viec": "cho"}, follow=True)
    assert "Đã cho gia hạn: UBND huyện Sốp Cộp" in said(told)
    again = as_("vp").post(address, {"yeu-cau": sc.pk, "viec": "khong-cho"}, follow=True)
    assert "được gia hạn" in said(again)
    assert "hết ngày 20/06/2023" in said(as_("sc").get("/don-vi/H52.68/giai-trinh/"))


def test_who_only_reads_changes_nothing(sc: Request, as_: As) -> None:
    pages = ["giai-trinh/", f"giai-trinh/{sc.pk}/", "y-kien/", "thay-doi-nguon/", "sua-du-lieu/", "gia-han/"]
    events = Event.objects.count()
    for page in pages:
        assert as_("chu_tich").get(f"/van-phong/{page}").status_code == 200, page
        for person in ("sc", "quan_tri"):
            assert as_(person).get(f"/van-phong/{page}").status_code == 403, page
        assert as_(None).get(f"/van-phong/{page}").status_code == 302, page
    for act_ in (
        f"giai-trinh/{sc.pk}/chap-nhan/",
        "y-kien/quyet-dinh/",
        "thay-doi-nguon/doc-lai/",
        "gia-han/quyet-dinh/",
    ):
        for person in ("chu_tich", "kiem_tra", "sc"):
            assert as_(person).post(f"/van-phong/{act_}").status_code == 403, act_
        assert as_("vp").get(f"/van-phong/{act_}").status_code == 405, act_
    assert Event.objects.count() == events


def test_as_many_queries_for_140_units_as_for_one(issued: Publication, as_: As) -> None:
    """How long 40,000 cases take: benchmarks/register.py."""
    office, told = as_("vp"), []
    for units in (range(1), range(1, 140)):
        for n in units:
            asked = Request.objects.create(publication=issued, agency_code=f"H52.{n}", agency_name=f"Xã {n}")
            code = f"H52.{n}-230501-0001"
            case = Case.objects.create(
                dossier_code=code, printed_code=code, agency_code=asked.agency_code, part="A", request=asked
            )
            Line.objects.create(case=case, request=asked, part="A", agency_code=case.agency_code)
        office.get("/van-phong/giai-trinh.json")
        with CaptureQueriesContext(connection) as queries:
            data = json.loads(office.get("/van-phong/giai-trinh.json").content)
        assert len(data["rows"]) == data["total"]["demanded"] == units.stop
        told.append(len(queries))
    assert told[0] == told[1] < 15


def test_the_office_takes_a_demand_back(asked: dict[str, Request], sc: Request, as_: As) -> None:
    """A withdrawn letter, wrong data: the line counts as removed, never as explained; the reason stays."""
    case, other, *_ = sc.cases.all()
    answered(as_("sc"), sc, other)
    given = {"bo-reason": "Thu hồi công văn."}
    review(as_("vp"), sc, "bo", **boxes(other), **given)  # it was answered: to be judged, not dropped
    review(as_("vp"), sc, "bo", **boxes(case))  # without a reason
    assert states(sc) == {"answered": 1, "open": sc.cases.count() - 1}
    review(as_("duyet"), sc, "bo", **boxes(case), **given)
    case.refresh_from_db()
    assert (case.state, case.close_reason) == ("removed", "Thu hồi công văn.")
    row = next(row for row in as_("vp").get("/van-phong/giai-trinh.json").json()["rows"] if row["request"] == sc.pk)
    assert (row["demanded"], row["removed"], row["explained"]) == (sc.cases.count() - 1, 1, 0)
    assert Event.objects.get(act="case.drop").detail["reason"] == "Thu hồi công văn."


def test_who_speaks_for_several_units_has_one_page_of_requests(
    asked: dict[str, Request], as_: As, cast: dict[str, Person]
) -> None:
    assert as_("sc").get("/giai-trinh/").headers["Location"] == "/don-vi/H52.68/giai-trinh/"  # one unit: its own page
    assert as_("vp").get("/giai-trinh/").headers["Location"] == "/van-phong/giai-trinh/"
    Post.objects.create(person=cast["sc"], role="unit_officer", agency_code="H52.66")
    page = as_("sc").get("/giai-trinh/").content.decode()
    links = {f"/don-vi/{code}/giai-trinh/{asked[code].pk}/" for code in ("H52.66", "H52.68")}
    assert all(link in page for link in links)
    assert "/don-vi/H52.67/" not in page
