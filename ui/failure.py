"""The one way from an error to a dialog.

What is shown and what can be copied holds no personal data: never the words of an unexpected
error (they may quote a cell), only its kind and the places of our own code it came through.
"""

import platform
import traceback

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.widgets.dialog import Dialog
from ui.widgets.make import button, label
from vipmg import __version__
from vipmg.errors import VipmgError
from vipmg.i18n import N_, _

OURS = ("vipmg", "ui", "exchange", "crypto")

UNEXPECTED = N_("Something unexpected happened")
UNEXPECTED_ADVICE = N_(
    "The work was stopped and what was already saved is safe. Try again; if it happens again, "
    "copy the report and send it to support. The report holds no personal data."
)


def words_of(error: BaseException) -> tuple[str, str]:
    """Return title and advice for `error`, in the officer's language."""
    if isinstance(error, VipmgError):
        return error.words()
    return _(UNEXPECTED), _(UNEXPECTED_ADVICE)


def report(error: BaseException) -> str:
    """Return what support needs to know: versions, kind of error, places in our own code."""
    places = [
        f"  {frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if str(frame.f_globals.get("__name__", "")).split(".")[0] in OURS
    ]
    lines = [
        f"VIPMG {__version__} · Python {platform.python_version()} · Qt {qVersion()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"{type(error).__module__}.{type(error).__qualname__}",
        *places,
    ]
    return "\n".join(lines)


class FailureDialog(Dialog):
    """What happened, what to do, and the report behind a button."""

    def __init__(self, parent: QWidget | None, error: BaseException) -> None:
        super().__init__(parent, getattr(error, "title", UNEXPECTED))
        self._error, self._report = error, report(error)
        self.advice = label(wrap=True)
        self.details = QPlainTextEdit(self._report)
        self.details.setReadOnly(True)
        self.details.setObjectName("mono")
        self.details.setTabChangesFocus(True)
        self.words.say(self.details.setAccessibleName, N_("Report for support"))
        self.details.hide()
        self.body.addWidget(self.advice)
        self.body.addWidget(self.details)
        self.more = button(self.words, N_("Show report"), self._open, kind="link")
        self.copy = button(self.words, N_("Copy report"), self._copy, icon="copy")
        self.foot.insertWidget(0, self.more)
        self.foot.addWidget(self.copy)
        self.add_act(N_("Close"))
        self.retranslate()

    def retranslate(self) -> None:
        """Say the texts in the language in force, the words of the error included."""
        super().retranslate()
        self.heading.setText(words_of(self._error)[0])
        self.advice.setText(words_of(self._error)[1])

    def _open(self) -> None:
        self.details.show()
        self.more.hide()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)


def show_failure(parent: QWidget | None, error: BaseException) -> None:
    """Show `error` to the officer, who closes the dialog."""
    FailureDialog(parent, error).exec()
