"""Answers of the portal's seven services as figures: groups and totals, criteria with their counts, trees."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from phucvu.errors import UserError
from phucvu.records.portal.figure import Figure
from phucvu.records.portal.layout import Layout, addends, layouts
from phucvu.records.portal.node import Node, UnreadableError, elements, services
from phucvu.records.portal.remarks import Remarks
from phucvu.records.portal.saved import AGAIN, Answer, NoAnswerError
from phucvu.registry.agency import Level
from phucvu.registry.codes import unit_code
from phucvu.rubric import Rubric, load

ANY = TypeVar("ANY")
Key = tuple[object, ...]
TOTAL = "TOTAL"
METRIC = frozenset({"numerator", "denominator"})  # fields of a metric beside those that every element may have
AMBIGUOUS = ("CLGQ", "ONLINE", "TTTT")  # two programs read these letters in opposite ways; their maxima tell


@dataclass(frozen=True)
class Told:
    """What is known of answers that do not tell it themselves. ``day``: whose rubric; see tables.read."""

    day: date | None = None
    period: str | None = None
    read_at: datetime | None = None


@dataclass(frozen=True)
class Unit:
    """An agency as some answer shows it."""

    code: str
    name: str
    level: Level | None


@dataclass
class Units:
    """What all answers tell of agencies: codes by the portal's own id (trees may show no more), levels by code.

    An id with two codes, or a code with two levels, tells nothing.
    """

    codes: dict[str, set[str]] = field(default_factory=dict)
    levels: dict[str, set[Level]] = field(default_factory=dict)

    def learn(self, node: Node) -> None:
        code, ident = unit_code(node.text("code")), node.text("id")
        if code and ident:
            self.codes.setdefault(ident, set()).add(code)
        if code and (level := _level(node, code)):
            self.levels.setdefault(code, set()).add(level)

    def of(self, node: Node) -> Unit | None:
        """The agency of an element; None (and a remark) where nothing gives its code."""
        code = unit_code(node.text("code")) or _only(self.codes.get(node.text("id") or ""))
        name = node.text("name") or ""
        if code is None:
            named = f"“{name[:60] or 'không tên'}”"
            node.remarks.say("portal_unknown_unit", node.file, node.place, named, node.row, lost=True)
            return None
        return Unit(code, name, _level(node, code) or _only(self.levels.get(code)))


def _only(values: set[ANY] | None) -> ANY | None:
    return next(iter(values)) if values and len(values) == 1 else None


def _level(node: Node, code: str) -> Level | None:
    """A code of one part is the province; below it childGroup tells, else the level as the portal names it."""
    if "." not in code:
        return "province"
    told = (str(node.fields.get(name)).upper() for name in services().names["level"])
    return next((layouts().levels[word] for word in told if word in layouts().levels), None)


def figures(answers: Sequence[Answer], told: Mapping[str, Told], remarks: Remarks) -> Iterator[Figure]:
    """Figures of the answers in order, each once a reading. ``told``: what is known of a file's answers, by its label.

    Raises UserError when an answer that is alone holds no unit or is of no known service, when nobody tells its day,
    and when one file says two things of the same figure.
    """
    units = Units()
    for answer in answers:
        for node in _nodes(answer, remarks):
            units.learn(node)
    yield from _once(
        (answer, figure) for answer in answers for figure in _Reader(answer, told[answer.file], units, remarks).read()
    )


def _once(found: Iterable[tuple[Answer, Figure]]) -> Iterator[Figure]:
    """Pages of a tree repeat its parent, and browsers ask twice."""
    of_file, of_reading = dict[Key, tuple[Figure, str]](), set[Key]()
    for answer, figure in found:
        about = (*figure.subject, figure.item)
        known, at = of_file.setdefault((figure.file, *about), (figure, answer.at))
        if _content(known) != _content(figure):
            raise UserError(
                f"Tệp “{figure.file}” nói hai lần khác nhau về {figure.agency_code} {figure.item} "
                f"({at or 'dòng'} {known.row} và {answer.at or 'dòng'} {figure.row}). "
                "Nếu là hai lần đọc, hãy lưu mỗi lần vào một tệp; nếu không, hãy tải lại."
            )
        key = (answer.reading, *about, _content(figure))
        if key not in of_reading:
            of_reading.add(key)
            yield figure


def _content(figure: Figure) -> Key:
    """What a figure says, wherever it stands."""
    counts = tuple(sorted(figure.counts.items(), key=lambda pair: pair[0]))
    return figure.points, figure.max_points, counts, figure.flags


def _nodes(answer: Answer, remarks: Remarks) -> list[Node]:
    """The elements of an answer that are units: overview (where it is one), parent, children, evaluation."""
    data, at = answer.data, f"{answer.at}: " if answer.at else ""
    found = []
    for name in ("overview", "parent"):
        if isinstance(data.get(name), dict):
            found.append(Node(answer.file, 1, f"{at}data.{name}", data[name], remarks))
    for name in ("evaluation", "children"):
        found += elements(answer.file, f"{at}data.{name}", data.get(name), remarks)
    return _without_overview_twice(found)


def _without_overview_twice(nodes: list[Node]) -> list[Node]:
    """An overview is a unit's only when it has figures and a code of its own that no other element has."""
    others = {unit_code(node.text("code")) for node in nodes if not _is_overview(node)}
    return [node for node in nodes if not _is_overview(node) or _is_unit(node, others)]


def _is_overview(node: Node) -> bool:
    return node.place.endswith("data.overview")


def _is_unit(node: Node, others: set[str | None]) -> bool:
    code = unit_code(node.text("code"))
    return bool(code) and code not in others and any(node.has(name) for name in ("metrics", "groupScores", "score"))


@dataclass(frozen=True)
class _Reader:
    """One answer into figures."""

    answer: Answer
    told: Told
    units: Units
    remarks: Remarks

    def read(self) -> Iterator[Figure]:
        """Of an answer among many, one without units or of no known service is a remark and no more."""
        # What is no element was said when the units were learnt.
        nodes = [replace(node, remarks=self.remarks) for node in _nodes(self.answer, Remarks(None))]
        try:
            layout = self._layout(nodes)
        except NoAnswerError as error:
            if self.answer.is_alone:
                raise UserError(f"Tệp “{self.answer.file}” {error}. {AGAIN}") from None
            self.remarks.say("portal_unreadable", self.answer.file, self.answer.at, str(error), lost=True)
            return
        self._name_unknown(nodes, layout)
        for node in nodes:
            if (unit := self.units.of(node)) is not None:
                if unit.level is None:
                    self.remarks.once("portal_unknown_level", node.file, "", node.place, unit.code, node.row)
                yield from self._of_unit(node, unit, layout)

    def _name_unknown(self, nodes: Iterable[Node], layout: tuple[str, Layout] | None) -> None:
        known, file = self._known(layout), self.answer.file
        self.remarks.unknown(file, {str(name) for name in self.answer.data} - set(services().aside))
        self.remarks.unknown(file, {str(name) for node in nodes for name in node.fields} - known - {"children"})
        # The portal is known to nest no units; if it ever does, they are not passed over in silence.
        self.remarks.unknown(file, {"children"} if any(node.value("children") for node in nodes) else set())

    def _layout(self, nodes: Sequence[Node]) -> tuple[str, Layout] | None:
        """The tree this answer is, by its address, else by the counts it shows. None: no tree.

        Raises NoAnswerError when it has no unit, or is of no service that we know.
        """
        if not nodes:
            raise NoAnswerError("không có đơn vị nào trong câu trả lời")
        service = services().services.get(self.answer.service or "")
        if service:
            return (service.layout, layouts().layouts[service.layout]) if service.layout else None
        shown = {str(name) for node in nodes for name in node.fields}
        if shown & {"groupScores", "metrics"}:
            return None
        trees = [each.layout for each in services().services.values() if each.layout]
        for name in trees:
            layout = layouts().layouts[name]
            if {column for pair in layout.counts.values() for each in pair for column in addends(each)} & shown:
                return name, layout
        raise NoAnswerError(f"không phải kết quả của dịch vụ nào đã biết của Cổng ({', '.join(services().services)})")

    def _known(self, layout: tuple[str, Layout] | None) -> set[str]:
        known = {each for names in services().names.values() for each in names} | set(services().known)
        counts = layout[1].counts.values() if layout else ()
        return known | {name for pair in counts for each in pair for name in addends(each)}

    # ---- one unit

    def _of_unit(self, node: Node, unit: Unit, layout: tuple[str, Layout] | None) -> Iterator[Figure]:
        if layout:
            with suppress(UnreadableError):
                yield self._of_tree(node, unit, *layout)
            return
        if node.has("groupScores"):
            yield from self._of_groups(node, unit)
        if node.has("metrics"):
            yield from self._of_metrics(node, unit)
        if not (node.has("groupScores") or node.has("metrics")):
            node.expect("metrics" if (self.answer.service or "") != "service-results" else "groupScores")

    def _of_tree(self, node: Node, unit: Unit, name: str, layout: Layout) -> Figure:
        columns = [column for pair in layout.counts.values() for each in pair for column in addends(each)]
        has_scores_only = _children_show(name) == "scores" and not node.place.endswith("data.parent")
        is_counted = not has_scores_only or any(node.has(column) for column in columns)
        required = [column for column in columns if column not in layout.optional] if is_counted else []
        node.expect("score", *required)
        counts = {code: node.pair(pair) for code, pair in layout.counts.items()} if is_counted else {}
        item = layout.group or ""
        most = node.points("max") if node.value("max") is not None else self._most(item)
        return self._figure(node, unit, name, item, item, node.points("score"), most, counts)

    def _of_groups(self, node: Node, unit: Unit) -> Iterator[Figure]:
        scores = node.value("groupScores")
        for code, value in scores.items() if isinstance(scores, dict) else ():
            fields = value if isinstance(value, dict) else {"score": value}
            part = Node(node.file, node.row, f"{node.place}.groupScores.{code}", fields, self.remarks)
            with suppress(UnreadableError):
                yield self._of_group(part, unit, str(code))
        if not isinstance(scores, dict):
            self.remarks.say(
                "portal_unreadable", node.file, f"{node.place}.groupScores", "không phải nhóm điểm", node.row, lost=True
            )
        node.expect("score")
        with suppress(UnreadableError):
            most = node.points("max") if node.value("max") is not None else self._most(TOTAL)
            yield self._figure(node, unit, "groups", TOTAL, TOTAL, node.points("score"), most)

    def _of_group(self, node: Node, unit: Unit, code: str) -> Figure:
        points, most = node.points("score"), node.points("max")
        item = self._meant(node, code, most)
        return self._figure(node, unit, "groups", item, item, points, self._most(item) if most is None else most)

    def _meant(self, node: Node, code: str, most: Decimal | None) -> str:
        """The group that a maximum tells, where the letters are read in opposite ways."""
        groups = {group.portal_codes[0]: group.max_points for group in self._rubric.groups if group.portal_codes}
        if code not in AMBIGUOUS or most is None:
            return code
        meant = next((each for each in AMBIGUOUS if groups.get(each) == most), code)
        is_same = meant == code or {meant, code} == {"CLGQ", "ONLINE"}
        if not is_same:
            self.remarks.once("portal_swapped_groups", node.file, code, node.place, code, node.row)
        return meant

    def _of_metrics(self, node: Node, unit: Unit) -> Iterator[Figure]:
        group = self._group_of(node)
        if not node.value("metrics"):
            self.remarks.missing(node.file, node.place, "metrics")
        for metric in node.children("metrics"):
            self.remarks.unknown(metric.file, {str(name) for name in metric.fields} - self._known(None) - METRIC)
            metric.expect("code", "numerator", "denominator", "score", "max")
            code = metric.text("code")
            with suppress(UnreadableError):
                if code is None:
                    metric.fail("code", "để trống")
                counts = {str(code): metric.pair(("numerator", "denominator"))}
                yield self._figure(
                    metric, unit, "metrics", group, str(code), metric.points("score"), metric.points("max"), counts
                )
        with suppress(UnreadableError):
            if node.value("score") is not None and group:
                most = node.points("max") if node.value("max") is not None else self._most(group)
                yield self._figure(node, unit, "metrics", group, group, node.points("score"), most)

    def _group_of(self, node: Node) -> str:
        """The group of an element's metrics: that of the service, else of the first metric the rubric knows."""
        service = services().services.get(self.answer.service or "")
        if service and service.group:
            return service.group
        codes = {metric.text("code") for metric in replace(node, remarks=Remarks(None)).children("metrics")}
        groups = (group for group in self._rubric.groups if codes & {one.portal_code for one in group.criteria})
        return next((group.portal_codes[0] for group in groups), "")

    # ---- what stands around a figure

    @property
    def _rubric(self) -> Rubric:
        return load().at(self._day)

    @property
    def _day(self) -> date:
        own = self.answer.read_at.date() if self.answer.read_at else None
        day = self.answer.day or own or self.told.day
        if day is None:
            raise UserError(
                f"Không biết ngày của số liệu trong tệp “{self.answer.file}”. Hãy thêm --rubric-at, ví dụ "
                "--rubric-at 2026-10-10, hoặc đặt ngày vào tên tệp."
            )
        return day

    def _most(self, item: str) -> Decimal | None:
        """The maximum by the rubric, where the answer shows none."""
        if item == TOTAL:
            return sum((group.max_points for group in self._rubric.groups), Decimal(0))
        return next((group.max_points for group in self._rubric.groups if item in group.portal_codes), None)

    def _figure(
        self,
        node: Node,
        unit: Unit,
        layout: str,
        group: str,
        item: str,
        points: Decimal | None,
        most: Decimal | None,
        counts: Mapping[str, Any] | None = None,
    ) -> Figure:
        return Figure(
            file=node.file,
            row=node.row,
            layout=layout,
            agency_code=unit.code,
            agency_name=unit.name,
            level=unit.level or layouts().level_if_unnamed,
            is_level_told=unit.level is not None,
            day=self._day,
            period=self.answer.period or self.told.period or str(self._day.year),
            scope=self.answer.scope,
            item=item,
            group=group,
            points=points,
            max_points=most,
            counts=counts or {},
            flags=tuple(filter(None, [node.text("flag")])),
            read_at=self.answer.read_at or self.told.read_at,
        )


def _children_show(layout: str) -> str:
    return next(each.children_show for each in services().services.values() if each.layout == layout)
