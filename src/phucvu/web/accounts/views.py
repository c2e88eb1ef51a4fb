"""Pages of the administrator: people, one person, their posts, one-time codes."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.accounts import actions, codes, entries, forms, queries
from phucvu.web.accounts.models import Person
from phucvu.web.accounts.second_factor import is_asked_of
from phucvu.web.accounts.sign_in import has_second_factor

PAGE = 100


def people(request: HttpRequest) -> HttpResponse:
    asked = forms.PeopleAsked(request.GET or None)
    found = queries.people(asked.cleaned_data if asked.is_bound and asked.is_valid() else {})
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "accounts/people.html",
        {"form": asked, "page": page, "names": entries.agency_names(), "query": _query(request)},
    )


def person(request: HttpRequest, username: str) -> HttpResponse:
    return _person_page(request, _found(username))


def open_account(request: HttpRequest) -> HttpResponse:
    form = forms.NewAccount(request.POST or None)
    if form.is_valid():
        try:
            made = actions.open_account(request, **form.cleaned_data)
        except UserError as fault:
            form.add_error("username", str(fault))
        else:
            messages.success(request, _("Đã mở tài khoản. Hãy giao vai trò rồi in mã một lần cho người dùng."))
            return redirect("person", username=made.username)
    return render(request, "accounts/open.html", {"form": form})


def change_account(request: HttpRequest, username: str) -> HttpResponse:
    found, form = _found(username), forms.Named(request.POST)
    if not form.is_valid():
        return _person_page(request, found, name_form=form)
    return _done(request, found, _("Đã sửa."), lambda: actions.change_account(request, found, **form.cleaned_data))


def give_post(request: HttpRequest, username: str) -> HttpResponse:
    found, form = _found(username), forms.NewPost(request.POST)
    if not form.is_valid():
        return _person_page(request, found, post_form=form)
    return _done(request, found, _("Đã giao vai trò."), lambda: actions.give_post(request, found, **form.cleaned_data))


def end_post(request: HttpRequest, username: str, post: int) -> HttpResponse:
    found, form = _found(username), forms.Ending(request.POST)
    ending = get_object_or_404(found.posts, pk=post)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["until"])))
        return redirect("person", username=username)
    until = form.cleaned_data["until"]
    return _done(request, found, _("Đã kết thúc vai trò."), lambda: actions.end_post(request, ending, until))


def hand_over(request: HttpRequest, username: str) -> HttpResponse:
    found, form = _found(username), forms.HandingOver(request.POST)
    if not form.is_valid():
        return _person_page(request, found, hand_over_form=form)
    receiver, since = form.cleaned_data["receiver"], form.cleaned_data["since"]
    said = _("Đã bàn giao cho %(name)s.") % {"name": receiver}
    if since > timezone.now():
        words = _("Đã ghi bàn giao cho %(name)s; vai trò và việc đang làm chuyển từ %(at)s.")
        said = words % {"name": receiver, "at": f"{timezone.localtime(since):%H:%M %d/%m/%Y}"}
    return _done(request, found, said, lambda: actions.hand_over(request, found, receiver, since))


def close_account(request: HttpRequest, username: str) -> HttpResponse:
    found = _found(username)
    return _done(request, found, _("Đã đóng tài khoản."), lambda: actions.close_account(request, found))


def reopen_account(request: HttpRequest, username: str) -> HttpResponse:
    found = _found(username)
    return _done(request, found, _("Đã mở lại tài khoản."), lambda: actions.reopen_account(request, found))


def drop_second_factor(request: HttpRequest, username: str) -> HttpResponse:
    found = _found(username)
    said = _("Đã bỏ xác thực hai lớp; người dùng tự bật lại khi đăng nhập.")
    return _done(request, found, said, lambda: actions.drop_second_factor(request, found))


def make_codes(request: HttpRequest) -> HttpResponse:
    """The slips are the answer itself, not a redirect: the codes are kept nowhere, so no second look is possible."""
    chosen = request.POST.getlist("all" if "all_of_page" in request.POST else "chosen")
    others = Person.objects.filter(username__in=chosen, is_active=True).exclude(username=request.user.get_username())
    people = list(others.order_by("full_name", "username"))
    if not people:
        messages.error(request, _("Chưa chọn ai. Hãy đánh dấu ít nhất một người khác có tài khoản đang mở."))
        return redirect("people")
    address = request.build_absolute_uri(reverse("activate"))
    slips = codes.make_codes(request, people)
    return render(request, "accounts/slips.html", {"slips": slips, "address": address})


def _found(username: str) -> Person:
    return get_object_or_404(Person, username=username)


def _done(request: HttpRequest, about: Person, said: str, act: Callable[[], object]) -> HttpResponse:
    """Do it, say so or why not, and back to the person."""
    try:
        act()
    except UserError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, said)
    return redirect("person", username=about.username)


def _person_page(request: HttpRequest, found: Person, **filled: object) -> HttpResponse:
    """``filled``: a form with faults, in place of the empty one of its name."""
    posts = list(found.posts.order_by("-since", "-id"))
    given = {
        "person": found,
        "is_self": found == request.user,
        "open_posts": [post for post in posts if post.time != "past"],
        "past_posts": [post for post in posts if post.time == "past"],
        "events": queries.about(found),
        "names": entries.agency_names(),
        "name_form": forms.Named(initial={"full_name": found.full_name, "phone": found.phone}),
        "post_form": forms.NewPost(),
        "ending": forms.Ending(),
        "hand_over_form": forms.HandingOver(),
        "has_second_factor": has_second_factor(found),
        "second_factor_asked": is_asked_of(found.held()[0]),
    }
    return render(request, "accounts/person.html", {**given, **filled}, status=400 if filled else 200)


def _query(request: HttpRequest) -> str:
    """What was asked, without the page, for the links to other pages."""
    kept = request.GET.copy()
    kept.pop("trang", None)
    return kept.urlencode()
