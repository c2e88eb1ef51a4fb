"""Fees, payments, files, population data and dislikes: exactly as many dossiers carry each as the plan says."""

from collections import Counter
from datetime import datetime
from random import Random

from phucvu.simulation.dossiers import DONE, Dossier
from phucvu.simulation.solver import Plan, UnsolvableError

FEES = (8_000, 15_000, 30_000, 50_000, 135_000, 200_000)


class Flags:
    """Marks the dossiers the reading sees, by one stream of random numbers."""

    def __init__(self, random: Random, plan: Plan, dossiers: list[Dossier], as_at: datetime) -> None:
        self.random, self.plan = random, plan
        self.seen = [dossier for dossier in dossiers if dossier.is_seen]
        self.settled = [item for item in self.seen if is_settled(item, as_at)]
        self.unsettled = [item for item in self.seen if not is_settled(item, as_at)]

    def mark(self) -> None:
        self._files()
        self._payments()
        self._population_data()
        self._dislikes()

    def _number(self, criterion: str) -> int:
        return self.plan.parts[criterion].numerator

    def _sample(self, pool: list[Dossier], number: int, what: str) -> list[Dossier]:
        if not 0 <= number <= len(pool):
            raise UnsolvableError(f"Cần {number} hồ sơ {what} nhưng chỉ có {len(pool)} hồ sơ phù hợp.")
        return self.random.sample(pool, number)

    def _files(self) -> None:
        """Results on settled dossiers. A dossier is digitised when it has components and, once settled, a result:
        open ones with components count, settled ones with components but without result do not."""
        for dossier in self._sample(self.settled, self._number("digitization.result"), "có kết quả điện tử"):
            dossier.has_result = True
        for dossier in self._sample(self.unsettled, len(self.unsettled) * 2 // 5, "chưa xong có thành phần"):
            dossier.has_components = True
        with_result = [item for item in self.settled if item.has_result]
        missing = self._number("digitization.dossier") - len(self.unsettled) * 2 // 5
        for dossier in self._sample(with_result, missing, "được số hóa"):
            dossier.has_components = True
        without = [item for item in self.settled if not item.has_result]
        for dossier in self._sample(without, len(without) * 3 // 5, "có thành phần"):
            dossier.has_components = True
        self._reuse()

    def _reuse(self) -> None:
        filled = [item for item in self.seen if item.has_components]
        for dossier in filled:
            dossier.is_digitised = dossier.has_result or self.random.random() < 0.5
        for dossier in self._sample(filled, self._number("digitization.reused"), "tái sử dụng"):
            dossier.is_reused = dossier.is_digitised = True
        for dossier in self._sample(filled, self._number("digitization.personal_store"), "lấy từ kho cá nhân"):
            dossier.is_from_store = True

    def _spread(self, pool: list[Dossier], procedures: int, number: int) -> list[Dossier]:
        """So many dossiers over exactly so many procedures: the busiest ones, each at least once."""
        busy = [code for code, _ in Counter(item.procedure.code for item in pool).most_common(procedures)]
        first: dict[str, Dossier] = {}
        for dossier in pool:
            if dossier.procedure.code in busy:
                first.setdefault(dossier.procedure.code, dossier)
        if len(first) < procedures:
            raise UnsolvableError(f"Chỉ có {len(first)} thủ tục có hồ sơ phù hợp, cần {procedures}.")
        chosen = {id(dossier) for dossier in first.values()}
        rest = [item for item in pool if item.procedure.code in first and id(item) not in chosen]
        return [*first.values(), *self._sample(rest, number - len(first), "trong các thủ tục được chọn")]

    def _payments(self) -> None:
        part = self.plan.parts["payment.dossiers"]
        pool = [item for item in self.seen if item.procedure.has_fee and not item.is_carried]
        paid = self._spread(pool, self._number("payment.procedures"), part.numerator)
        chosen = {id(dossier) for dossier in paid}
        rest = [item for item in pool if id(item) not in chosen]
        for dossier in paid:
            dossier.payment_channel = self.random.choice((1, 1, 2))
        unpaid = self._sample(rest, part.denominator - part.numerator, "có phí chưa thanh toán trực tuyến")
        for dossier in paid + unpaid:
            dossier.fee = self.random.choice(FEES)
        for dossier in unpaid[: len(unpaid) // 40]:
            dossier.payment_channel = 3

    def _population_data(self) -> None:
        pool = [item for item in self.seen if item.procedure.is_for_persons]
        procedures = self._number("digitization.population_procedure")
        for dossier in self._spread(pool, procedures, self._number("digitization.population_dossier")):
            dossier.is_vneid = True

    def _dislikes(self) -> None:
        """The planned dislikes on dossiers that are not overdue, settled ones first; some more on overdue ones,
        where they change no count."""
        units = [
            [item for item in self.settled + self.unsettled if item.unit == counts.agency_code]
            for counts in self.plan.units.values()
        ]
        for counts, dossiers in zip(self.plan.units.values(), units, strict=True):
            content = [item for item in dossiers if not item.is_overdue]
            disliked = self._sample(content[: max(counts.disliked, len(content) * 3 // 4)], counts.disliked, "bị chê")
            for dossier in disliked:
                dossier.is_disliked = True
        for dossier in self.settled:
            dossier.is_disliked |= dossier.is_overdue and self.random.random() < 0.1


def is_settled(dossier: Dossier, as_at: datetime) -> bool:
    """Ended with a result by the reading time."""
    return dossier.ended_at is not None and dossier.ended_at <= as_at and dossier.end_status == DONE
