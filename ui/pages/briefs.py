"""Briefs: two pages that a minister reads in a minute."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.briefs.composer import Composer
from ui.briefs.kept import LANGUAGE_NAMES, all_kept, columns, file_name, pdf_of
from ui.briefs.preview import Preview, print_pdf
from ui.jobs import Job, Jobs
from ui.page import STATISTICS, Page
from ui.theme import GRID
from ui.widgets.dialog import confirm
from ui.widgets.make import label
from ui.widgets.records import RecordsView
from ui.widgets.rows import RowsModel
from ui.widgets.waiting import Waiting
from vipmg.errors import VipmgError
from vipmg.i18n import N_, _, language
from vipmg.node import Node
from vipmg.officers import NotAllowed, Permission
from vipmg.progress import Progress
from vipmg.publishing import Kept, Made, draft_brief, make_brief

T = TypeVar("T")
WAITING, PREVIEW = range(2)


class BriefsPage(Page):
    """Choose a brief, look at its draft, make it final; open those that are kept."""

    name = "briefs"
    title = N_("Briefs")
    subtitle = N_("Two pages that a minister reads in a minute")
    group = STATISTICS
    icon = "file-text"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.composer = Composer(node.register.today(), node.settings.country)
        self.preview = Preview(jobs)
        self.waiting = Waiting(
            N_("Choose a period and see the draft"),
            N_(
                "A brief is written from the protected figures of its months. A draft is not kept "
                "and does not count as published."
            ),
        )
        self.model = RowsModel(columns(node.settings.country), self)
        self.view = RecordsView(self.model, N_("Briefs that are kept"))
        self._none = label(kind="muted", wrap=True)
        self.words.say(self._none.setText, N_("No final brief has been made yet."))
        self._job: Job | None = None
        self._shown: Kept | None = None
        self._begun = False
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the list of the briefs that are kept."""
        if not self.node.register.officer.may(Permission.BRIEF):
            self.composer.hide()
            if self._shown is None:
                self.waiting.refuse(NotAllowed(Permission.BRIEF))
        self.jobs.read(partial(all_kept, self.node.register), self._show_list)

    def draft(self) -> None:
        """Make a draft and show it: in the window's language if that was chosen."""
        kind, period, languages = self.composer.kind, self.composer.period, self.composer.languages
        paper = self.composer.paper
        spoken = language() if language() in languages else languages[0]
        self._run(
            lambda progress: draft_brief(self.node, kind, period, spoken, paper, progress),
            self._show_draft,
            _("Draft of a brief"),
        )

    def finish(self) -> None:
        """Make the final brief, once the officer knows what that means."""
        kind, period = self.composer.kind, self.composer.period
        languages, paper = self.composer.languages, self.composer.paper
        names = ", ".join(_(LANGUAGE_NAMES[code]) for code in languages)
        effects = [
            _("It gets the next number and is kept in the register as it is made."),
            _("Languages: {names}.").format(names=names),
            _(
                "Its figures count as published: later tables and packages are protected with "
                "them in mind. This cannot be undone."
            ),
        ]
        if confirm(self, N_("Make the final brief?"), effects, N_("Make the final brief")):
            self._run(
                lambda progress: make_brief(
                    self.node, kind, period, languages, paper=paper, progress=progress
                ),
                self._show_made,
                _("Final brief"),
            )

    def open_kept(self, kept: Kept) -> None:
        """Show a brief that is kept."""
        self._shown = kept
        self.jobs.read(partial(pdf_of, self.node.register, kept), partial(self._show_kept, kept))

    def save(self) -> None:
        """Ask where to save the final brief that is shown, and save it as it was made."""
        if self._shown is None:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Save the brief"), file_name(self._shown), "PDF (*.pdf)"
        )
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write the PDF that is shown to `path`, byte for byte."""
        said = _("The brief is in {file}").format(file=path.name)
        pdf = self.preview.pdf
        self.jobs.read(lambda: path.write_bytes(pdf), lambda _size: self.noticed.emit(said))

    def print(self) -> None:
        """Ask for a printer and print the final brief that is shown."""
        if self._shown is not None:
            print_pdf(self.preview.pdf, self, file_name(self._shown))

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        super().retranslate()
        if self._shown is not None and self.preview.pdf:
            self._show_kept(self._shown, self.preview.pdf)

    def _lay_out(self) -> None:
        left, heading = QWidget(), label(kind="heading")
        self.words.say(heading.setText, N_("Briefs that are kept"))
        lines = QVBoxLayout(left)
        lines.setContentsMargins(0, 0, GRID, 0)
        lines.setSpacing(GRID)
        lines.addWidget(heading)
        lines.addWidget(self._none)
        lines.addWidget(self.view, 1)
        lines.addStretch(0)
        self._place = QStackedWidget()
        self._place.addWidget(self.waiting)
        self._place.addWidget(self.preview)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self._place)
        split.setSizes([590, 510])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        self.body.addWidget(self.composer)
        self.body.addWidget(split, 1)

    def _connect(self) -> None:
        self.composer.drafting.connect(self.draft)
        self.composer.finishing.connect(self.finish)
        self.waiting.cancelled.connect(self._cancel)
        self.preview.saving.connect(self.save)
        self.preview.printing.connect(self.print)
        self.view.activated.connect(self._open_row)
        self.view.clicked.connect(self._open_row)

    def _open_row(self, index: QModelIndex) -> None:
        kept = self.model.row_at(index.row())
        if kept is not None and self._job is None:
            self.open_kept(kept)

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], object], title: str) -> None:
        def finished(result: T) -> None:
            self._end()
            done(result)

        self._job = self.jobs.run(work, finished, title=title, failed=self._fail)
        self.composer.set_working(working=True)
        self.waiting.show_work(self._job)
        self._place.setCurrentIndex(WAITING)

    def _show_list(self, kept: list[Kept]) -> None:
        self.model.show(kept)
        self._none.setVisible(not kept)
        self.view.setVisible(bool(kept))
        begun, self._begun = self._begun, True
        if kept and not begun and self._job is None and self._shown is None:
            self._open_newest(kept)

    def _open_newest(self, kept: list[Kept]) -> None:
        """Show the newest brief that is kept, in the language in force if there is that one."""
        newest = [one for one in kept if one.number == kept[0].number]
        spoken = next((one for one in newest if one.language == language()), newest[0])
        self.view.selectRow(kept.index(spoken))
        self.open_kept(spoken)

    def _show_draft(self, pdf: bytes) -> None:
        self._shown = None
        self.view.clearSelection()
        self._show(pdf, _("Draft"), _("Draft: not published"), final=False)

    def _show_made(self, made: Made) -> None:
        said = _("Brief No. {number} is made and kept.").format(number=made.number)
        self.noticed.emit(said)
        self.jobs.read(partial(all_kept, self.node.register), partial(self._open_made, made))

    def _open_made(self, made: Made, kept: list[Kept]) -> None:
        self._show_list(kept)
        ours = [one for one in kept if one.number == made.number]
        self.view.selectRow(kept.index(ours[0]))
        self.open_kept(ours[0])

    def _show_kept(self, kept: Kept, pdf: bytes) -> None:
        title = _("Brief No. {number}").format(number=kept.number)
        self._show(pdf, title, _("Final"), final=True)

    def _show(self, pdf: bytes, title: str, status: str, *, final: bool) -> None:
        self._place.setCurrentIndex(PREVIEW)
        self.preview.show_pdf(pdf, title, status, final=final)

    def _end(self) -> None:
        self._job = None
        self.composer.set_working(working=False)

    def _fail(self, error: Exception) -> None:
        self._end()
        self.waiting.refuse(error)
        self._place.setCurrentIndex(WAITING)
        if not isinstance(error, VipmgError):
            self.jobs.failed.emit(error)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
