"""The table of a listing: what is chosen in it may be millions of rows."""

from PySide6.QtCore import Signal

from ui.widgets.records import RecordsView


class ListingView(RecordsView):
    """Asks the page to copy, because chosen rows need not have been read yet."""

    copying = Signal()
    narrowest = 96

    def copy(self) -> None:
        """Ask for the chosen rows on the clipboard."""
        self.copying.emit()

    def chosen_rows(self) -> range | list[int]:
        """Return the numbers of the chosen rows in their order."""
        chosen = self.selectionModel().selection()
        spans = sorted((span.top(), span.bottom() + 1) for span in chosen.toList())
        if len(spans) == 1:
            return range(*spans[0])
        return sorted({at for span in spans for at in range(*span)})
