"""What the one-stop systems write of a dossier: DongBoHoSoMC and CapNhatTienDoHoSoMC, with their real-life noise."""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from phucvu.registry.clock import VIETNAM
from phucvu.simulation.dossiers import DONE, REFUSED, STOPPED, WITHDRAWN, Dossier

Message = dict[str, Any]
ACCEPTED, REFUSED_ENTRY, WORKING, ASKED, HANDED = 2, 3, 4, 5, 10
_FLAGS = ("HoSoCoThanhPhanSoHoa", "DSKetNoiCSDL", "TaiLieuNop", "DanhSachLePhi", "DanhSachGiayToKetQua")
NEW_VERSION = ("KenhThucHien", "NgayNopHoSo", "TaiKhoanDuocXacThucVoiVNeID", "DuocThanhToanTrucTuyen", *_FLAGS)
WORK = {WITHDRAWN: "Công dân rút hồ sơ", STOPPED: "Dừng xử lý", REFUSED: "Không tiếp nhận", DONE: "Đã xử lý xong"}
PLACEHOLDER = "000000000001"  # what a clerk types to get on


def plain(moment: datetime | None) -> str:
    """The form nearly all systems write: yyyyMMddHHmmss."""
    return f"{moment:%Y%m%d%H%M%S}" if moment else ""


def iso_utc(moment: datetime | None) -> str:
    """One vendor's form: ISO 8601 in UTC, seven hours behind."""
    return moment.replace(tzinfo=VIETNAM).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def day_first(moment: datetime | None) -> str:
    """Another vendor's form: dd/MM/yyyy HH:mm:ss."""
    return f"{moment:%d/%m/%Y %H:%M:%S}" if moment else ""


class Writer:
    """Writes dossiers as the systems had them at ``sent_at``: what happened later is not in the message.

    ``names``: agency code -> the name systems write; ``forms``: agency code -> how its system writes moments.
    """

    def __init__(self, random: Random, sent_at: datetime, names: dict[str, str], forms: dict[str, Any]) -> None:
        self.random, self.sent_at, self.names, self.forms = random, sent_at, names, forms

    def _known(self, moment: datetime | None) -> datetime | None:
        return moment if moment and moment <= self.sent_at else None

    def status(self, dossier: Dossier) -> int:
        if dossier.received_at is None:
            return 1
        if self._known(dossier.ended_at):
            return HANDED if dossier.end_status == DONE and self._known(self._returned(dossier)) else dossier.end_status
        asked = dossier.supplement and not self._known(dossier.supplement.received_at)
        return ASKED if asked else WORKING

    def _returned(self, dossier: Dossier) -> datetime | None:
        """Handed over some hours after the end, for most; fixed by the code so that every message says the same."""
        if dossier.ended_at is None or dossier.end_status != DONE:
            return None
        return dossier.ended_at + timedelta(minutes=37 * (1 + int(dossier.code[-4:]) % 90))

    def full(self, dossier: Dossier, number: int) -> Message:
        """The message of today's version."""
        form = self.forms.get(dossier.unit, plain)
        ended = self._known(dossier.ended_at)
        return {
            **self._head(dossier),
            **applicant(number, dossier),
            "KenhThucHien": str(dossier.channel),
            "NgayNopHoSo": form(dossier.filed_at),
            "NgayTiepNhan": form(dossier.received_at),
            "NgayHenTra": form(dossier.promised_at),
            "TrangThaiHoSo": str(self.status(dossier)),
            "NgayKetThucXuLy": form(ended if dossier.end_status == DONE else None),
            "NgayTra": form(self._known(self._returned(dossier))),
            "NgayTuChoi": form(ended if dossier.end_status == REFUSED else None),
            "HoSoCoThanhPhanSoHoa": "1" if dossier.is_digitised else "0",
            "TaiKhoanDuocXacThucVoiVNeID": "1" if dossier.is_vneid else "0",
            "DuocThanhToanTrucTuyen": str(dossier.payment_channel),
            "DSKetNoiCSDL": [],
            "TaiLieuNop": self._components(dossier),
            "DanhSachLePhi": _fees(dossier),
            "DanhSachTepDinhKemKhac": [],
            "DanhSachHoSoBoSung": self._supplements(dossier, form),
            "DanhSachGiayToKetQua": _results(dossier),
        }

    def _head(self, dossier: Dossier) -> Message:
        procedure = dossier.procedure
        return {
            "MaHoSo": written_code(dossier),
            "MaTTHC": procedure.code,
            "TenTTHC": procedure.name,
            "MaLinhVuc": procedure.field_code,
            "TenLinhVuc": procedure.field_name,
            "DonViXuLy": written_name(self.names[dossier.unit], dossier),
            "HinhThuc": "1" if dossier.channel == 3 else "0",
            "NoiNopHoSo": "2",
        }

    def first(self, dossier: Dossier, number: int) -> Message:
        """The message sent at reception, in the version of 2020 that knows no channel and no flag of the index."""
        message = self.full(dossier, number)
        ends = ("NgayKetThucXuLy", "NgayTra", "NgayTuChoi", "DanhSachHoSoBoSung")
        return {k: v for k, v in message.items() if k not in NEW_VERSION + ends} | {"TrangThaiHoSo": str(ACCEPTED)}

    def _components(self, dossier: Dossier) -> list[Message]:
        if not dossier.has_components:
            return [_component(dossier, 0, is_deleted=True)] if int(dossier.code[-1]) == 7 else []
        rest = [_component(dossier, place) for place in range(1, 1 + int(dossier.code[-1]) % 2)]
        first = _component(dossier, 0)
        first["DuocSoHoa"] = "1" if dossier.is_digitised else "0"
        first["DuocTaiSuDung"] = str(1 + int(dossier.code[-1]) % 2) if dossier.is_reused else "0"
        first["DuocLayTuKhoDMQG"] = "1" if dossier.is_from_store else "0"
        return [first, *rest]

    def _supplements(self, dossier: Dossier, form: Any) -> list[Message]:
        episode = dossier.supplement
        if episode is None:
            return []
        received = self._known(episode.received_at)
        return [
            {
                "HoSoBoSungId": 1,
                "NguoiYeuCauBoSung": "Cán bộ mô phỏng",
                "NoiDungBoSung": "Bổ sung giấy tờ (mô phỏng)",
                "NgayBoSung": form(episode.requested_at),
                "NgayTiepNhanBoSung": form(received),
                "TrangThaiBoSung": received is not None,
                "NgayHenTraTruoc": form(episode.due_before_at),
                "NgayHenTraMoi": form(episode.due_after_at if received else None),
            }
        ]

    def steps(self, dossier: Dossier) -> Iterator[Message]:
        """History rows in order; one in forty is sent twice, as systems do."""
        for moment, status, words in self._course(dossier):
            if moment <= self.sent_at:
                row = self._step(dossier, moment, status, words)
                yield row
                if self.random.random() < 0.025:
                    yield dict(row)

    def _course(self, dossier: Dossier) -> Iterator[tuple[datetime, int, str]]:
        if dossier.received_at is None:
            return
        yield dossier.received_at, ACCEPTED, "Tiếp nhận hồ sơ"
        yield dossier.received_at + timedelta(seconds=1), WORKING, "Chuyển phòng chuyên môn"
        if dossier.supplement:
            yield dossier.supplement.requested_at, ASKED, "Yêu cầu bổ sung giấy tờ"
            if dossier.supplement.received_at:
                yield dossier.supplement.received_at, WORKING, "Nhận giấy tờ bổ sung"
        if dossier.ended_at:
            yield dossier.ended_at, dossier.end_status, WORK[dossier.end_status]
        returned = self._returned(dossier)
        if returned:
            yield returned, HANDED, "Trả kết quả"

    def _step(self, dossier: Dossier, moment: datetime, status: int, words: str) -> Message:
        form = self.forms.get(dossier.unit, plain)
        return {
            "MaHoSo": dossier.code,
            "NguoiXuLy": "Chuyên viên mô phỏng",
            "ChucDanh": "Chuyên viên",
            "ThoiDiemXuLy": form(moment),
            "PhongBanXuLy": f"Bộ phận Một cửa {self.names[dossier.unit]}",
            "NoiDungXuLy": words,
            "TrangThai": str(status),
            "NgayKetThucTheoQuyDinh": form(dossier.promised_at),
        }


def written_code(dossier: Dossier) -> str:
    """Some codes come in lower case or with an invisible character, as systems write them; never the letter's."""
    serial = int(dossier.code[-4:])
    if dossier.is_overdue or serial % 41:
        return dossier.code
    return dossier.code.lower() if serial % 2 else f"\u200b{dossier.code} "


def written_name(name: str, dossier: Dossier) -> str:
    """Some names come in capitals and with its accents apart (NFD)."""
    return name if int(dossier.code[-4:]) % 37 else unicodedata.normalize("NFD", name.upper())


def applicant(number: int, dossier: Dossier) -> Message:
    """A clearly made-up applicant, so that the separation of personal data has something to separate."""
    name = f"{'Nguyễn Văn' if number % 2 else 'Lò Thị'} Mô Phỏng {number:05d}"
    paper = f"999{(number * 7_919 + 104_729) % 10**9:09d}"  # no province of birth has the code 999
    paper = paper if number % 400 else PLACEHOLDER
    return {
        "ChuHoSo": name if dossier.procedure.is_for_persons else f"Công ty TNHH Mô Phỏng {number:05d}",
        "LoaiDoiTuong": "1" if dossier.procedure.is_for_persons else "2",
        "SoGiayToChuHoSo": paper,
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": paper}],
        "SoDienThoai": f"0000{number * 37 % 10**6:06d}",
        "Email": f"mo-phong-{number:05d}@example.invalid",
        "TrichYeuHoSo": f"Hồ sơ mô phỏng của {name}",
    }


def _component(dossier: Dossier, place: int, is_deleted: bool = False) -> Message:
    file = f"{dossier.code}-{place + 1}.pdf"
    return {
        "TepDinhKemId": f"{dossier.code}/{place + 1}",
        "TenTepDinhKem": file,
        "IsDeleted": str(is_deleted),
        "MaThanhPhanHoSo": f"MP-{dossier.procedure.code}-{place + 1}",
        "DuongDanTaiTepTin": f"https://mo-phong.example/{file}",
        "DuocSoHoa": "0",
        "DuocTaiSuDung": "0",
        "DuocLayTuKhoDMQG": "0",
    }


def _fees(dossier: Dossier) -> list[Message]:
    if not dossier.procedure.has_fee:
        return []
    fee = {"TenPhiLePhi": "Lệ phí (mô phỏng)", "MaPhiLePhi": "MP01", "HinhThucThu": "1", "LoaiPhiLePhi": "1"}
    return [{**fee, "Gia": str(dossier.fee)}]


def _results(dossier: Dossier) -> list[Message]:
    if not dossier.has_result:
        return []
    url = f"https://mo-phong.example/{dossier.code}-kq.pdf"
    return [{"TenGiayTo": "Kết quả (mô phỏng)", "MaGiayToKetQua": "KQ.MP.000001", "DuongDanTepTinKetQua": url}]
