"""A PDF on the screen, page below page, as large as one likes."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.briefs.pages import Sheet, sheets, width_of
from ui.jobs import Jobs
from ui.theme import GRID
from ui.widgets.flow import FlowLayout
from ui.widgets.make import button, icon_button, label, row
from ui.widgets.pill import Pill
from ui.words import Words
from vipmg.i18n import N_, _, ngettext

LEAST, MOST, STEP = 0.4, 3.0, 1.2
MARGIN = 3 * GRID


class Preview(QWidget):
    """Shows one PDF; `saving` and `printing` ask the page to take it away."""

    saving = Signal()
    printing = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.words = Words()
        self._jobs = jobs
        self._pdf, self._zoom, self._fits, self._turn = b"", 1.0, True, 0
        self._points = 612.0
        self._shown: list[QLabel] = []
        self.title, self.status = label(kind="heading"), Pill()
        self.save = button(self.words, N_("Save as…"), self.saving.emit, icon="download")
        self.print = button(self.words, N_("Print…"), self.printing.emit, icon="printer")
        self._pages = label(kind="small")
        smaller = icon_button(self.words, N_("Smaller"), partial(self._scale, 1 / STEP), "minus")
        larger = icon_button(self.words, N_("Larger"), partial(self._scale, STEP), "plus")
        fit = button(self.words, N_("Fit the width"), self.fit, kind="flat")
        self._sheets = QVBoxLayout()
        self._sheets.setSpacing(2 * GRID)
        self._sheets.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words.say(self._area.setAccessibleName, N_("Preview of the brief"))
        inside = QWidget()
        inside.setLayout(self._sheets)
        self._area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(row(self.title, self.status, None))
        layout.addWidget(
            FlowLayout.box(smaller, larger, fit, self._pages, self.save, self.print, space=GRID)
        )
        layout.addWidget(self._area, 1)

    @property
    def pdf(self) -> bytes:
        """The PDF that is shown."""
        return self._pdf

    def show_pdf(self, pdf: bytes, title: str, status: str, *, final: bool) -> None:
        """Show `pdf`; only a final one can be taken away."""
        self._pdf, self._fits = pdf, True
        self.title.setText(title)
        self.status.show_status(status, "good" if final else "warn")
        for act in (self.save, self.print):
            act.setEnabled(final)
            said = "" if final else _("A draft is for eyes inside: make the final brief first.")
            act.setToolTip(said)
            act.setAccessibleDescription(said)
        self._points = width_of(pdf)
        self.fit()
        self._area.verticalScrollBar().setValue(0)

    def fit(self) -> None:
        """Make the pages as wide as the place."""
        self._fits = True
        room = self._area.viewport().width() - 2 * MARGIN
        self._zoom = min(max(room / self._points, LEAST), MOST)
        self._render()

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        self.words.again()

    def page_texts(self) -> list[str]:
        """Return the text of each page that is shown."""
        return [page.accessibleDescription() for page in self._shown]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pages as wide as the place while that is asked for."""
        super().resizeEvent(event)
        if self._fits and self._pdf:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl and the wheel."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._scale(STEP if event.angleDelta().y() > 0 else 1 / STEP)
        else:
            super().wheelEvent(event)

    def _scale(self, factor: float) -> None:
        self._fits = False
        self._zoom = min(max(self._zoom * factor, LEAST), MOST)
        self._render()

    def _render(self) -> None:
        if not self._pdf:
            return
        self._turn += 1
        scale = self._zoom * self.devicePixelRatioF()
        work = partial(sheets, self._pdf, scale)
        self._jobs.read(work, partial(self._show_sheets, self._turn))

    def _show_sheets(self, turn: int, shown: list[Sheet]) -> None:
        if turn != self._turn:
            return
        at = self._area.verticalScrollBar().value()
        for page in self._shown:
            self._sheets.removeWidget(page)
            page.deleteLater()
        self._shown = [
            self._page(sheet, number, len(shown)) for number, sheet in enumerate(shown, start=1)
        ]
        for number, page in enumerate(self._shown):
            self._sheets.insertWidget(number, page)
        self._pages.setText(
            ngettext("{count} page", "{count} pages", len(shown)).format(count=len(shown))
            + f" · {self._zoom * 100:.0f} %"
        )
        self._area.verticalScrollBar().setValue(at)

    def _page(self, sheet: Sheet, number: int, count: int) -> QLabel:
        image = QImage(
            sheet.pixels, sheet.width, sheet.height, sheet.stride, QImage.Format.Format_RGB888
        )
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        page = QLabel()
        page.setPixmap(picture)
        page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        page.setFrameShape(QFrame.Shape.NoFrame)
        page.setAccessibleName(_("Page {number} of {count}").format(number=number, count=count))
        page.setAccessibleDescription(sheet.text)
        return page


def print_pdf(pdf: bytes, parent: QWidget, title: str) -> bool:
    """Ask for a printer and print `pdf`; return whether it was sent."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    paint_pdf(pdf, printer)
    return True


def paint_pdf(pdf: bytes, printer: object) -> None:
    """Paint every page of `pdf` on its own page of `printer` (a `QPrinter`), as large as fits."""
    painter = QPainter(printer)  # type: ignore[call-overload]
    for number, sheet in enumerate(sheets(pdf, 300 / 72)):
        if number:
            printer.newPage()  # type: ignore[attr-defined]
        image = QImage(
            sheet.pixels, sheet.width, sheet.height, sheet.stride, QImage.Format.Format_RGB888
        )
        box = painter.viewport()
        size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(
            box.adjusted(0, 0, size.width() - box.width(), size.height() - box.height()), image
        )
    painter.end()
