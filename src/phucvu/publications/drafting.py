"""From the input to the letters' drafts: units, appendices that agree, the deadline, what a person should look at."""

from datetime import time

from phucvu.publications.appendix_one import appendix_one
from phucvu.publications.appendix_two import appendix_two, by_unit, check_agreement
from phucvu.publications.inputs import Deadline, EditionInput
from phucvu.publications.letter import Draft
from phucvu.publications.profile import Letter
from phucvu.publications.units import UNDECIDED_CODE, Charge, groups
from phucvu.publications.wording import short_date
from phucvu.registry.calendar import Calendar

EVERYONE = Letter(name="cong-van")


def all_draft(given: EditionInput, deadline: Deadline) -> Draft:
    """The draft over all units: for sheets, lists and open data."""
    return _draft(given, EVERYONE, deadline)


def drafts(given: EditionInput, deadline: Deadline) -> list[Draft]:
    """One draft per letter of the profile. Dossiers without a unit stand only in a letter over all units."""
    return [_draft(given, letter, deadline) for letter in given.profile.letters]


def _draft(given: EditionInput, letter: Letter, deadline: Deadline) -> Draft:
    listed = [unit for group in groups(given.agencies, given.profile, EVERYONE) for unit in group.units]
    lines = by_unit(given.overdue, Charge(given.agencies, listed))
    if letter.groups or letter.agencies:
        lines.pop(UNDECIDED_CODE, None)
    chosen = groups(given.agencies, given.profile, letter)
    second = appendix_two(chosen, lines, given.profile.appendix_two)
    first = appendix_one(given, chosen, {code: len(of_unit) for code, of_unit in lines.items()})
    check_agreement(first, second)
    return Draft(given, letter, first, second, deadline)


def proposed_deadline(given: EditionInput, calendar: Calendar) -> Deadline:
    """The profile's number of working days after the issue, else after the reading."""
    rule = given.profile.deadline
    on = calendar.add_working_days(given.issued_on or given.as_at.date(), rule.working_days)
    at = time.fromisoformat(rule.at.zfill(5)) if rule.at else None
    return Deadline(on, at, rule.is_inclusive)


def notes(draft: Draft, repeated: list[str], calendar: Calendar) -> list[str]:
    """What a person should look at before the letter goes out, each a sentence."""
    given = draft.edition_input
    found = _deadline_notes(draft, calendar)
    if repeated:
        found.append(f"{len(repeated)} mã hồ sơ có hơn một dòng, chỉ tính một lần: {', '.join(repeated[:10])}.")
    undecided = [unit for unit in draft.second.units if not unit.agency_code]
    if undecided:
        found.append(
            f"{len(undecided[0].lines)} hồ sơ quá hạn chưa xác định được đơn vị; hãy quy đổi tên đơn vị rồi lập lại."
        )
    if not any(value.item == "total" for value in given.official):
        found.append("Chưa có số liệu công bố của Cổng DVCQG cho kỳ này nên công văn không ghi tổng điểm và thứ hạng.")
    is_cumulative = given.overdue_from is not None and given.overdue_from < given.period.first
    if is_cumulative != (given.profile.overdue_basis == "cumulative"):
        found.append("Hồ sơ phát hành và danh sách quá hạn không cùng cách tính (trong kỳ hoặc lũy kế).")
    return [*found, *given.notes]


def _deadline_notes(draft: Draft, calendar: Calendar) -> list[str]:
    on, given = draft.deadline.on, draft.edition_input
    found = []
    if not calendar.is_working_day(on):
        found.append(f"Hạn báo cáo {short_date(on)} không phải ngày làm việc ({calendar.day_name(on)}).")
    if on <= (given.issued_on or given.as_at.date()):
        found.append(f"Hạn báo cáo {short_date(on)} không sau ngày ban hành hoặc ngày đọc số liệu.")
    return found
