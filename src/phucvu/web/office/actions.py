"""Acts of the office outside the letter: switches, ticks of the month, targets."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.http import HttpRequest

from phucvu.errors import UserError
from phucvu.main.status import lake_version
from phucvu.web.accounts import audit
from phucvu.web.accounts.models import Person
from phucvu.web.home import workspace
from phucvu.web.office.models import Mark, Switch, Target

SWITCHES = {"public": "Các trang công khai"}
STEPS = ("review",)  # the others are ticked where one looks: office.data


@transaction.atomic
def turn(request: HttpRequest, name: str, is_on: bool) -> Switch:
    """Turn a switch of the site on or off. Raises UserError on an unknown one."""
    if name not in SWITCHES:
        raise UserError("Không có công tắc này. Hãy chọn trong trang Công khai.")
    switch, _ = Switch.objects.select_for_update().get_or_create(name=name)
    was, switch.is_on = switch.is_on, is_on
    switch.save()
    audit.record(request, "switch_turned", name, was=was, is_on=is_on)
    return switch


@transaction.atomic
def mark(request: HttpRequest, period: str, step: str, note: str = "") -> Mark:
    """Tick a step of the month as looked through, at the lake's version of now. Raises UserError on an unknown step."""
    if step not in STEPS:
        raise UserError("Không có bước này. Hãy chọn trong trang của tháng.")
    assert isinstance(request.user, Person)
    version = lake_version(workspace())
    assert isinstance(request.user, Person)  # the policy of the address let nobody else in
    made = Mark.objects.create(period=period, step=step, by=request.user, lake_version=version, note=note)
    audit.record(request, "step_marked", step, period=period, lake_version=version, note=note)
    return made


@transaction.atomic
def add_target(
    request: HttpRequest, criterion: str, ratio: Decimal, since: date, until: date | None, source: str
) -> Target:
    """Set a target of the province. Raises UserError when one already begins on that day."""
    if Target.objects.filter(criterion=criterion, since=since).exists():
        raise UserError("Tiêu chí này đã có mục tiêu bắt đầu từ ngày đó. Hãy kết thúc mục tiêu cũ hoặc chọn ngày khác.")
    made = Target.objects.create(criterion=criterion, ratio=ratio, since=since, until=until, source=source)
    audit.record(request, "target_added", criterion, target=made.pk, ratio=str(ratio), since=str(since), source=source)
    return made


@transaction.atomic
def end_target(request: HttpRequest, target_id: int, until: date) -> Target:
    """The last day of a target. Raises UserError when it ends before it begins."""
    target = Target.objects.select_for_update().get(pk=target_id)
    if until < target.since:
        raise UserError(f"Ngày kết thúc trước ngày bắt đầu {target.since:%d/%m/%Y}. Hãy chọn ngày sau đó.")
    target.until = until
    target.save()
    audit.record(request, "target_ended", target.criterion, target=target.pk, until=str(until))
    return target
