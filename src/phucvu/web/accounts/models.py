"""People and posts; the log of acts, which is only ever added to."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from phucvu.web.roles import Role

ROLES = {
    Role.UNIT_OFFICER: "Cán bộ đơn vị",
    Role.UNIT_HEAD: "Thủ trưởng đơn vị",
    Role.OFFICE: "Văn phòng (chuẩn bị)",
    Role.APPROVER: "Văn phòng (duyệt)",
    Role.CHAIRMAN: "Lãnh đạo UBND",
    Role.AUDITOR: "Kiểm tra, giám sát",
    Role.ADMINISTRATOR: "Quản trị tài khoản",
}


class Person(AbstractUser):
    """Somebody who signs in, by user name; an e-mail address is never needed."""

    full_name = models.CharField("họ tên", max_length=120)
    phone = models.CharField("điện thoại", max_length=20, blank=True)

    def __str__(self) -> str:
        return self.full_name or self.username

    def held(self) -> tuple[frozenset[Role], frozenset[str]]:
        """Roles held today and the agencies spoken for."""
        posts = list(self.posts.in_force())
        return frozenset(Role(post.role) for post in posts), frozenset(
            post.agency_code for post in posts if post.agency_code
        )


class PostSet(models.QuerySet["Post"]):
    def in_force(self) -> "PostSet":
        now = timezone.now()
        return self.filter(since__lte=now).filter(models.Q(until__isnull=True) | models.Q(until__gt=now))

    def open(self) -> "PostSet":
        """In force or to come."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=timezone.now()))


class Post(models.Model):
    """A role somebody holds, for an agency (units) or for the whole province (agency_code empty)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField("vai trò", max_length=20, choices=[(role.value, words) for role, words in ROLES.items()])
    agency_code = models.CharField("mã đơn vị", max_length=40, blank=True)
    since = models.DateTimeField("từ", default=timezone.now)
    until = models.DateTimeField("đến", null=True, blank=True)

    objects = PostSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency_code", "role"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.role} {self.agency_code}".strip()

    @property
    def role_words(self) -> str:
        return ROLES[Role(self.role)]

    @property
    def time(self) -> str:
        """past, now or to_come."""
        now = timezone.now()
        if self.until is not None and self.until <= now:
            return "past"
        return "now" if self.since <= now else "to_come"


class HandOver(models.Model):
    """The open work of one that goes to another at a moment, which may be to come; posts carry their own dates."""

    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    moment = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver} {self.moment:%d/%m/%Y}"


class Code(models.Model):
    """A one-time code printed for somebody, to activate an account or set a new password; kept as its hash only."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="codes")
    hashed = models.CharField(max_length=128)
    made_at = models.DateTimeField(auto_now_add=True)
    good_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.person} {self.made_at:%d/%m/%Y}"


class Event(models.Model):
    """One act: who, when, what, on what, from where. Never changed, never deleted from the site."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="events")
    by = models.CharField(max_length=150)  # the user name as it was
    act = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=120, db_index=True)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.by} {self.act} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("an event is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an event is never deleted")
