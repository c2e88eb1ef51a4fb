"""Settings of the site, read from the environment; what is secret lies in the workspace (mode 0600), never here.

PHUCVU_HOME: the workspace served. PHUCVU_DATABASE: postgresql://user@host/name, else SQLite inside the workspace.
PHUCVU_HOSTS: host names served, separated by commas. PHUCVU_HTTPS=1: behind a proxy that ends TLS.
"""

import os
import tempfile
from pathlib import Path

from phucvu.web.setup import database, secret_key

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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "phucvu.web.accounts",
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
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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

# ---- people
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "phucvu.web.accounts.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}  # nobody needs an e-mail address
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

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
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
EVIDENCE_MAX_BYTES = 20 << 20

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
