"""A fixed cast of agencies: a province whose districts end on 30/06/2025."""

from datetime import date

import pytest

from phucvu.registry.agency import Agency

LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)

DEPARTMENTS = [
    "Sở Tài nguyên và Môi trường",
    "Sở Nội vụ",
    "Sở Ngoại vụ",
    "Sở Tư pháp",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Thông tin và Truyền thông",
    "Ban quản lý các khu công nghiệp",
    "Văn phòng UBND tỉnh",
]


def district(code: str, name: str, *successors: str) -> Agency:
    return Agency(code, f"UBND huyện {name}", "district", "H52", valid_to=LAST_DAY, successors=successors)


@pytest.fixture(scope="session")
def cast() -> list[Agency]:
    departments = [
        Agency(f"H52.2{n}", name, "department", "H52", official_order=n) for n, name in enumerate(DEPARTMENTS)
    ]
    return [
        Agency("H52", "UBND tỉnh Sơn La", "province"),
        *departments,
        Agency("H52.60", "UBND thành phố Sơn La", "district", "H52", valid_to=LAST_DAY),
        district("H52.62", "Mai Sơn", "H52.101", "H52.102"),
        district("H52.64", "Mường La", "H52.103"),
        district("H52.67", "Sông Mã", "H52.104", "H52.105"),
        district("H52.68", "Sốp Cộp"),
        Agency("H52.62.1", "UBND xã Tân Lập", "commune", "H52.62"),
        Agency("H52.67.1", "UBND xã Tân Lập", "commune", "H52.67"),
        Agency("H52.67.2", "UBND xã Hóa Bình", "commune", "H52.67"),
        Agency("H52.67.3", "UBND xã Hòa Bình", "commune", "H52.67"),
        *[
            Agency(f"H52.10{n}", f"UBND xã {name}", "commune", "H52", valid_from=FIRST_DAY)
            for n, name in enumerate(["Chiềng Mai", "Mai Sơn", "Mường La", "Sông Mã", "Chiềng Sơn"], start=1)
        ],
        Agency("H52.67.90", "Chi nhánh Văn phòng đăng ký đất đai huyện Sông Mã", "sub_unit", "H52.20"),
        Agency("H52.99", "Công an tỉnh Sơn La", "vertical", "H52", short_name="CAT", aliases=("Phòng PC06",)),
    ]
