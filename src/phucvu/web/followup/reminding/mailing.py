"""E-mail of reminders, given to the mail server in small batches; delivery or failure is kept per message."""

import smtplib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from phucvu.web.followup.actions import telling
from phucvu.web.followup.models import Message
from phucvu.web.followup.reminding.hours import quiet_until
from phucvu.web.followup.reminding.texts import SAY
from phucvu.web.followup.states import limit
from phucvu.web.setup import Smtp

TIMEOUT = 10  # seconds


def send_waiting(at: datetime | None = None) -> tuple[int, int]:
    """Send the e-mails asked for, one batch: (sent, failed). Nothing at quiet hours or where no mail server is told."""
    server: Smtp | None = settings.SMTP
    if server is None or quiet_until(at):
        return 0, 0
    most = limit("mails_at_once", timezone.localdate())
    return _sent(server, telling.take(most.amount if most else 1))


def _sent(server: Smtp, messages: list[Message]) -> tuple[int, int]:
    if not messages:
        return 0, 0
    try:
        connection = _connection(server)
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        _failed(messages, _sentence(error))
        return 0, len(messages)
    try:
        outcomes = [_one(connection, server, each) for each in messages]
    finally:
        connection.close()
    return sum(outcomes), len(outcomes) - sum(outcomes)


def _one(connection: EmailBackend, server: Smtp, message: Message) -> bool:
    """Whether the server took it; a server that hung up is asked anew for the next one."""
    mail = EmailMessage(
        subject=SAY[message.request.kind].subject, body=message.text, from_email=server.sender, to=[message.address]
    )
    try:
        connection.open()
        connection.send_messages([mail])
    except (smtplib.SMTPException, OSError, ValueError) as error:
        connection.close()
        telling.failed(message, _sentence(error))
        return False
    telling.delivered(message)
    return True


def _connection(server: Smtp) -> EmailBackend:
    password = Path(server.password_file).read_text("utf8").strip() if server.password_file else ""
    return EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=password,
        use_tls=server.tls == "starttls",
        use_ssl=server.tls == "ssl",
        timeout=TIMEOUT,
    )


def _failed(messages: Iterable[Message], sentence: str) -> None:
    for each in messages:
        telling.failed(each, sentence)


def _sentence(error: Exception) -> str:
    """What to do about it; the server's own words are not kept, its code is."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        return f"Máy chủ thư không nhận địa chỉ này (mã {code}). Hãy xem lại địa chỉ ở trang Liên hệ."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "Máy chủ thư không nhận tài khoản gửi. Hãy báo người quản trị máy chủ."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"Máy chủ thư từ chối (mã {error.smtp_code}). Hãy gửi lại sau hoặc báo người quản trị máy chủ."
    if isinstance(error, ValueError):
        return "Địa chỉ thư không dùng được. Hãy xem lại địa chỉ ở trang Liên hệ."
    return "Không kết nối được máy chủ thư. Hãy gửi lại sau hoặc báo người quản trị máy chủ."
