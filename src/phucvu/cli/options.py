"""Options that several commands share: workspace, period, clocks, format."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


class Level(StrEnum):
    province = "province"
    department = "department"
    district = "district"
    commune = "commune"


class ScopeKind(StrEnum):
    all = "all"
    overdue = "overdue"
    overdue_late = "overdue_late"
    overdue_open = "overdue_open"
    open = "open"


class RowState(StrEnum):
    counted = "counted"
    succeeded = "succeeded"
    failed = "failed"
    excluded = "excluded"


WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", metavar="THƯ_MỤC", envvar="PHUCVU_HOME", help="Thư mục làm việc (mặc định: biến PHUCVU_HOME)."
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="Dạng in kết quả.")]
PeriodOption = Annotated[
    str,
    typer.Option(
        "--period", metavar="KỲ", help="Kỳ: 2023-05, 2026-Q3, 2025-H1, 2026, 2026-W35 hoặc 2026-08-01/2026-08-15."
    ),
]
AgencyOption = Annotated[str | None, typer.Option("--agency", metavar="MÃ", help="Mã hoặc tên đơn vị, ví dụ H52.67.")]
LevelOption = Annotated[Level | None, typer.Option("--level", help="Chỉ in một cấp.")]
ReadingOption = Annotated[
    str | None,
    typer.Option(
        "--reading",
        metavar="TÊN",
        help="Cách hiểu quy định: portal (mặc định), same_day, text (theo văn bản), withdrawn_on_time.",
    ),
]
AsAtOption = Annotated[
    str | None,
    typer.Option(
        "--as-at",
        metavar="THỜI_ĐIỂM",
        help="Thời điểm số liệu, ví dụ 2023-05-31T16:30 (mặc định: lần trích xuất mới nhất).",
    ),
]
KnownAtOption = Annotated[
    str | None,
    typer.Option(
        "--known-at", metavar="PHIÊN_BẢN", help="Phiên bản dữ liệu: số phiên bản hoặc thời điểm (mặc định: mới nhất)."
    ),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Thoát mã 1 khi có điều cần người xem.")]
