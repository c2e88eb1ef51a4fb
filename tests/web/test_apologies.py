"""Apologies (Mẫu 04): made in batch with running numbers, printed again, and those sent before taken over."""

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from docx import Document

from phucvu.errors import UserError
from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup.actions import answering
from phucvu.web.followup.actions.apologising import Wording, make, take_back
from phucvu.web.followup.models import Apology, ApologyBatch, Case, Request
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
SENT = "/van-phong/giai-trinh/xin-loi-da-gui/"


@pytest.fixture
def asked(issued: Publication) -> Request:
    """Four dossiers of Sốp Cộp, drawn: two settled late, two still open."""
    made = Request.objects.create(publication=issued, agency_code="H52.68", agency_name="UBND huyện Sốp Cộp")
    for place, part in enumerate("AABB", 1):
        code = f"H52.68-230504-000{place}"
        Case.objects.create(
            dossier_code=code,
            printed_code=code,
            agency_code="H52.68",
            part=part,
            request=made,
            procedure_name="Cấp đổi giấy chứng nhận",
            due_at=timezone.make_aware(datetime(2023, 5, 10, 17)),
        )
    return made


def address(request: Request) -> str:
    return f"/don-vi/H52.68/giai-trinh/{request.pk}/xin-loi/"


def chosen(request: Request, part: str) -> list[int]:
    return list(request.cases.filter(part=part).values_list("pk", flat=True))


def form(cases: list[int], **more: Any) -> dict[str, Any]:
    return {"case": cases, "office": "PHÓ CHỦ TỊCH", "signer": "Lò Văn A", "channel": "paper"} | more


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    boxes = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *boxes])


def test_a_unit_makes_apologies_and_prints_them(site: Path, asked: Request, as_: As) -> None:
    client = as_("sc")
    page = client.post(address(asked), form(chosen(asked, "A"), reason="Cán bộ nghỉ ốm."), follow=True)
    assert "Đã lập 2 phiếu" in page.content.decode()
    [batch] = page.context["batches"]
    text = text_of(client.get(f"/don-vi/H52.68/giai-trinh/{asked.pk}/xin-loi/{batch['made'].pk}.docx").content)
    assert text.count("PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ") == 2
    for words in ("Số: 01/PXL", "Số: 02/PXL", "H52.68-230504-0002", "Lý do: Cán bộ nghỉ ốm.", "SỐ LIỆU MÔ PHỎNG"):
        assert words in text
    case = asked.cases.get(dossier_code="H52.68-230504-0001")
    assert (case.apology_source, case.apology_number, case.state) == ("batch", "01/PXL", "open")
    assert Event.objects.get(act="apology.make").detail["cases"] == ["H52.68-230504-0001", "H52.68-230504-0002"]


def test_an_open_dossier_gets_its_one_new_date(site: Path, asked: Request, as_: As) -> None:
    client, cases = as_("sc"), chosen(asked, "B")
    refused = client.post(address(asked), form(cases, reason="Chờ thẩm định"))
    assert refused.status_code == 400 and "cần thời điểm hẹn lại" in refused.content.decode()
    Case.objects.filter(pk=cases[0]).update(new_promises=1)
    refused = client.post(address(asked), form(cases, reason="Chờ", new_promised_at="2099-06-01T10:00"))
    assert "đã hẹn lại 1 lần" in refused.content.decode()
    assert not Apology.objects.exists()
    client.post(address(asked), form(cases[1:], reason="Chờ", new_promised_at="2099-06-01T10:00"))
    case = Case.objects.get(pk=cases[1])
    assert (case.new_promises, case.apology_number) == (1, "01/PXL")


def test_no_number_twice_and_none_for_what_is_refused(site: Path, asked: Request, cast: dict[str, Person]) -> None:
    first, second, third, _ = asked.cases.all()
    make(cast["sc"], asked, [first], Wording("CHỦ TỊCH", reason="x"))
    with pytest.raises(UserError, match="đã được xin lỗi"):
        make(cast["vp"], asked, [first, second], Wording("CHỦ TỊCH", reason="x"))
    with pytest.raises(UserError, match="đã qua"):
        make(cast["vp"], asked, [third], Wording("CHỦ TỊCH", reason="x", new_promised_at=timezone.now()))
    made = make(cast["vp"], asked, [second], Wording("CHỦ TỊCH", reason="x"))
    assert [str(each) for each in made.apologies.all()] == ["02/PXL"]


def test_without_a_common_reason_the_answers_cause_is_printed(
    site: Path, asked: Request, cast: dict[str, Person]
) -> None:
    first = asked.cases.first()
    assert first is not None
    with pytest.raises(UserError, match="chưa có giải trình"):
        make(cast["sc"], asked, [first], Wording("CHỦ TỊCH"))
    answering.answer(cast["sc"], asked, [first], answering.Given("staff", "Nghỉ ốm."))
    made = make(cast["sc"], asked, [Case.objects.get(pk=first.pk)], Wording("CHỦ TỊCH"))
    assert made.apologies.get().reason == "Thiếu người, người giải quyết vắng"


def test_a_batch_that_was_not_sent_is_taken_back_and_its_numbers_are_never_given_again(
    site: Path, asked: Request, as_: As
) -> None:
    client, page = as_("sc"), address(asked)
    client.post(page, form(chosen(asked, "B"), reason="Chờ", new_promised_at="2099-06-01T10:00"))
    batch = ApologyBatch.objects.get()
    assert "Rút đợt phiếu" in client.get(page).content.decode()
    client.post(page, {"rut": batch.pk, "ly-do": " "})
    as_("chu_tich").post(page, {"rut": batch.pk, "ly-do": "Không gửi."})
    assert Case.objects.filter(apology_source="batch").count() == 2
    assert (
        "Đã rút đợt phiếu" in client.post(page, {"rut": batch.pk, "ly-do": "Không gửi."}, follow=True).content.decode()
    )
    fields = ("apology_source", "apology_number", "apology_on", "new_promised_at", "new_promises")
    assert set(asked.cases.filter(part="B").values_list(*fields)) == {("", "", None, None, 0)}
    event = Event.objects.get(act="apology.take_back")
    assert (event.detail["cases"], event.detail["reason"]) == (
        ["H52.68-230504-0003", "H52.68-230504-0004"],
        "Không gửi.",
    )
    assert "đã rút nên không in lại" in client.get(f"{page}{batch.pk}.docx").content.decode()
    assert "Không gửi." in client.get(page).content.decode()
    client.post(page, {"rut": batch.pk, "ly-do": "Lần nữa."})
    assert Event.objects.filter(act="apology.take_back").count() == 1
    client.post(page, form(chosen(asked, "A"), reason="Nghỉ ốm"))
    assert set(asked.cases.filter(part="A").values_list("apology_number", flat=True)) == {"03/PXL", "04/PXL"}


def test_nothing_is_taken_back_once_accepted_and_what_the_unit_told_since_stays(
    site: Path, asked: Request, cast: dict[str, Person]
) -> None:
    first, second = asked.cases.filter(part="A")
    batch = make(cast["sc"], asked, [first, second], Wording("CHỦ TỊCH", reason="x"))
    own = answering.Given("staff", "Nghỉ ốm.", apology_number="7/UBND", apology_on=date(2023, 6, 1))
    answering.answer(cast["sc"], asked, [first], own)
    Case.objects.filter(pk=second.pk).update(state="accepted", explained_at=timezone.now())
    with pytest.raises(UserError, match="đã chấp nhận"):
        take_back(cast["sc"], batch, "Không gửi.")
    Case.objects.filter(pk=second.pk).update(state="closed", explained_at=None)  # dropped, then closed: never accepted
    take_back(cast["sc"], batch, "Không gửi.")
    assert list(asked.cases.filter(part="A").values_list("apology_number", flat=True)) == ["7/UBND", ""]


def test_who_only_reads_makes_none(site: Path, asked: Request, as_: As) -> None:
    for name in ("chu_tich", "kiem_tra"):
        refused = as_(name).post(address(asked), form(chosen(asked, "A"), reason="x"))
        assert refused.status_code == 400 and not Apology.objects.exists()
    assert as_("sm").get(address(asked)).status_code == 404


def table(rows: list[list[Any]]) -> io.BytesIO:
    book, file = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(file)
    file.name = "xin-loi.xlsx"
    file.seek(0)
    return file


def test_apologies_already_sent_are_taken_over(site: Path, asked: Request, as_: As) -> None:
    rows = [
        ["STT", "Mã hồ sơ", "Số", "Ngày", "Hình thức"],
        [1, "H52.68-230504-0001", "15/XL", date(2023, 5, 12), "Tin nhắn"],
        [2, "H52.68-230504-0002", "16/XL", "13/05/2023", None],
        [3, "H52.68-230504-0009", "17/XL", "13/05/2023", None],
        [4, "H52.68-230504-0003", None, "13/05/2023", None],
        [5, "H52.68-230504-0001", "15/XL", "12/05/2023", None],
    ]
    client = as_("vp")
    page = client.post(SENT, {"file": table(rows)}, follow=True)
    assert page.context["counts"] == {"new": 2, "unchanged": 0, "faulty": 3}
    assert not Case.objects.exclude(apology_source="").exists()
    done = client.post(SENT, {"confirm": 1, "sha256": page.context["file"].sha256}, follow=True)
    told = [str(message) for message in done.context["messages"]]
    assert len(told) == 4 and "không có trong sổ" in told[1] and "Thiếu số" in told[2] and "dòng 2" in told[3]
    case = asked.cases.get(dossier_code="H52.68-230504-0001")
    assert (case.apology_source, case.apology_on, case.apology_channel) == ("system", date(2023, 5, 12), "sms")
    again = client.post(SENT, {"file": table(rows[:3])}, follow=True)
    assert again.context["counts"] == {"new": 0, "unchanged": 2, "faulty": 0}


def test_the_same_as_csv(site: Path, asked: Request, as_: As) -> None:
    file = io.BytesIO("Mã hồ sơ;Số;Ngày\nH52.68-230504-0001;1/XL;12/05/2023\n".encode("utf-8-sig"))
    file.name = "xin-loi.csv"
    page = as_("vp").post(SENT, {"file": file}, follow=True)
    assert page.context["counts"] == {"new": 1, "unchanged": 0, "faulty": 0}
    assert as_("sc").get(SENT).status_code == 403
