"""The register: cases for life, the requests of each letter, answers of units, objections, corrections, messages.

Codes and counts only; applicants stay in the lake's own table: on a form of apology their names are dotted lines.
"""

from django.db import models

from phucvu.web.accounts.models import Person
from phucvu.web.followup.states import choices, tables
from phucvu.web.office.models import Publication

T = tables()
KINDS = [("issued", "Công văn"), ("provisional", "Rà soát trước công bố")]


class Request(models.Model):
    """What one unit is asked with one letter: explain its overdue dossiers until a moment.

    ``kind`` provisional: the review before the letter (rà soát trước công bố). ``is_inclusive``: the last day counts.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(
        max_length=12, default="issued", choices=[("issued", "Công văn"), ("provisional", "Rà soát")]
    )
    agency_code = models.CharField(max_length=40, db_index=True)
    agency_name = models.CharField(max_length=200)
    deadline_at = models.DateTimeField(null=True)
    is_inclusive = models.BooleanField(default=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    extension = models.CharField(max_length=10, default="none", choices=choices(T.extension.states))
    extension_to = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)  # of a review: when the office ended it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "kind", "agency_code"], name="one_request_per_unit")
        ]
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.publication.period} {self.agency_name}"

    @property
    def due_at(self):  # type: ignore[no-untyped-def]
        """The moment until which answers are in time: the extension where one was granted."""
        return self.extension_to if self.extension == "granted" and self.extension_to else self.deadline_at


class Answer(models.Model):
    """One explanation for a group of dossiers of a request; its cases bear its state."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="answers")
    cause = models.CharField("nguyên nhân", max_length=20, choices=choices(T.causes))
    words = models.TextField("giải trình")
    step = models.TextField("biện pháp khắc phục", blank=True)
    apology_number = models.CharField("số văn bản xin lỗi", max_length=60, blank=True)
    apology_on = models.DateField("ngày xin lỗi", null=True, blank=True)
    apology_channel = models.CharField("hình thức xin lỗi", max_length=10, blank=True, choices=choices(T.channels))
    new_promised_at = models.DateTimeField("hẹn lại", null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    origin = models.CharField(max_length=10, default="site")  # site, packet (a filled .xlsx), document (by the office)
    signed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    document_number = models.CharField("số văn bản của đơn vị", max_length=60, blank=True)
    document_on = models.DateField("ngày văn bản", null=True, blank=True)
    return_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.request}: {T.causes[self.cause]}"

    @property
    def cause_words(self) -> str:
        return T.causes[self.cause]


class Case(models.Model):
    """One overdue dossier for life. ``agency_code``: who answers for it now; dates as last read, in local time."""

    dossier_code = models.CharField(max_length=60, unique=True)
    printed_code = models.CharField(max_length=80)
    agency_code = models.CharField(max_length=40, db_index=True, blank=True)
    state = models.CharField(max_length=10, default="open", choices=choices(T.case.states), db_index=True)
    part = models.CharField(max_length=1)  # A settled late, B open and late: as last issued or read
    procedure_name = models.CharField(max_length=500, blank=True)
    office_name = models.CharField("bước xử lý", max_length=200, blank=True)  # who held it when it fell due
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="cases")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.SET_NULL, related_name="cases")
    new_promised_at = models.DateTimeField(null=True)
    new_promises = models.PositiveSmallIntegerField(default=0)
    apology_number = models.CharField(max_length=60, blank=True)
    apology_on = models.DateField(null=True)
    apology_channel = models.CharField(max_length=10, blank=True)
    apology_source = models.CharField(max_length=10, blank=True)  # unit, batch (made here), system (sent by one-stop)
    explained_at = models.DateTimeField(null=True)  # when an explanation was first accepted
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=300, blank=True)
    # Not counted, also when closed later: an objection accepted, the demand taken back, a changed source set apart.
    removed_at = models.DateTimeField(null=True)
    source_change = models.JSONField(null=True)  # {kind, before, after, seen_at, decision}: read otherwise after issue

    class Meta:
        indexes = [models.Index(fields=["agency_code", "state"])]
        ordering = ("dossier_code",)

    def __str__(self) -> str:
        return self.printed_code

    @property
    def state_words(self) -> str:
        return T.case.states[self.state]


class Line(models.Model):
    """A case as one issued letter printed it: copied from the edition, never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="lines")
    part = models.CharField(max_length=1)
    is_new = models.BooleanField(null=True)
    agency_code = models.CharField(max_length=40)  # as printed; a transfer changes the case and not the line
    is_demanded = models.BooleanField(default=True)  # False: explained already, listed as carried over
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    late_text = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "request"], name="one_line_per_request")]
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.case} ({self.part})"


class Objection(models.Model):
    """A unit says that a line is wrong; the office decides, with its reason."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="objections")
    kind = models.CharField(max_length=12, choices=choices(T.objections))
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=12, blank=True)  # accepted, refused, transferred, noted
    decision_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    transferred_to = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.case}: {T.objections[self.kind]}"


class Correction(models.Model):
    """A request to whoever runs the one-stop system to set data right, followed until a new reading shows it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=60)
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default="asked", choices=choices(T.correction.states))
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case}: {self.field}"


class Evidence(models.Model):
    """A file with an answer; its name is cleaned, its bytes are known by their hash."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to="evidence/")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A reminder to one unit: text without anything of applicants; by which way, and whether it went out.

    ``asked_at``: an e-mail that somebody wants sent and that waits for its hour or turn; ``taken_at``: being sent.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=12)  # before, after
    channel = models.CharField(max_length=8)  # zalo, email, print
    address = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=10, default="prepared", choices=choices(T.message.states))
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    failure = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind", "channel"], condition=~models.Q(state="sent"), name="one_unsent_each_way"
            )
        ]
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.request} {self.channel}"

    @property
    def state_words(self) -> str:
        return T.message.states[self.state]


class ApologyCounter(models.Model):
    """The last number of apologies of a unit in a year: held while numbers are given, so that none comes twice."""

    agency_code = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency_code", "year"], name="one_counter_per_unit_and_year")]

    def __str__(self) -> str:
        return f"{self.agency_code} {self.year}: {self.last}"


class ApologyBatch(models.Model):
    """Apologies made at once (Mẫu 04), as printed: who signs, by whom and when; taken back, they count no more."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="apology_batches")
    on = models.DateField()
    office = models.CharField("chức vụ người ký", max_length=120)
    signer = models.CharField("người ký", max_length=120, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, default="made", choices=choices(T.apology.states))
    taken_back_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.request} {self.on:%d/%m/%Y}"


class Apology(models.Model):
    """One apology with its running number of the unit and year; reason and new date as printed."""

    batch = models.ForeignKey(ApologyBatch, on_delete=models.PROTECT, related_name="apologies")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="apologies")
    agency_code = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    reason = models.TextField()
    new_promised_at = models.DateTimeField(null=True)
    gives_promise = models.BooleanField(default=False)  # the new date came with this apology, not before it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_code", "year", "number"], name="no_apology_number_twice")
        ]
        ordering = ("id",)

    def __str__(self) -> str:
        return self.printed_number

    @property
    def printed_number(self) -> str:
        return f"{self.number:02}/PXL"


class Contact(models.Model):
    """How the office reaches a unit: an official's name, phone and e-mail; nothing of applicants."""

    agency_code = models.CharField("đơn vị", max_length=40, unique=True)
    name = models.CharField("người nhận", max_length=120, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.agency_code
