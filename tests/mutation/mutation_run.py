"""Plants each fault of mutations.yaml into a copy of the package and sees whether the tests notice.

The working tree is never touched. `python tests/mutation/mutation_run.py` prints one line per fault and ends with
exit code 1 if one was missed.
"""

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

import yaml

ROOT = Path(__file__).parents[2]
PLAIN = [word for name in ("cacheprovider", "xdist", "django", "schemathesis") for word in ("-p", f"no:{name}")]
TESTS_FAILED = 1  # pytest's exit code; anything else (no tests, cannot be collected) would prove nothing


@dataclass(frozen=True)
class Mutation:
    """``old`` becomes ``new`` in ``file`` (below src/phucvu); ``tests`` are pytest arguments, paths below tests/."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def mutations() -> list[Mutation]:
    specs = yaml.safe_load((ROOT / "tests" / "mutation" / "mutations.yaml").read_text("utf8"))
    return [Mutation(name, **spec | {"tests": tuple(spec["tests"])}) for name, spec in specs.items()]


class Laboratory:
    """A copy of the package in which faults are planted, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._source = folder / "src"
        shutil.copytree(ROOT / "src" / "phucvu", self._source / "phucvu", ignore=shutil.ignore_patterns("__pycache__"))
        by_content = PycInvalidationMode.CHECKED_HASH  # a fault of the same size in the same second is seen too
        compileall.compile_dir(self._source, quiet=1, invalidation_mode=by_content)

    def run(self, tests: tuple[str, ...]) -> int:
        """Run tests on the copy; pytest's exit code."""
        arguments = [str(ROOT / "tests" / each) if "/" in each else each for each in tests]
        environment = os.environ | {"PYTHONPATH": str(self._source), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-x", "-q", *PLAIN, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode

    def is_of_the_copy(self) -> bool:
        code = "import phucvu; print(phucvu.__file__)"
        environment = os.environ | {"PYTHONPATH": str(self._source)}
        shown = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        return Path(shown.stdout.strip()).is_relative_to(self._source)

    def notices(self, mutation: Mutation) -> bool:
        """Plant the fault, run its tests, take it out again."""
        path = self._source / "phucvu" / mutation.file
        text = path.read_text("utf8")
        if text.count(mutation.old) != 1:
            raise ValueError(f"{mutation.name}: “{mutation.old}” occurs {text.count(mutation.old)} times")
        path.write_text(text.replace(mutation.old, mutation.new), "utf8")
        try:
            return self.run(mutation.tests) == TESTS_FAILED
        finally:
            path.write_text(text, "utf8")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder))
        assert laboratory.is_of_the_copy()
        missed = 0
        for mutation in mutations():
            is_noticed = laboratory.notices(mutation)
            missed += not is_noticed
            print(f"{'noticed' if is_noticed else 'MISSED '}  {mutation.name}")
    print(f"{len(mutations()) - missed} of {len(mutations())} noticed")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
