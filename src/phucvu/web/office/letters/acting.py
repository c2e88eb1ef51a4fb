"""The letters and what is done with them, one act after the other."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.main.editions import published
from phucvu.web.accounts.actions import carry_out_hand_overs
from phucvu.web.accounts.models import Event
from phucvu.web.bodies import takes
from phucvu.web.home import workspace
from phucvu.web.office.letters import actions, files, signed
from phucvu.web.office.letters.forms import IssueForm, SignForm
from phucvu.web.office.letters.transitions import ADDRESSES, WORDS, allowed
from phucvu.web.office.letters.views import working
from phucvu.web.office.models import Publication
from phucvu.web.policies import held
from phucvu.web.roles import Role


def publications(request: HttpRequest) -> HttpResponse:
    carry_out_hand_overs()
    found = Publication.objects.select_related("prepared_by", "approved_by", "replaces")
    given = {"publications": found, "can_prepare": Role.OFFICE in held(request)[0]}
    given |= {"periods": sorted({each.period for each in found}, reverse=True)}
    return render(request, "office/publications.html", given)


def publication(request: HttpRequest, publication: int) -> HttpResponse:
    carry_out_hand_overs()
    found = get_object_or_404(Publication.objects.select_related("prepared_by", "approved_by"), pk=publication)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Publication, sign: SignForm | None = None, signing: signed.Signing | None = None
) -> HttpResponse:
    edition = published(workspace(), found.edition_id)
    state = {"from_state": found.state}
    given: dict[str, Any] = {
        "publication": found,
        "board": edition.board,
        "warnings": edition.about["warnings"],
        "files": files.files_of(edition),
        "pages": files.page_numbers(edition),
        "correction": signed.correction_path(found.edition_id).is_file(),
        "events": _events(found),
        "signer": files.signer(found),
        "actions": {name: WORDS[name] for name in allowed(found.state, held(request)[0])},
        "addresses": ADDRESSES,
        "sign_form": sign or SignForm(initial=state | {"number": found.number}),
        "issue_form": IssueForm(initial=state),
        "signing": signing,
        "is_deadline_past": actions.deadline_is_past(found),
        "is_own": actions.has_prepared(found, request.user),  # type: ignore[arg-type]
        "overdue": len(edition.overdue),
    }
    return render(request, "office/publication.html", given)


ACTS = {f"publication_{name}": words for name, words in WORDS.items()}
ACTS |= {
    "publication_made": "Lập ấn bản",
    "publication_made_again": "Lập lại ấn bản",
    "publication_handed_over": "Bàn giao cho người khác",
    "publication_corrected": "Đã có bản đính chính ban hành",
}


def _events(found: Publication) -> list[dict[str, Any]]:
    """The history of a letter, oldest first."""
    events = Event.objects.filter(subject=actions.subject(found)).select_related("person").order_by("at", "id")
    return [
        {"at": each.at, "by": each.person or each.by, "words": ACTS.get(each.act, each.act), "detail": each.detail}
        for each in events
    ]


@takes("signed")
def act(request: HttpRequest, publication: int, action: str) -> HttpResponse:
    """One act on a letter; what cannot be done is told on its page."""
    name = next((name for name, address in ADDRESSES.items() if address == action), None)
    if name is None:
        raise Http404
    carry_out_hand_overs()  # who prepared a letter may not issue it
    try:
        return DOING[name](request, publication)
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("publication", publication=publication)


def _checked(request: HttpRequest, publication: int) -> HttpResponse:
    return _told(request, actions.check(request, publication, _from(request)))


def _submitted(request: HttpRequest, publication: int) -> HttpResponse:
    return _told(request, actions.submit(request, publication, _from(request)))


def _signed(request: HttpRequest, publication: int) -> HttpResponse:
    found = get_object_or_404(Publication, pk=publication)
    form = SignForm(request.POST, request.FILES)
    actions.may(request, found, "sign", _from(request))
    if not form.is_valid():
        return _page(request, found, form)
    given = form.cleaned_data
    sha256 = signed.keep(found, given["file"]) if given["file"] else given["kept"]
    shown = given["shown"] if given["confirm"] else ""
    signing = signed.read(found, sha256, given["number"], given["issued_on"], given["signer"], shown)
    if signing.is_confirmed:
        done = actions.sign(request, publication, _from(request), signing)
        signed.tidy(done)
        return _told(request, done)
    again = SignForm(initial=given | {"kept": sha256, "shown": signing.shown, "confirm": False})
    return _page(request, found, again, signing)


def _issued(request: HttpRequest, publication: int) -> HttpResponse:
    is_confirmed = request.POST.get("confirm") == "on"
    return _told(request, actions.issue(request, publication, _from(request), is_confirmed))


def _returned(request: HttpRequest, publication: int) -> HttpResponse:
    return _told(request, actions.send_back(request, publication, _from(request), _reason(request)))


def _withdrawn(request: HttpRequest, publication: int) -> HttpResponse:
    return _told(request, actions.withdraw(request, publication, _from(request), _reason(request)))


def _corrected(request: HttpRequest, publication: int) -> HttpResponse:
    """The correction is an edition of its own, by the same profile, clock and reading, from the data of now."""
    old = actions.correct(request, publication, _from(request), _reason(request))
    about = published(workspace(), old.edition_id).about
    return working(
        request,
        {
            "period": old.period,
            "as_at": about["as_at"],
            "reading": about["reading"],
            "profile": old.profile,
            "deadline": old.deadline or None,
            "proposed": "",
            "corrects": old.pk,
            "reason": _reason(request),
        },
    )


DOING: dict[str, Callable[[HttpRequest, int], HttpResponse]] = {
    "check": _checked,
    "submit": _submitted,
    "sign": _signed,
    "issue": _issued,
    "return": _returned,
    "withdraw": _withdrawn,
    "correct": _corrected,
}


def _from(request: HttpRequest) -> str:
    return request.POST.get("from_state", "")


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:500]


def _told(request: HttpRequest, found: Publication) -> HttpResponse:
    messages.success(request, _("Công văn nay ở trạng thái “%(state)s”.") % {"state": found.state_words})
    return redirect("publication", publication=found.pk)
