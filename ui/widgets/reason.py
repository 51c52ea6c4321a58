"""The reason that an act is recorded with."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from ui.widgets.dialog import Dialog
from ui.widgets.make import field, label
from vipmg.i18n import N_


class ReasonDialog(Dialog):
    """Says what an act will do and asks why; without a reason it is not done."""

    def __init__(
        self, parent: QWidget | None, title: str, effects: Sequence[str], act: str
    ) -> None:
        super().__init__(parent, title)
        for effect in effects:
            self.body.addWidget(label(effect, wrap=True))
        self.reason = QLineEdit()
        hint = N_("It is kept in the audit trail. Do not write names of persons.")
        self.body.addWidget(field(self.words, N_("Reason for the record"), self.reason, hint))
        self.add_cancel()
        self.act = self.add_act(act, "danger")
        self.act.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.act.setEnabled(bool(text.strip())))


def ask_reason(parent: QWidget, title: str, effects: Sequence[str], act: str) -> str | None:
    """Return why the act is done, or `None` if it is not. `title` and `act` are message ids."""
    dialog = ReasonDialog(parent, title, effects, act)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return dialog.reason.text().strip()
