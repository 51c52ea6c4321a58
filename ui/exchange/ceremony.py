"""The ceremony between two countries: both sides see the same fifteen words, or they do not."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from exchange import peers
from ui.exchange import saying
from ui.failure import words_of
from ui.page import Page
from ui.theme import GRID
from ui.widgets.dialog import Dialog
from ui.widgets.make import field, label
from vipmg.i18n import N_, _

QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""


class QrCode(QWidget):
    """A QR code, dark on white in both themes so that every telephone reads it."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        import segno

        self._rows = [bytes(line) for line in segno.make(text, micro=False, error="m").matrix]
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(name)
        self.setAccessibleDescription(text)

    def sizeHint(self) -> QSize:
        """Return four pixels for each module."""
        side = 4 * (len(self._rows) + 2 * QUIET)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the modules."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        step = self.width() / (len(self._rows) + 2 * QUIET)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("black"))
        for y, line in enumerate(self._rows):
            for x, dark in enumerate(line):
                if dark:
                    box = QRectF((x + QUIET) * step, (y + QUIET) * step, step, step)
                    painter.drawRect(box)
        painter.end()


class CeremonyDialog(Dialog):
    """Shows the words and takes what the other side reads out."""

    def __init__(
        self,
        page: Page,
        country: str,
        words: tuple[str, ...],
        fingerprint: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent or page, N_("Compare the words by telephone"))
        self.setMinimumWidth(700)
        self._page, self._country = page, country
        how = label(wrap=True)
        how.setText(
            _(
                "Call {country} on a number you already know, not one that came with the card. "
                "Both of you see the same fifteen words. Let them read theirs, and type what you "
                "hear. If a single word differs, stop: somebody stands between you."
            ).format(country=saying.country(country))
        )
        self.body.addWidget(how)
        self.body.addLayout(_shown(words, fingerprint))
        ours = label(kind="small", wrap=True)
        ours.setText(
            _(
                "Meeting in person? They can type the fingerprint of our card instead, from the "
                "code at the right: {fingerprint}"
            ).format(fingerprint=fingerprint)
        )
        self.body.addWidget(ours)
        self.typed = _typing()
        hint = N_("Fifteen words, or the fingerprint that stands on their screen. Accents and "
                  "capitals do not matter.")  # fmt: skip
        self.body.addWidget(field(self.words, N_("What they read to you"), self.typed, hint))
        self.error = label(kind="error", wrap=True)
        self.body.addWidget(self.error)
        self.add_cancel()
        self.act = self.add_act(N_("Confirm"))
        self.act.clicked.disconnect()
        self.act.clicked.connect(lambda *_checked: self.confirm())
        self.typed.setFocus()

    def confirm(self) -> None:
        """Compare what was typed; close when it agrees."""
        typed = self.typed.toPlainText()
        if not typed.strip():
            self.error.setText(_("Type what they read to you."))
            return
        self.act.setEnabled(False)
        register, country = self._page.node.register, self._country
        self._page.jobs.read(
            lambda: peers.confirm(register, country, typed),
            lambda _peer: self.accept(),
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        self.act.setEnabled(True)
        self.error.setText(". ".join(part.rstrip(".") for part in words_of(error)) + ".")


def _shown(words: tuple[str, ...], fingerprint: str) -> QGridLayout:
    """Return the words in columns of five, large, and the code of the card beside them."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(4 * GRID)
    grid.setVerticalSpacing(GRID)
    for at, word in enumerate(words):
        line, column = at % 5, 2 * (at // 5)
        grid.addWidget(label(str(at + 1), kind="muted"), line, column)
        shown = label(word, kind="display")
        shown.setAccessibleName(f"{at + 1}: {word}")
        grid.addWidget(shown, line, column + 1)
    grid.setColumnStretch(6, 1)
    code = QrCode(fingerprint, _("Code of our card"))
    grid.addWidget(code, 0, 7, 5, 1, Qt.AlignmentFlag.AlignTop)
    return grid


def _typing() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFixedHeight(72)
    return made
