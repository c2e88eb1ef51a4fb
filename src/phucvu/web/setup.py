"""What the settings need from the workspace: its secret key and its database."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from phucvu.web.roles import WITH_SECOND_FACTOR, Role

KEY = "web.key"


def secret_key(home: Path | None) -> str:
    """The site's secret, made once per workspace and readable by its owner only; without one, good for this run."""
    if home is None:
        return secrets.token_urlsafe(50)
    path = home / KEY
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("utf8")
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text("utf8")


@dataclass(frozen=True)
class Smtp:
    """The server that outgoing e-mail is given to. ``tls``: starttls, ssl, or none for a relay on this machine."""

    host: str
    port: int = 587
    user: str = ""
    password_file: str = ""
    tls: str = "starttls"
    sender: str = ""


def smtp(environment: Mapping[str, str]) -> Smtp | None:
    """The mail server told by PHUCVU_SMTP_*; None, and no e-mail at all, without PHUCVU_SMTP_HOST and _FROM."""
    given = {name: environment.get(f"PHUCVU_SMTP_{name.upper()}", "") for name in ("host", "user", "password_file")}
    tls = environment.get("PHUCVU_SMTP_TLS") or "starttls"
    port = int(environment.get("PHUCVU_SMTP_PORT") or {"ssl": 465, "none": 25}.get(tls, 587))
    sender = environment.get("PHUCVU_SMTP_FROM", "")
    return Smtp(**given, port=port, tls=tls, sender=sender) if given["host"] and sender else None


def database(home: Path | None, address: str | None) -> dict[str, Any]:
    """Django's settings of a database: a PostgreSQL address, or SQLite in the workspace."""
    if not address:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "web.sqlite3" if home else ":memory:",
            "OPTIONS": options,
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
    }


def second_factor_roles(environ: Mapping[str, str], is_https: bool) -> list[Role]:
    """The roles named, else the usual ones where the site is in real use. A name that is no role stops the start."""
    named = environ.get("PHUCVU_SECOND_FACTOR")
    if named is None:
        return list(WITH_SECOND_FACTOR) if is_https else []
    return [Role(name.strip()) for name in named.split(",") if name.strip()]


def openid_connect(environ: Mapping[str, str]) -> dict[str, Any]:
    """allauth's settings of the province's identity provider; nothing unless issuer and client are given."""
    issuer, client = environ.get("PHUCVU_OIDC_ISSUER"), environ.get("PHUCVU_OIDC_CLIENT")
    if not issuer or not client:
        return {}
    secret_file = environ.get("PHUCVU_OIDC_SECRET_FILE")
    app = {
        "provider_id": "tinh",
        "name": environ.get("PHUCVU_OIDC_NAME") or "Tài khoản của tỉnh",
        "client_id": client,
        "secret": Path(secret_file).read_text("utf8").strip() if secret_file else "",
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def origin(address: str) -> str:
    """https://danhtinh.example/realms/tinh -> https://danhtinh.example"""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
