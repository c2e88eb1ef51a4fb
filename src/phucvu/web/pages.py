"""Pages of the site as a whole: the start, language, health, and those for what went wrong."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from phucvu.errors import UserError
from phucvu.main import status
from phucvu.web.home import workspace
from phucvu.web.policies import held
from phucvu.web.roles import OFFICE, UNIT, WIDE, Role


def start(request: HttpRequest) -> HttpResponse:
    """Where somebody's work begins: the office's month, the unit's desk, the people, or the published results."""
    roles, agencies = held(request)
    if not roles:
        return redirect("me")
    if roles & OFFICE:
        return redirect("month")
    if roles & UNIT:
        return redirect("desk", agency=min(agencies)) if len(agencies) == 1 else redirect("desks")
    if roles & WIDE:
        return redirect("leader" if Role.CHAIRMAN in roles else "desks")
    if Role.ADMINISTRATOR in roles:
        return redirect("people")
    return redirect("home")


def language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen in a cookie and go back; never to another host."""
    chosen = request.POST.get("language")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, str(chosen), max_age=365 * 86400, samesite="Lax")
    return response


def health(request: HttpRequest) -> JsonResponse:
    """For whoever watches the machine: 200 when database and lake answer, 503 otherwise. Tells no figures."""
    from django.db import DatabaseError, connection

    found = {"database": "ok", "lake": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        found["database"] = "error"
    try:
        status.lake_version(workspace())
    except (UserError, OSError):
        found["lake"] = "error"
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """May come before anything knows who asks (a strange host name): plain text."""
    return HttpResponse("Yêu cầu không hợp lệ.", status=400, content_type="text/plain; charset=utf-8")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return told(request, "Tài khoản của bạn không có quyền xem trang hoặc làm việc này.", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return told(request, "Không có trang này, hoặc nội dung chưa được công bố.", 404)


def too_many(request: HttpRequest) -> HttpResponse:
    response = told(request, "Có quá nhiều lần thử liên tiếp. Hãy đợi năm phút rồi thử lại.", 429)
    response["Retry-After"] = "300"
    return response


def fault(request: HttpRequest) -> HttpResponse:
    """Nothing of the site can be counted on here: plain text."""
    sentence = "Máy chủ gặp lỗi; việc vừa làm chưa được ghi. Hãy thử lại hoặc báo người quản trị."
    return HttpResponse(sentence, status=500, content_type="text/plain; charset=utf-8")


def told(request: HttpRequest, sentence: str, code: int) -> HttpResponse:
    """To a program as JSON, to a person as a page."""
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        return JsonResponse({"detail": sentence}, status=code, json_dumps_params={"ensure_ascii": False})
    return render(request, "sentence.html", {"sentence": sentence}, status=code)
