"""Settings of the site, read from the environment; what is secret lies in the workspace (mode 0600), never here.

PHUCVU_HOME: the workspace served. PHUCVU_DATABASE: postgresql://user@host/name, else SQLite inside the workspace.
PHUCVU_HOSTS: host names served, separated by commas. PHUCVU_HTTPS=1: behind a proxy that ends TLS.
PHUCVU_SECOND_FACTOR: roles that must have a second factor, separated by commas (empty: none); behind TLS by default
office, approver and administrator.
PHUCVU_OIDC_ISSUER, _CLIENT, _SECRET_FILE, _NAME: signing in at the province's own identity provider (setup.py).
PHUCVU_SITE_URL: the site's own address, for links in messages. PHUCVU_SMTP_*: outgoing e-mail (setup.smtp).
"""

import os
import tempfile
from pathlib import Path

from phucvu.web.setup import database, openid_connect, origin, second_factor_roles, secret_key, smtp

HOME = Path(os.environ["PHUCVU_HOME"]) if os.environ.get("PHUCVU_HOME") else None
FILES = HOME / "web" if HOME else Path(tempfile.gettempdir())
IS_HTTPS = os.environ.get("PHUCVU_HTTPS") == "1"

SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = [*filter(None, os.environ.get("PHUCVU_HOSTS", "").split(",")), "localhost", "127.0.0.1", "[::1]"]
DATABASES = {"default": database(HOME, os.environ.get("PHUCVU_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "phucvu.web.accounts",  # before allauth: its templates stand in for allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.forms",
    "django_htmx",
    "phucvu.web.office",
    "phucvu.web.desk",
    "phucvu.web.followup",
    "phucvu.web.public",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "phucvu.web.headers.SafeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "phucvu.web.headers.VietnameseFirst",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "phucvu.web.rates.Rates",
    "phucvu.web.bodies.Bodies",  # before the check of the token, which reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "phucvu.web.accounts.second_factor.SecondFactor",
    "phucvu.web.office.published.Published",
    "phucvu.web.problems.Sentences",
]
ROOT_URLCONF = "phucvu.web.urls"
WSGI_APPLICATION = "phucvu.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "phucvu.web.context.site",
            ],
            "builtins": ["phucvu.web.tags", "django.templatetags.i18n"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/django/forms: choices in the page's language

# ---- people
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "phone")},
    },
    {"NAME": "phucvu.web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "phucvu.web.accounts.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}  # nobody needs an e-mail address
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # accounts.adapter ends every session 12 hours after signing in
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "activate": "10/m/ip"}
ACCOUNT_FORMS = {
    "login": "phucvu.web.accounts.sign_in_forms.SignIn",
    "change_password": "phucvu.web.accounts.sign_in_forms.ChangePassword",
    "reauthenticate": "phucvu.web.accounts.sign_in_forms.Reauthenticate",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_HTTPS else 0  # whose word on the client's address counts
MFA_ADAPTER = "phucvu.web.accounts.adapter.SecondFactorWords"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 s: a phone's clock goes wrong, and a person types until after the step
MFA_FORMS = {
    "authenticate": "phucvu.web.accounts.sign_in_forms.Authenticate",
    "reauthenticate": "phucvu.web.accounts.sign_in_forms.ReauthenticateByCode",
    "activate_totp": "phucvu.web.accounts.sign_in_forms.ActivateTotp",
}
SECOND_FACTOR_ROLES = second_factor_roles(os.environ, IS_HTTPS)  # never asked for in a simulated workspace
OPENID_CONNECT = openid_connect(os.environ)
if OPENID_CONNECT:
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
SOCIALACCOUNT_PROVIDERS = OPENID_CONNECT
FORM_TARGETS = [origin(os.environ["PHUCVU_OIDC_ISSUER"])] if OPENID_CONNECT else []
SOCIALACCOUNT_ADAPTER = "phucvu.web.accounts.openid.ByUserName"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False

# ---- what all workers share for a while: counts of tries; what each keeps for itself: pages as rendered (web.ready)
CACHES = {
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

RATES = {  # how many times a person, or a stranger's address, may ask in so many seconds; then 429 (web.rates)
    "data": (1200, 60),  # .json, .csv, the API
    "export": (30, 60),  # workbooks, archives and documents made anew
    "upload": (60, 60),  # forms with files
    "search": (60, 60),  # pasted lists of codes
    "codes": (20, 60),  # one-time codes printed, each for a page of people
}

# ---- language and clock
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# ---- files
STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
MEDIA_ROOT = FILES / "files"  # never served by address: views check who asks
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_MAX_FILES = 50
UPLOAD_MAX_BYTES = 512 << 20  # one file of data
EVIDENCE_MAX_BYTES = 20 << 20
BODY_FORM = DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20  # bytes of a request beside its files: fields, names, boundaries
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000  # a unit ticks thousands of dossiers on one page
BODY_MAX = {  # bytes of all files of a request, by what its address takes; more is refused before it is read
    "form": 0,
    "sheet": 5 << 20,
    "signed": 50 << 20,
    "proof": EVIDENCE_MAX_BYTES,
    "evidence": 5 * EVIDENCE_MAX_BYTES,
    "data": 1 << 30,
}

# ---- e-mail of reminders: nothing set, nothing sent
SMTP = smtp(os.environ)
SITE_URL = os.environ.get("PHUCVU_SITE_URL", "").rstrip("/")  # for links in messages; else the host that was asked

# ---- safety
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
WORK_INLINE = False  # tests: long work runs within the request, not as a process of its own

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
