"""A progress bar on standard error."""

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

import retrieval.ingest.progress
from bot.output import safe_console


class Bar(retrieval.ingest.progress.Progress):
    """A progress bar that disappears when the work is done."""

    def __init__(self, doing: str = "indexing") -> None:
        columns = (TextColumn(doing), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
        self._bar = Progress(*columns, TimeRemainingColumn(), console=safe_console(to_stderr=True))
        self._task: TaskID | None = None

    def begin(self, total: int) -> None:
        """Draw the empty bar."""
        self._task = self._bar.add_task("", total=max(1, total))
        self._bar.start()

    def advance(self, characters: int) -> None:
        """Move the bar forward."""
        if self._task is not None:
            self._bar.advance(self._task, characters)

    def end(self) -> None:
        """Fill the bar and end its line."""
        if self._task is not None:
            self._bar.update(self._task, completed=self._bar.tasks[0].total)
            self._bar.stop()
