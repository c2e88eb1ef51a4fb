"""Whose paper it is: head, addressee and end of documents of the office and of units, from the letter's profile."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.timezone import localtime

from phucvu.main import status
from phucvu.main.letter_plan import default_profile, profile_names, profile_of
from phucvu.publications import profile as profiles
from phucvu.publications.letter import put_in
from phucvu.publications.register_document import Frame
from phucvu.publications.wording import long_date, period_words, short_date
from phucvu.registry.period import Period, parse_period
from phucvu.web.followup.models import Request
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication

ROOM = " " * 8  # where the registry writes the number


@dataclass(frozen=True)
class Heads:
    """Frames of the papers that belong to one letter."""

    publication: Publication

    @cached_property
    def period(self) -> Period:
        return parse_period(self.publication.period)

    @cached_property
    def period_words(self) -> str:
        return period_words(self.period)

    @cached_property
    def profile(self) -> profiles.Profile:
        """The letter's own; of one made from a file that the workspace lacks, the office's usual one."""
        home, name = workspace(), self.publication.profile
        return profiles.load(profile_of(home, name if name in profile_names(home) else default_profile(home)))

    @cached_property
    def site(self) -> dict[str, Any]:
        return status.about(workspace())

    @property
    def is_simulated(self) -> bool:
        return bool(self.site["is_simulated"])

    def said(self, text: str) -> str:
        """A text of the profile for this province and period."""
        return put_in(text, self.site["province_code"], self.site["province_name"], self.period)

    @property
    def letter(self) -> str:
        """Công văn số 147/VPUB-KSTTHC ngày 02 tháng 6 năm 2023 của Văn phòng UBND tỉnh."""
        number = self.publication.number or f"{ROOM}/{self.profile.symbol}"
        return (
            f"Công văn số {number} {long_date(self.publication.issued_on)} của {self.said(self.profile.issuing_name)}"
        )

    @property
    def short_letter(self) -> str:
        on = f" ngày {short_date(self.publication.issued_on)}" if self.publication.issued_on else ""
        return f"công văn số {self.publication.number or '…'}{on}"

    def of_office(self) -> Frame:
        """The office reports to the Chairman."""
        profile = self.profile
        return Frame(
            issuing=self.said(profile.issuing_body),
            number=f"{ROOM}/BC-{profile.symbol.split('-', maxsplit=1)[0]}",
            place=self.said(profile.place),
            superior=self.said(profile.superior_body),
            addressee=self.said(profile.reports_to),
            recipients=("Như trên", "Lãnh đạo Văn phòng"),
            copies=profile.copies_line,
            authority=profile.signer.authority,
            office=profile.signer.office,
            signer=profile.signer.name,
            is_simulated=self.is_simulated,
        )

    def of_unit(self, request: Request) -> Frame:
        """A unit reports to the office."""
        return Frame(
            issuing=request.agency_name.upper(),
            number=f"{ROOM}/BC-{ROOM}",
            place="." * 20,
            addressee=self.said(self.profile.issuing_name),
            recipients=("Như trên",),
            office="THỦ TRƯỞNG ĐƠN VỊ",
            is_simulated=self.is_simulated,
        )


def naive(moment: datetime | None) -> datetime | None:
    """A moment of the database as papers write it: local, without zone."""
    return localtime(moment).replace(tzinfo=None) if moment else None
