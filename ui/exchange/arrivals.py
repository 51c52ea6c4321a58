"""What arrived: packages of other countries and receipts of theirs."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from exchange import mailbox, receive
from exchange.mailbox import FolderMailbox
from exchange.receive import Incoming, Received
from ui.exchange import saying
from ui.page import Page
from ui.theme import GRID
from ui.widgets.dates import moment
from ui.widgets.dialog import Dialog
from ui.widgets.empty import EmptyState
from ui.widgets.make import button, label, row
from ui.widgets.pill import Pill
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words
from vipmg.i18n import N_, _, ngettext
from vipmg.progress import Progress

COLUMNS = (
    Column(N_("From"), lambda i: saying.country(i.country), share=12),
    Column(N_("Number"), lambda i: i.sequence, "right", order=lambda i: i.sequence, share=6),
    Column(
        N_("Result"),
        lambda i: _(saying.VERDICTS[i.verdict][0]),
        tone=lambda i: saying.VERDICTS[i.verdict][1],
        share=12,
    ),
    Column(
        N_("Why, or what for"),
        lambda i: saying.why(i.code) or i.purpose,
        share=34,
        hint=lambda i: saying.why(i.code) or i.purpose or "",
    ),
    Column(
        N_("Received"), lambda i: moment(i.received_at), order=lambda i: i.received_at, share=12
    ),
    Column(
        N_("Receipt"),
        lambda i: _("sent") if i.answered else _("not sent yet"),
        tone=lambda i: "good" if i.answered else "neutral",
        share=10,
    ),
)


class OutcomeDialog(Dialog):
    """What became of each file, in words."""

    def __init__(self, parent: QWidget, outcomes: Sequence[Received]) -> None:
        super().__init__(parent, N_("What was in the mailbox"))
        self.setMinimumWidth(640)
        if not outcomes:
            nothing = label(wrap=True)
            self.words.say(nothing.setText, N_("Nothing new in the mailbox."))
            self.body.addWidget(nothing)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(2, 1)
        for line, found in enumerate(outcomes):
            word, tone = saying.VERDICTS[found.verdict]
            name = saying.country(found.country) if found.country else _("Unknown sender")
            grid.addWidget(Pill(_(word), tone), line, 0)
            grid.addWidget(label(name), line, 1)
            grid.addWidget(label(saying.received_words(found), wrap=True), line, 2)
        self.body.addLayout(grid)
        self.add_act(N_("Close"))


class ArrivalsTab(QWidget):
    """Packages received, and the button that takes in what waits."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.words, self._page = Words(), page
        self.receive = button(
            self.words, N_("Receive"), self.receive_all, kind="primary", icon="inbox"
        )
        self.bring = button(self.words, N_("Bring a file…"), self.choose_files, icon="folder-open")
        self.where = label(kind="muted", wrap=True)
        self.model = RowsModel(COLUMNS)
        self.view = RecordsView(self.model, N_("Packages received"))
        self.empty = EmptyState(
            "inbox",
            N_("Nothing has been received yet"),
            N_("“Receive” takes in what waits in the mailbox, verifies it and answers."),
        )
        if not page.may("receive"):
            for part in (self.receive, self.bring):
                part.setEnabled(False)
                self.words.say(part.setToolTip, N_("Only an exchange officer receives."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        top = row(self.where, self.bring, self.receive)
        top.setStretch(0, 1)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty, 1)
        self.empty.hide()
        self.retranslate()

    def refresh(self) -> None:
        """Read again what was received, and count what waits."""
        register, inbox = self._page.node.register, FolderMailbox(self._page.node.inbox)

        def read() -> tuple[list[Incoming], int | None]:
            found = receive.incoming(register)
            return found, len(inbox.names()) if inbox.folder.is_dir() else None

        self._page.jobs.read(read, self._show)

    def receive_all(self) -> None:
        """Take in what waits, in a job; then say what became of each file."""
        self._run([])

    def bring_files(self, files: Sequence[Path]) -> None:
        """Put sealed files into the mailbox, then take in what waits."""
        self._run(files)

    def choose_files(self) -> None:
        """Let the officer choose sealed files, from a stick for example."""
        names, _kind = QFileDialog.getOpenFileNames(self, _("Bring a file…"), "", "*.age")
        if names:
            self.bring_files([Path(name) for name in names])

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        self._say_where(self._waiting)

    _waiting: int | None = 0

    def _run(self, files: Sequence[Path]) -> None:
        register, inbox = self._page.node.register, FolderMailbox(self._page.node.inbox)

        def work(progress: Progress) -> tuple[Received, ...]:
            for file in files:
                with file.open("rb") as sealed:
                    inbox.put(mailbox.new_name(), sealed)
            return receive.receive(register, inbox, progress=progress)

        self.receive.setEnabled(False)
        self._page.jobs.run(work, self._tell, title=_("Receive"), failed=self._failed)

    def _tell(self, outcomes: tuple[Received, ...]) -> None:
        self.receive.setEnabled(True)
        self.refresh()
        OutcomeDialog(self, outcomes).exec()

    def _failed(self, error: Exception) -> None:
        self.receive.setEnabled(True)
        self.refresh()
        self._page.jobs.failed.emit(error)

    def _show(self, found: tuple[list[Incoming], int | None]) -> None:
        incoming, self._waiting = found
        self.model.show(incoming)
        self.view.setVisible(bool(incoming))
        self.empty.setVisible(not incoming)
        self._say_where(self._waiting)

    def _say_where(self, waiting: int | None) -> None:
        folder = str(self._page.node.inbox)
        if waiting is None:
            words = _("The mailbox {folder} cannot be reached. See Settings.")
        elif waiting:
            words = ngettext(
                "{count} file waits in the mailbox {folder}",
                "{count} files wait in the mailbox {folder}",
                waiting,
            )
        else:
            words = _("Nothing waits in the mailbox {folder}")
        self.where.setText(words.format(folder=folder, count=waiting))
