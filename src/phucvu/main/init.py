"""`phucvu init`: a workspace for a province."""

from pathlib import Path

from phucvu.errors import UserError
from phucvu.lake.workspace import Workspace
from phucvu.registry.clock import now
from phucvu.registry.provinces import province_on


def init(folder: Path, province_code: str, simulated: bool = False) -> str:
    """Make a workspace; returns the sentence that says so. Raises UserError on an unknown province or a used folder."""
    code = province_code.strip().upper()
    province = province_on(code, now().date())
    if province is None:
        raise UserError(
            f"Không có tỉnh nào mang mã “{province_code}”. Mã tỉnh có dạng H52 (Sơn La); xem docs/reference."
        )
    Workspace.create(folder, code, simulated=simulated)
    return f"Đã tạo thư mục làm việc {folder} cho {province.name} ({code})."
