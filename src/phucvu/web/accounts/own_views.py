"""Pages of everybody: activating an account with a one-time code, and what is one's own."""

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from phucvu.web.accounts import codes, entries, forms, queries
from phucvu.web.accounts.models import Person
from phucvu.web.accounts.second_factor import is_asked_of
from phucvu.web.accounts.sign_in import has_second_factor


@sensitive_post_parameters("code", "password", "again")
def activate(request: HttpRequest) -> HttpResponse:
    """One answer for an unknown name, a wrong, used or old code, and a closed account."""
    limited: HttpResponse | None = consume_or_429(request, action="activate")
    if limited is not None:
        return limited
    form = forms.Activation(request.POST or None)
    if form.is_valid() and _is_activated(request, form):
        messages.success(request, _("Đã đặt mật khẩu. Mời đăng nhập."))
        return redirect("account_login")
    return render(request, "accounts/activate.html", {"form": form}, status=400 if form.is_bound else 200)


def _is_activated(request: HttpRequest, form: forms.Activation) -> bool:
    kept = form.cleaned_data
    try:
        if codes.use_code(request, kept["username"], kept["code"], kept["password"]):
            return True
        form.add_error(
            None,
            _(
                "Tên tài khoản hoặc mã không đúng, hoặc mã đã hết hạn. Hãy xem lại phiếu, "
                "hoặc xin người quản trị mã mới."
            ),
        )
    except ValidationError as fault:
        form.add_error("password", fault)
    return False


def me(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    return render(
        request,
        "accounts/me.html",
        {
            "posts": [post for post in person.posts.order_by("-since", "-id") if post.time != "past"],
            "names": entries.agency_names(),
            "events": queries.acts_of(person),
            "has_second_factor": has_second_factor(person),
            "second_factor_asked": is_asked_of(person.held()[0]),
        },
    )
