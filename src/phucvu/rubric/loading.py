"""Reading the YAML files of this room: strictly, once."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
import yaml

from phucvu.rubric.checking import LawError, check
from phucvu.rubric.law import Law
from phucvu.rubric.written import WrittenLaw

GROUPS = ("disclosure", "progress", "online", "payment", "digitization", "satisfaction")
OTHERS = ("readings", "classes", "charging", "limits", "levels", "reasons")


class _NoRepeats(yaml.SafeLoader):
    """YAML that refuses a key given twice (PyYAML would keep the last in silence)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        repeated = {key for key in keys if keys.count(key) > 1}
        self.flatten_mapping(node)
        if repeated:
            raise LawError(f"{node.start_mark}: keys given twice: {', '.join(sorted(repeated))}")
        return super().construct_mapping(node, deep)


@cache
def load() -> Law:
    """The law shipped with the product, read and checked once."""
    return read(files("phucvu.rubric"))


def read(folder: Traversable) -> Law:
    """The law of a folder of YAML files. Raises LawError on an unknown key and on whatever ``check`` finds."""
    written = {name: _document(folder / f"{name}.yaml") for name in (*GROUPS, *OTHERS)}
    groups = [written.pop(name) for name in GROUPS]
    try:
        law = msgspec.convert({"groups": groups, **written}, WrittenLaw)
    except msgspec.ValidationError as error:
        raise LawError(str(error)) from error
    check(law)
    return Law(law)


def _document(path: Traversable) -> Any:
    return yaml.load(path.read_text("utf8"), _NoRepeats)
