"""Every address of the site, each with its policy (policies.route): read top to bottom as a map of the house."""

from phucvu.web.accounts.urls import urlpatterns as accounts
from phucvu.web.desk.urls import urlpatterns as desk
from phucvu.web.followup.urls import urlpatterns as followup
from phucvu.web.office.urls import urlpatterns as office
from phucvu.web.public.urls import urlpatterns as public

urlpatterns = [
    *public,
    *followup,  # before the desk, whose ho-so/<path:code>/ would take ho-so/<code>/giai-trinh/
    *desk,
    *office,
    *accounts,
]
handler400 = "phucvu.web.pages.bad_request"
handler403 = "phucvu.web.pages.forbidden"
handler404 = "phucvu.web.pages.not_found"
handler429 = "phucvu.web.pages.too_many"  # allauth asks for it
handler500 = "phucvu.web.pages.fault"
