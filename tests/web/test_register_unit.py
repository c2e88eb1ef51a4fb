"""A unit answers what it is asked: 243 dossiers in two groups, one line objected to, signed by login or by document."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from registering import ANSWER, act, answered, boxes, filtered, opened, said, states

from phucvu.web.accounts.models import Event, Person, Post
from phucvu.web.followup.models import Answer, Case, Objection, Request
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]


@pytest.fixture
def asked(issued: Publication, cast: dict[str, Person]) -> dict[str, Request]:
    return opened(issued, cast["duyet"])


@pytest.fixture
def sm(asked: dict[str, Request]) -> Request:
    return asked["H52.67"]


@pytest.fixture
def sc(asked: dict[str, Request]) -> Request:
    return asked["H52.68"]


def page(asked: Request, query: str = "") -> str:
    return f"/don-vi/{asked.agency_code}/giai-trinh/{asked.pk}/{query}"


def test_what_a_unit_is_asked(sm: Request, as_: As) -> None:
    words = said(as_("sm").get("/don-vi/H52.67/giai-trinh/"))
    assert "147/VPUB-KSTTHC" in words
    assert "hết ngày 13/06/2023 (tính cả ngày đó)" in words
    assert "đã quá hạn" in words
    assert "243" in words
    assert "chưa xin" in words


def test_a_letter_that_was_withdrawn_or_corrected_is_marked(sm: Request, as_: As) -> None:
    for state, words in (("withdrawn", "Đã rút"), ("corrected", "Đã đính chính"), ("issued", None)):
        Publication.objects.update(state=state)
        for address in (page(sm), "/don-vi/H52.67/giai-trinh/"):
            shown = as_("sm").get(address).content.decode()
            marks = [each for each in ("Đã rút", "Đã đính chính") if f'<span class="tag">{each}</span>' in shown]
            assert marks == ([words] if words else []), (state, address)


def test_a_deadline_to_come_with_an_hour(sm: Request, as_: As) -> None:
    moment = timezone.localtime() + timedelta(days=3)
    Request.objects.filter(pk=sm.pk).update(deadline_at=moment.replace(hour=17, minute=0), is_inclusive=False)
    words = said(as_("sm").get("/don-vi/H52.67/giai-trinh/"))
    assert f"trước 17:00 ngày {moment:%d/%m/%Y}" in words
    assert "còn 3 ngày" in words


def test_243_in_two_groups_one_objected_as_repeated_signed_by_document(sm: Request, as_: As) -> None:
    """The whole way of a unit through its page."""
    unit = as_("sm")
    first = Case.objects.filter(request=sm).first()
    assert first is not None
    act(unit, sm, "y-kien", **{"y-kien-kind": "repeated", "y-kien-reason": "Đã có ở công văn trước."}, **boxes(first))
    days = sorted({timezone.localtime(each.received_at).date() for each in sm.cases.all() if each.received_at})
    middle = days[len(days) // 2].isoformat()
    for query in (f"trang-thai=open&den={middle}", "trang-thai=open"):
        number = unit.get(page(sm, f"?{query}")).context["page"].paginator.count
        words = said(act(unit, sm, "tra-loi", **ANSWER, **filtered(query, number)))
        assert f"Đã giải trình cho {number} hồ sơ." in words
    assert states(sm) == {"objected": 1, "answered": 242}
    assert Answer.objects.count() == 2
    assert Objection.objects.get().case == first
    head = as_("sm_truong")
    groups = [each.pk for each in Answer.objects.all()]
    said_ = said(act(head, sm, "ky", nhom=groups, **{"ky-number": "45/BC-UBND", "ky-on": "2023-06-09"}))
    assert "Đã ký giải trình của 242 hồ sơ" in said_
    assert states(sm) == {"objected": 1, "signed": 242}
    assert {each.document_number for each in Answer.objects.all()} == {"45/BC-UBND"}


def test_after_an_act_the_filter_stays(sm: Request, as_: As) -> None:
    case = sm.cases.first()
    assert case is not None
    response = act(as_("sm"), sm, "tra-loi", **ANSWER, **boxes(case), loc="phan=A&sap=-due_at")
    assert response.redirect_chain == [(page(sm, "?phan=A&sap=-due_at"), 302)]


def test_a_list_that_changed_meanwhile_is_not_answered_blindly(sm: Request, as_: As) -> None:
    response = act(as_("sm"), sm, "tra-loi", **ANSWER, **filtered("trang-thai=open", 240))
    assert response.status_code == 400
    assert "nay có 243 hồ sơ, lúc mở trang là 240" in said(response)
    assert states(sm) == {"open": 243}


@pytest.mark.parametrize("query", ["trang-thai=la", "phan=C", "sap=state;drop", "tu=hom-qua", "nhom=x", "hen=1"])
def test_a_filter_that_is_not_understood_chooses_nothing(sc: Request, as_: As, query: str) -> None:
    assert as_("sc").get(page(sc, f"?{query}")).status_code == 400
    response = as_("sc").post(f"{page(sc)}tra-loi/", {**ANSWER, **filtered(query, 29)})
    assert response.status_code == 400
    assert states(sc) == {"open": 29}


def test_filters_narrow_and_orders_sort(sm: Request, as_: As) -> None:
    unit = as_("sm")
    every = list(sm.cases.all())
    procedure = every[0].procedure_name

    def shown(query: str) -> list[Case]:
        return [row["case"] for row in unit.get(page(sm, query)).context["rows"]]

    assert {case.procedure_name for case in shown(f"?thu-tuc={procedure}")} == {procedure}
    assert shown(f"?tim={every[5].printed_code}") == [every[5]]
    assert {case.part for case in shown("?phan=B")} == {"B"}
    assert shown("?hen=qua") == []
    assert {case.office_name for case in every} == {"Bộ phận Một cửa UBND huyện Sông Mã"}  # the example has one step
    assert b"loc-buoc" not in unit.get(page(sm)).content
    Case.objects.filter(pk=every[7].pk).update(office_name="Phòng Tài nguyên")
    assert shown("?buoc=Phòng Tài nguyên") == [every[7]]
    assert "khi quá hạn ở: Phòng Tài nguyên" in said(unit.get(page(sm, f"?tim={every[7].printed_code}")))
    dues = [case.due_at for case in shown("?sap=-due_at")]
    assert dues == sorted(dues, reverse=True)
    assert len(shown("?trang=3")) == 43


def test_what_is_missing_is_said_beside_the_form_and_what_was_typed_stays(sc: Request, as_: As) -> None:
    case = sc.cases.first()
    assert case is not None
    typed = {"tra-loi-words": "Chờ xác minh thực địa.", "tra-loi-new_promised_on": "2023-07-01"}
    response = act(as_("sc"), sc, "tra-loi", **typed, **boxes(case))
    words = said(response)
    assert response.status_code == 400
    assert "Nguyên nhân quá hạn" in words
    assert "Hẹn lại cần đủ ngày và giờ" in words
    assert "Chờ xác minh thực địa." in words
    assert f'value="{case.pk}" id="h{case.pk}" aria-label="{case.printed_code}" checked' in response.content.decode()


def test_a_new_date_is_for_open_dossiers_and_passes(
    sc: Request, as_: As, later: Callable[[int], Any], cast: dict[str, Person]
) -> None:
    case, other = sc.cases.all()[:2]
    Case.objects.filter(pk=case.pk).update(part="B")
    Case.objects.filter(pk=other.pk).update(part="A")
    promised = {"tra-loi-new_promised_on": f"{later(5):%Y-%m-%d}", "tra-loi-new_promised_time": "16:30"}
    refused = act(as_("sc"), sc, "tra-loi", **ANSWER, **promised, **boxes(other))
    assert "phần A) thì không hẹn lại" in said(refused)
    words = said(act(as_("sc"), sc, "tra-loi", **ANSWER, **promised, **boxes(case, other)))
    assert "Đã hẹn lại ngày trả cho 1 hồ sơ phần B" in words
    assert "lời hẹn đã qua 1" not in words
    Case.objects.filter(pk=case.pk).update(new_promised_at=later(-1))
    assert [row["case"].pk for row in as_("sc").get(page(sc, "?hen=qua")).context["rows"]] == [case.pk]
    assert "lời hẹn đã qua" in said(as_("sc").get(f"/ho-so/{case.dossier_code}/giai-trinh/"))
    assert 'class="tag bad">lời hẹn đã qua' in as_("sc").get(page(sc)).content.decode()


def test_an_answer_is_withdrawn_before_it_is_signed(sc: Request, as_: As) -> None:
    case = sc.cases.first()
    assert case is not None
    answered(as_("sc"), sc, case)
    assert "Đã rút trả lời của 1 hồ sơ" in said(act(as_("sc"), sc, "rut", **boxes(case)))
    assert states(sc) == {"open": 29}


def test_only_the_head_signs_by_login(sm: Request, as_: As, cast: dict[str, Person]) -> None:
    case = sm.cases.first()
    assert case is not None
    made = answered(as_("sm"), sm, case)
    for person in ("sm", "chu_tich", "vp"):
        response = act(as_(person), sm, "ky", nhom=made.pk)
        assert response.status_code == 400, person
    assert states(sm)["answered"] == 1
    assert act(as_("sm_truong"), sm, "ky", nhom=made.pk).status_code == 200
    made.refresh_from_db()
    assert (made.signed_by, made.document_number) == (cast["sm_truong"], "")


def test_the_head_of_one_unit_is_no_head_of_another(sm: Request, sc: Request, as_: As, cast: dict[str, Person]) -> None:
    """An officer of Sốp Cộp who heads Sông Mã signs nothing for Sốp Cộp."""
    Post.objects.create(person=cast["sc"], role="unit_head", agency_code="H52.67")
    case = sc.cases.first()
    assert case is not None
    made = answered(as_("sc"), sc, case)
    response = act(as_("sc"), sc, "ky", nhom=made.pk)
    assert "không được làm việc “Ký”" in said(response)
    assert "sign" not in response.context["may_do"]


def test_more_time_is_asked_for(sc: Request, as_: As) -> None:
    unit = as_("sc")
    early = act(unit, sc, "gia-han", **{"gia-han-to": "2023-06-10", "gia-han-reason": "Lũ quét."})
    assert "Hạn mới phải sau hạn đang có" in said(early)
    words = said(act(unit, sc, "gia-han", **{"gia-han-to": "2023-06-20", "gia-han-reason": "Lũ quét."}))
    assert "Đã gửi đề nghị gia hạn" in words
    assert "Đã xin gia hạn: đến hết 20/06/2023 (Lũ quét.)" in words
    assert "Gửi đề nghị gia hạn" not in words


def test_strangers_and_other_units_see_nothing(sm: Request, sc: Request, as_: As) -> None:
    case = sm.cases.first()
    assert case is not None
    for address in (page(sm), "/don-vi/H52.67/giai-trinh/", f"/ho-so/{case.dossier_code}/giai-trinh/"):
        assert as_("sc").get(address).status_code == 404, address
        assert as_(None).get(address).status_code == 302, address
        assert as_("quan_tri").get(address).status_code == 403, address
    assert as_("sc").get(f"/don-vi/H52.68/giai-trinh/{sm.pk}/").status_code == 404
    assert as_("sc").post(f"/don-vi/H52.68/giai-trinh/{sm.pk}/tra-loi/", ANSWER | boxes(case)).status_code == 404
    stolen = act(as_("sc"), sc, "tra-loi", **ANSWER, **boxes(case))
    assert "không còn trong danh sách này" in said(stolen)
    assert act(as_("chu_tich"), sm, "tra-loi", **ANSWER, **boxes(case)).status_code == 400
    assert states(sm) == {"open": 243}


@pytest.mark.parametrize("keys", [[], ["x"], ["9" * 40], ["-1"], ["1\0"]])
def test_odd_choices_are_a_sentence(sc: Request, as_: As, keys: list[str]) -> None:
    response = act(as_("sc"), sc, "tra-loi", **ANSWER, **{"ho-so": keys})
    assert response.status_code == 400
    assert "Chưa chọn dòng nào" in said(response)


def test_an_act_that_is_not_there_and_one_without_a_token(sc: Request, as_: As, cast: dict[str, Person]) -> None:
    assert act(as_("sc"), sc, "xoa").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast["sc"], backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(f"{page(sc)}tra-loi/", ANSWER).status_code == 403


def test_the_history_of_a_case(sc: Request, as_: As) -> None:
    case, other = sc.cases.all()[:2]
    answered(as_("sc"), sc, case, other)
    words = said(as_("sc").get(f"/ho-so/{case.dossier_code}/giai-trinh/"))
    assert "147/VPUB-KSTTHC" in words
    assert "Trả lời , SC → Đã trả lời, chờ thủ trưởng ký (cùng 1 hồ sơ khác)" in words
    assert "Cán bộ phụ trách nghỉ ốm" in words
    assert Event.objects.filter(act="case.answer").count() == 1
