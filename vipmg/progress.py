"""Progress of long work: no window, no thread; the caller decides what it means.

Long functions take ``progress: Progress = SILENT`` last. The command line, the desktop and the
tests each pass their own; any `report` may raise `Cancelled`.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


class Progress:
    """Silent progress; the command line and the desktop override `report`."""

    def report(self, done: int, total: int, message: str) -> None:
        """Tell the caller that `done` of `total` units are done (`total` 0: unknown).

        Raises:
            Cancelled: the officer asked to stop; the caller of the work lets it pass.
        """

    def track(self, items: Sequence[T], message: str, every: int = 500) -> Iterator[T]:
        """Yield each item, reporting every `every` items and at the end."""
        total = len(items)
        for number, item in enumerate(items):
            if number % every == 0:
                self.report(number, total, message)
            yield item
        self.report(total, total, message)


SILENT = Progress()
