"""Where an import stands: file, reading, check, registered."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.theme import GRID
from ui.widgets.make import label
from ui.words import Words
from vipmg.i18n import N_, _

STEPS = (N_("File"), N_("How it is read"), N_("Check"), N_("Registered"))


class Steps(QWidget):
    """The four steps in a line, the one at hand in bold."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self._at = 0
        self._parts: list[QLabel] = []
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        for number, _step in enumerate(STEPS):
            if number:
                line.addWidget(label("›", kind="muted"))
            part = label()
            self._parts.append(part)
            line.addWidget(part)
        line.addStretch(1)
        self.retranslate()

    def show_step(self, at: int) -> None:
        """Mark step `at`, from 0."""
        self._at = at
        self.retranslate()

    def retranslate(self) -> None:
        """Say the steps in the language in force."""
        for number, (part, step) in enumerate(zip(self._parts, STEPS, strict=True)):
            part.setText(f"{number + 1}  {_(step)}")
            part.setObjectName("heading" if number == self._at else "muted")
            part.style().unpolish(part)
            part.style().polish(part)
        self.setAccessibleName(
            _("Step {number} of {total}: {step}").format(
                number=self._at + 1, total=len(STEPS), step=_(STEPS[self._at])
            )
        )
