"""Reminding: whom to remind, messages to copy, send and tick; slips to print; contacts; promises that passed."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from phucvu.errors import UserError
from phucvu.main import status
from phucvu.web.followup import queries
from phucvu.web.followup.actions import telling
from phucvu.web.followup.models import Contact, Message, Request
from phucvu.web.followup.reminding.forms import ContactForm
from phucvu.web.followup.reminding.hours import quiet_until
from phucvu.web.followup.reminding.mailing import send_waiting
from phucvu.web.followup.reminding.texts import asked_words, base_of, deadline_words, text
from phucvu.web.home import workspace
from phucvu.web.twins import answer


def reminders(request: HttpRequest) -> HttpResponse:
    """Whom to remind and what was prepared; POST prepares, sends or ticks."""
    if request.method == "POST":
        try:
            _done(request)
        except UserError as error:
            messages.error(request, str(error))
        return redirect("reminders")
    return render(request, "followup/reminders.html", _page())


def _done(request: HttpRequest) -> None:
    acts = {"soan": _prepare, "da-gui": _tick, "gui-thu": _mail}
    act = acts.get(request.POST.get("lam", ""))
    if act is None:
        raise UserError(gettext("Chưa chọn việc cần làm."))
    act(request)


def _page() -> dict[str, Any]:
    told = defaultdict(list)
    for message in Message.objects.select_related("request__publication", "sent_by", "asked_by"):
        told[message.request_id, message.kind].append(message)
    contacts = {each.agency_code: each for each in Contact.objects.all()}
    rows = [
        {
            "request": each,
            "kind": kind,
            "unanswered": unanswered,
            "asked": asked,
            "letter": asked_words(each),
            "deadline": deadline_words(each),
            "contact": contacts.get(each.agency_code),
            "messages": told.get((each.pk, kind), []),
        }
        for each, kind, unanswered, asked in queries.to_remind()
    ]
    every = [message for some in told.values() for message in some]
    return {
        "kinds": [(kind, words, [row for row in rows if row["kind"] == kind]) for kind, words in telling.KINDS.items()],
        "channels": telling.CHANNELS,
        "unsent": [each for each in every if each.state != "sent"],
        "sent": sorted((each for each in every if each.sent_at), key=lambda each: each.sent_at, reverse=True),
        "has_mail": settings.SMTP is not None,
        "quiet_until": quiet_until(),
    }


def _prepare(request: HttpRequest) -> None:
    """Only those who are to be reminded so now: somebody may have answered since the page was opened."""
    kind, channel = request.POST.get("lan", ""), request.POST.get("cach", "")
    chosen = set(request.POST.getlist("yeu-cau"))
    base = base_of(request)
    due = [each for each, its, *_ in queries.to_remind() if its == kind and str(each.pk) in chosen]
    made = telling.prepare(request, {each: text(each, kind, base) for each in due}, kind, channel)
    messages.success(request, gettext("Đã soạn %(count)d tin.") % {"count": len(made)})


def _chosen(request: HttpRequest) -> list[Message]:
    keys = [key for key in request.POST.getlist("tin") if key.isdecimal()]
    return list(Message.objects.filter(pk__in=keys))


def _tick(request: HttpRequest) -> None:
    chosen = _chosen(request)
    telling.tick(request, chosen)
    messages.success(request, gettext("Đã ghi %(count)d tin là đã gửi.") % {"count": len(chosen)})


def _mail(request: HttpRequest) -> None:
    """Ask for these e-mails, and send the first batch where the hour allows it."""
    if settings.SMTP is None:
        raise UserError(gettext("Chưa cấu hình máy chủ thư nên không gửi được thư điện tử. Hãy gửi bằng cách khác."))
    telling.ask_mail(request, _chosen(request))
    if quiet := quiet_until():
        words = gettext("Ngoài giờ gửi thư: thư chờ đến %(at)s.") % {"at": f"{quiet:%H:%M ngày %d/%m/%Y}"}
        messages.info(request, words)
        return
    sent, failed = send_waiting()
    messages.success(request, gettext("Đã gửi %(count)d thư.") % {"count": sent})
    if failed:
        messages.error(request, gettext("%(count)d thư gửi lỗi; lý do ở từng thư.") % {"count": failed})


def slips(request: HttpRequest) -> HttpResponse:
    """The prepared printed reminders, one slip per unit."""
    found = Message.objects.filter(channel="print").exclude(state="sent").select_related("request__publication")
    return render(request, "followup/slips.html", {"slips": found})


def contacts(request: HttpRequest) -> HttpResponse:
    """How units are reached; ?don-vi= opens one to edit."""
    units = status.agencies(workspace())
    names = {each["agency_code"]: each["agency_name"] for each in units}
    agency = request.POST.get("don-vi") or request.GET.get("don-vi")
    if agency and agency not in names:
        raise Http404
    kept = {each.agency_code: each for each in Contact.objects.all()}
    chosen = kept.get(agency or "") or Contact(agency_code=agency or "")
    form = ContactForm(request.POST or None, instance=chosen) if agency else None
    if request.method == "POST":
        if form is None:
            messages.error(request, gettext("Chưa chọn đơn vị."))
            return redirect("contacts")
        if form.is_valid():
            telling.reach(request, form.save(commit=False))
            messages.success(request, gettext("Đã ghi liên hệ của %(unit)s.") % {"unit": names[agency or ""]})
            return redirect("contacts")
    rows = [each | {"contact": kept.get(each["agency_code"])} for each in units]
    page = {"rows": rows, "form": form, "agency": agency, "name": names.get(agency or "")}
    return render(request, "followup/contacts.html", page)


def broken_promises(request: HttpRequest, form: str = "html") -> HttpResponse:
    """New dates that were promised and passed without a result."""
    names = dict(Request.objects.values_list("agency_code", "agency_name"))
    rows = [
        {
            "dossier_code": each.printed_code,
            "agency_code": each.agency_code,
            "agency_name": names.get(each.agency_code, each.agency_code),
            "new_promised_at": each.new_promised_at,
            "state": each.state,
            "state_name": each.state_words,
        }
        for each in queries.broken_promises()
    ]
    more = {"extracted_at": status.extracted_at(workspace())}
    return answer(request, form, "followup/broken_promises.html", {"rows": rows}, **more)
