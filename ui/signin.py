"""The sign-in: which node, who, the passphrase."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from ui.appearance import Appearance
from ui.doors import Doors
from ui.failure import words_of
from ui.jobs import Jobs
from ui.state import State
from ui.theme import GRID
from ui.widgets.dialog import confirm
from ui.widgets.make import button, centred, field, icon_button, label, row, rule
from ui.widgets.passphrase import PassphraseField
from ui.widgets.strip import closing_words
from ui.words import Words
from vipmg.i18n import N_, _, language

WIDTH = 420


class SignIn(QWidget):
    """A card in the middle of the window. Its work ends with `opened` (the open node)."""

    opened = Signal(object)
    creating = Signal()
    """The officer wants to create a node."""

    running: Callable[[], int]
    """How many jobs go on behind the lock: closing asks before it cancels them."""

    def __init__(
        self,
        doors: Doors,
        jobs: Jobs,
        kept: State,
        folder: Path | None = None,
        *,
        locked: bool = False,
    ) -> None:
        super().__init__()
        self.running = lambda: 0
        self._locked, self._left = locked, False
        self.setObjectName("entry")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._doors, self._jobs, self._kept = doors, jobs, kept
        self.words = Words()
        self.words.say(self.setWindowTitle, N_("Sign in – VIPMG"))
        self.setMinimumSize(WIDTH + 8 * GRID, 600)
        self._look = Appearance(kept)
        self.folder, self.officer = QComboBox(), QLineEdit(str(kept.get("officer", "")))
        self.passphrase = PassphraseField(N_("Passphrase"))
        self.error = label(kind="error", wrap=True)
        self.error.hide()
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.words.say(self.busy.setAccessibleName, N_("Opening the node"))
        self.busy.setVisible(False)
        self.words.say(self.folder.setPlaceholderText, N_("No node yet"))
        self._fill_folders(folder)
        self._lay_out()
        self.passphrase.line.returnPressed.connect(self.sign_in)
        self.officer.returnPressed.connect(self.passphrase.setFocus)
        (self.passphrase if self.officer.text() else self.officer).setFocus()

    def chosen_folder(self) -> Path | None:
        """Return the folder of the node chosen."""
        return self.folder.currentData()  # type: ignore[no-any-return]

    def sign_in(self) -> None:
        """Open the node chosen; say what is missing or wrong beside the fields."""
        folder, officer = self.chosen_folder(), self.officer.text().strip()
        secret = self.passphrase.text()
        if folder is None:
            self._say(_("Choose the folder of the node first."))
        elif not officer or not secret:
            self._say(_("Type your name as officer and your passphrase."))
        else:
            self._wait(busy=True)
            self._jobs.run(
                lambda _progress: self._doors.open_node(folder, officer, secret),
                partial(self._enter, folder, officer),
                title=_("Open the node"),
                failed=self._refuse,
            )

    def open_demo(self) -> None:
        """Make the demonstration node beside the officer's own files, and open it."""
        make = self._doors.make_demo
        if make is not None:
            folder = Path.home() / "vipmg-demo"
            self._wait(busy=True)
            self._jobs.run(
                lambda _progress: make(folder),
                self.opened.emit,
                title=_("Open the demo"),
                failed=self._refuse,
            )

    def choose_folder(self) -> None:
        """Let the officer choose the folder of a node."""
        name = QFileDialog.getExistingDirectory(self, _("Folder of the node"))
        if name:
            self._fill_folders(Path(name))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before work that goes on behind the lock is cancelled."""
        running = self.running() if self.isVisible() and not self._left else 0
        if running and not confirm(
            self,
            N_("Close while work is running?"),
            [closing_words(running)],
            N_("Cancel the work and close"),
        ):
            event.ignore()
            return
        super().closeEvent(event)

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        self.switch.setText(language().upper())
        self.error.hide()

    def _card(self) -> tuple[QFrame, QVBoxLayout]:
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID - 4)
        return card, column

    def _enter(self, folder: Path, officer: str, node: object) -> None:
        self._wait(busy=False)
        self.passphrase.clear()
        self._left = True
        self._kept.add_recent(folder, officer)
        self.opened.emit(node)

    def _refuse(self, error: Exception) -> None:
        self._wait(busy=False)
        self.passphrase.clear()
        self.passphrase.setFocus()
        self._say(". ".join(part.rstrip(".") for part in words_of(error)) + ".")

    def _say(self, text: str) -> None:
        self.error.setText(text)
        self.error.setAccessibleName(text)
        self.error.show()

    def _wait(self, *, busy: bool) -> None:
        self.error.hide()
        self.busy.setVisible(busy)
        for part in (self.enter, self.folder, self.officer, self.passphrase):
            part.setEnabled(not busy)

    def _fill_folders(self, first: Path | None) -> None:
        paths = list(dict.fromkeys(([first] if first else []) + list(self._kept.recent())))
        self.folder.clear()
        for path in paths:
            self.folder.addItem(path.name, path)
            self.folder.setItemData(self.folder.count() - 1, str(path), Qt.ItemDataRole.ToolTipRole)
        self.folder.setCurrentIndex(0 if paths else -1)
        self.folder.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )

    def _lay_out(self) -> None:
        title, text = label("VIPMG", "display"), label(kind="muted", wrap=True)
        slogan = N_("Migration statistics of your country, shared safely.")
        locked = N_("The screen is locked. Work that was begun goes on. Sign in to come back.")
        self.words.say(text.setText, locked if self._locked else slogan)
        self.switch = button(self.words, N_("ES"), self._look.switch_language, kind="flat")
        self.words.say(self.switch.setAccessibleName, N_("Change language"))
        theme = icon_button(
            self.words, N_("Change between light and dark"), self._look.switch_theme, "moon"
        )
        choose = icon_button(self.words, N_("Choose folder…"), self.choose_folder, "folder-open")
        place = QHBoxLayout()
        place.addWidget(field(self.words, N_("Node"), self.folder), 1)
        place.addWidget(choose, alignment=Qt.AlignmentFlag.AlignBottom)
        self.enter = button(self.words, N_("Sign in"), self.sign_in, kind="primary")
        demo = button(self.words, N_("Open the demo"), self.open_demo, icon="sparkles")
        demo.setVisible(self._doors.make_demo is not None and not self._locked)
        create = button(self.words, N_("Create a node…"), self.creating.emit, icon="folder-plus")
        create.setVisible(not self._locked)
        entry, column = self._card()
        column.addLayout(row(title, None, self.switch, theme))
        column.addWidget(text)
        column.addLayout(place)
        column.addWidget(field(self.words, N_("Officer"), self.officer))
        column.addWidget(field(self.words, N_("Passphrase"), self.passphrase))
        column.addWidget(self.error)
        column.addWidget(self.busy)
        column.addWidget(self.enter)
        if not self._locked:
            column.addWidget(rule())
        column.addLayout(row(demo, create, None))
        middle = QVBoxLayout(self)
        middle.addStretch(1)
        middle.addLayout(centred(entry))
        middle.addStretch(1)
        self.switch.setText(language().upper())
