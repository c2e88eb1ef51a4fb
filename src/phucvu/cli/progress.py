"""A progress bar on standard error for long work; silent where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

OnStep = Callable[[int, int | None, str], None]


class Done(ProgressColumn):
    """How far: in percent where the whole is known, else what is done so far."""

    def render(self, task: Task) -> Text:
        done = f"{task.percentage:.0f} %" if task.total else f"{task.completed:,.0f}".replace(",", ".")
        return Text(done, style="progress.percentage")


@contextmanager
def progress() -> Iterator[OnStep]:
    """Give an ``on_step(done, total | None, text)`` that draws, one line per text."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), Done(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as bar:

        def on_step(done: int, total: int | None, text: str) -> None:
            task = next((task.id for task in bar.tasks if task.description == text), None)
            if task is None:
                _clear_finished(bar)  # an archive may hold a thousand files
                task = bar.add_task(text, total=total)
            bar.update(task, completed=done, total=total)

        yield on_step


def _clear_finished(bar: Progress) -> None:
    for task in bar.tasks:
        if task.finished:
            bar.remove_task(task.id)
