"""Acts on editions and data (the numbers themselves stay in the lake), long work, and the few switches of the site."""

import uuid

from django.db import models

from phucvu.web.accounts.models import Person

STATES = {
    "draft": "Bản nháp",
    "checked": "Đã soát",
    "submitted": "Đã trình ký",
    "signed": "Đã ký",
    "issued": "Đã ban hành",
    "corrected": "Đã đính chính",
    "withdrawn": "Đã rút",
}


class Publication(models.Model):
    """One edition of the lake on its way from draft to issued: number, day, signed file; who did what is in the log."""

    edition_id = models.CharField("ấn bản", max_length=16, unique=True)
    period = models.CharField("kỳ", max_length=40, db_index=True)
    profile = models.CharField("hồ sơ phát hành", max_length=200)
    state = models.CharField("trạng thái", max_length=12, choices=list(STATES.items()), default="draft", db_index=True)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField("số", max_length=40, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True)
    deadline = models.CharField("hạn báo cáo", max_length=40, blank=True)
    signed_file = models.FileField("bản ký", upload_to="signed/", blank=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.TextField("lý do", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-period", "-created_at")

    def __str__(self) -> str:
        return f"{self.period} {self.edition_id}"

    @property
    def state_words(self) -> str:
        return STATES[self.state]


class Switch(models.Model):
    """A yes or no of the site, by name: `public` = the public pages are on. Turned by actions.turn, with its event."""

    name = models.CharField(max_length=30, primary_key=True)
    is_on = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.name}: {self.is_on}"


class Work(models.Model):
    """Long work of one person, done by a process of its own (office.work): how far it is, and how it ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)  # accept, undo, letter
    arguments = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="waiting")  # waiting, running, done, failed
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    sentence = models.TextField(blank=True)  # for the person, when it failed
    result = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)  # its last sign of life

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Upload(models.Model):
    """Files somebody brought, looked at and not yet taken in: they lie in the workspace's tmp/uploads/<id>/ (0600)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    names = models.JSONField(default=list)
    flags = models.JSONField(default=dict)  # source, scope, agencies, period, extracted_at, mapping: as confirmed
    state = models.CharField(max_length=10, default="waiting")  # waiting, accepted, cancelled
    work = models.ForeignKey(Work, null=True, on_delete=models.SET_NULL, related_name="uploads")

    def __str__(self) -> str:
        return ", ".join(self.names)


class Mark(models.Model):
    """A step of the month that somebody ticked as looked through: checks, units, reading, review."""

    period = models.CharField(max_length=40, db_index=True)
    step = models.CharField(max_length=20)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    lake_version = models.IntegerField()
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.period} {self.step}"


class Target(models.Model):
    """A target of the province for one criterion, from a day on: ``ratio`` 0..1; ``source``: the document with it."""

    criterion = models.CharField("tiêu chí", max_length=60, db_index=True)
    ratio = models.DecimalField("mục tiêu", max_digits=7, decimal_places=6)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)
    source = models.CharField("văn bản", max_length=200)

    def __str__(self) -> str:
        return f"{self.criterion} {self.ratio}"
