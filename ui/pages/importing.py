"""Import: from a file of the office to checked records."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.failure import words_of
from ui.importing import batches
from ui.importing.batches import Batch
from ui.importing.case import CaseView
from ui.importing.findings import write
from ui.importing.outcome import OutcomeView
from ui.importing.source import MANIFESTS, Source, look
from ui.importing.start import StartView, TakeBackDialog
from ui.importing.steps import Steps
from ui.jobs import Job, Jobs
from ui.page import DATA, Page
from ui.records.filters import days_of
from ui.theme import GRID
from ui.widgets.dialog import confirm
from ui.widgets.make import button, label, row
from ui.words import number
from vipmg.errors import Cancelled
from vipmg.i18n import N_, _, language, ngettext
from vipmg.importing.errors import AlreadyImported
from vipmg.importing.load import import_file, take_back
from vipmg.importing.manifests import Manifests, import_manifests
from vipmg.importing.result import ImportResult
from vipmg.node import Node
from vipmg.records.store import Query
from vipmg.tables.periods import Span

START, CASE, OUTCOME = range(3)


class ImportingPage(Page):
    """From a file of the office to checked records: file, reading, check, registered.

    `open_with` takes paths of files (dropped on the window) or the number of an import.
    """

    name = "importing"
    title = N_("Import")
    subtitle = N_("From a file of the office to checked records")
    group = DATA
    icon = "upload"
    permission = "import"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.files: list[Path] = []
        self.result: ImportResult | None = None
        self.kept: Batch | None = None
        self.job: Job | None = None
        self.start, self.case, self.outcome = StartView(), CaseView(), OutcomeView()
        self.drop = self.start.drop
        self._lay_out()
        self._bind()
        self._show(START)

    # -- what the window asks ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list of imports again; a file in hand stays in hand."""
        self.jobs.read(self._everything, self.start.show_batches)

    def open_with(self, subject: object) -> None:
        """Take files, or show the outcome of an import."""
        if isinstance(subject, int):
            self.jobs.read(lambda: self._get(subject), self._open_if_known)
        elif isinstance(subject, Sequence) and not isinstance(subject, str | bytes):
            self.take([Path(str(path)) for path in subject])

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        super().retranslate()
        self._say_foot()

    # -- what the officer does ---------------------------------------------------------------------

    def take(self, paths: Sequence[Path]) -> None:
        """Take files in hand, one after the other."""
        self.files = list(paths)
        self._take_next()

    def check(self) -> None:
        """Check every row of the file in hand without registering any."""
        source, flow = self.case.source, self.case.flow.code()
        if source is None or flow is None:
            return
        if flow == MANIFESTS:
            self._register_list(source)
            return
        register, mapping = self.node.register, self.case.chosen_mapping()
        self.case.hold(busy=True)
        self.job = self.jobs.run(
            lambda progress: import_file(
                register, source.path, flow, mapping, check_only=True, progress=progress
            ),
            self._show_check,
            title=_("Check {file}").format(file=source.path.name),
            failed=self._back_to_case,
        )

    def register_rows(self, *, again: bool = False) -> None:
        """Register the sound rows of the file that was checked."""
        source, result = self.case.source, self.result
        if source is None or result is None:
            return
        register, mapping = self.node.register, self.case.chosen_mapping()
        self.go_on.setEnabled(False)
        self.job = self.jobs.run(
            lambda progress: self._registered(
                import_file(
                    register, source.path, result.flow, mapping, again=again, progress=progress
                )
            ),
            self._show_registered,
            title=_("Register {file}").format(file=source.path.name),
            failed=self._not_registered,
        )

    def undo(self, made: Batch) -> None:
        """Take an import back once the officer has read what that does."""
        dialog = TakeBackDialog(self, made)
        if dialog.exec():
            self.take_back(made, dialog.why.text().strip())
        dialog.deleteLater()

    def take_back(self, made: Batch, why: str) -> None:
        """Take an import back."""
        register = self.node.register
        self.jobs.run(
            lambda progress: take_back(register, made.id, why, progress),
            self._taken_back,
            title=_("Take import {batch} back").format(batch=made.id),
        )

    def open_batch(self, made: Batch) -> None:
        """Show what became of an earlier import."""
        self.kept, self.result = made, None
        self.jobs.read(lambda: self._found(made.id), lambda found: self._show_batch(made, *found))

    def list_records(self, made: Batch | None = None) -> None:
        """Show the records of the flow and months of an import."""
        chosen = made or self.kept
        flow, first, last = (
            (chosen.flow, chosen.first_period, chosen.last_period)
            if chosen
            else (self.result.flow, self.result.first_period, self.result.last_period)
            if self.result
            else (None, None, None)
        )
        if first and last:
            days = days_of(Span(first, last))
            self.go.emit("records", Query(flow=flow, first=days[0], last=days[1]))

    def export(self, path: Path) -> None:
        """Write the findings shown to `path`."""
        self.jobs.run_in_process(
            write,
            (path, self.outcome.examples, language()),
            lambda done: self.noticed.emit(
                ngettext("{count} finding in {file}", "{count} findings in {file}", done).format(
                    count=number(done), file=path.name
                )
            ),
            title=_("Export findings"),
        )

    def close_case(self) -> None:
        """Put the file in hand away and take the next, or show the list of imports."""
        self.files = self.files[1:]
        self.result = self.kept = None
        if self.files:
            self._take_next()
        else:
            self._show(START)
            self.refresh()

    # -- inside ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.steps, self.queue = Steps(), label(kind="muted")
        self.stack = QStackedWidget()
        after = QWidget()
        layout = QVBoxLayout(after)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + 4)
        self.back = button(self.words, N_("Back"), self._go_back)
        self.see = button(self.words, N_("See records"), self.list_records, icon="table-2")
        self.go_on = button(self.words, N_("Register"), self.register_rows, kind="primary")
        self.next = button(self.words, N_("Done"), self.close_case, kind="primary")
        self.foot = label(kind="muted", wrap=True)
        layout.addWidget(self.outcome, 1)
        foot = row(self.back)
        foot.addWidget(self.foot, 1)
        for act in (self.see, self.go_on, self.next):
            foot.addWidget(act)
        layout.addLayout(foot)
        for part in (self.start, self.case, after):
            self.stack.addWidget(part)
        self._above = QWidget()
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, 0)
        above.addLayout(row(self.steps, None, self.queue))
        self.body.addWidget(self._above)
        self.body.addWidget(self.stack, 1)

    def _bind(self) -> None:
        self.start.drop.chosen.connect(self.take)
        self.start.opened.connect(self.open_batch)
        self.start.listed.connect(self.list_records)
        self.start.undone.connect(self.undo)
        self.case.checking.connect(self.check)
        self.case.dropped.connect(self.close_case)
        self.outcome.exporting.connect(self.export)

    def _show(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self._above.setVisible(place != START and self.kept is None)
        done = self.result is not None and not self.result.check_only
        self.steps.show_step(1 if place == CASE else 3 if done else 2)
        waiting = len(self.files) - 1
        more = ngettext("{count} more file waits", "{count} more files wait", waiting)
        self.queue.setText(more.format(count=waiting) if waiting > 0 else "")
        self._say_foot()

    def _say_foot(self) -> None:
        """Say what can be done with the outcome shown."""
        result = self.result
        checked = result is not None and result.check_only
        rows = result.imported if result else 0
        self.go_on.setVisible(checked)
        self.go_on.setEnabled(checked and rows > 0)
        self.go_on.setText(
            ngettext("Register {count} row", "Register {count} rows", rows).format(
                count=number(rows)
            )
        )
        self.back.setVisible(checked or self.kept is not None)
        self.see.setVisible(not checked)
        self.next.setVisible(not checked and self.kept is None)
        self.next.setText(_("Next file") if len(self.files) > 1 else _("Done"))
        self.foot.setText(self._foot_words(checked=checked, rows=rows))

    def _foot_words(self, *, checked: bool, rows: int) -> str:
        result = self.result
        if not checked or result is None:
            return ""
        if not rows:
            return _("No row is sound: go back and choose another flow or mapping.")
        if result.findings:
            return _("Rows held back are not registered: correct them and import them later.")
        return ""

    def _go_back(self) -> None:
        if self.kept is not None:
            self.kept = None
            self._show(START)
        else:
            self.result = None
            self._show(CASE)

    def _take_next(self) -> None:
        path = self.files[0]
        self.jobs.read(lambda: look(path), self._show_source, failed=self._not_readable)

    def _show_source(self, source: Source) -> None:
        self.result = self.kept = None
        self.case.show_source(source)
        self.case.hold(busy=False)
        self._show(CASE)

    def _not_readable(self, error: Exception) -> None:
        self.jobs.failed.emit(error)
        self.close_case()

    def _back_to_case(self, error: Exception) -> None:
        self.case.hold(busy=False)
        if not isinstance(error, Cancelled):
            self.jobs.failed.emit(error)

    def _show_check(self, result: ImportResult) -> None:
        self.case.hold(busy=False)
        self.result = result
        self.outcome.show_result(result)
        self._show(OUTCOME)

    def _registered(self, result: ImportResult) -> tuple[ImportResult, list[tuple[str, int]]]:
        with self.node.register.reading() as db:
            return result, batches.months_of(db, result.batch or 0)

    def _show_registered(self, told: tuple[ImportResult, list[tuple[str, int]]]) -> None:
        self.result, by_month = told
        self.outcome.show_result(self.result, by_month)
        self._show(OUTCOME)
        self.refresh()

    def _not_registered(self, error: Exception) -> None:
        self._say_foot()
        if isinstance(error, AlreadyImported):
            if confirm(self, error.title, [words_of(error)[1]], N_("Import it again"), danger=True):
                self.register_rows(again=True)
        elif not isinstance(error, Cancelled):
            self.jobs.failed.emit(error)

    def _register_list(self, source: Source) -> None:
        register = self.node.register
        self.case.hold(busy=True)
        self.jobs.run(
            lambda _progress: import_manifests(register, source.path),
            self._list_registered,
            title=_("Register {file}").format(file=source.path.name),
            failed=self._back_to_case,
        )

    def _list_registered(self, outcome: Manifests) -> None:
        self.case.hold(busy=False)
        self.noticed.emit(outcome.summary())
        self.close_case()

    def _taken_back(self, records: int) -> None:
        words = ngettext("{count} record taken back", "{count} records taken back", records)
        self.noticed.emit(words.format(count=number(records)))
        self.refresh()

    def _everything(self) -> list[Batch]:
        with self.node.register.reading() as db:
            return batches.everything(db)

    def _get(self, number_: int) -> Batch | None:
        with self.node.register.reading() as db:
            return batches.get(db, number_)

    def _open_if_known(self, made: Batch | None) -> None:
        if made is not None:
            self.open_batch(made)

    def _found(self, number_: int) -> tuple[batches.Found, list[tuple[str, int]]]:
        with self.node.register.reading() as db:
            return batches.findings_of(db, number_), batches.months_of(db, number_)

    def _show_batch(
        self, made: Batch, found: batches.Found, by_month: list[tuple[str, int]]
    ) -> None:
        self.outcome.show_batch(made, found, by_month)
        self._show(OUTCOME)
