"""Tables: statistics from the records of this node, protected unless asked otherwise."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from ui.jobs import Job, Jobs
from ui.page import STATISTICS, Page
from ui.tables import work
from ui.tables.builder import TableBuilder
from ui.tables.results import Results
from ui.tables.work import Form, Result
from ui.widgets.dialog import confirm
from ui.widgets.empty import EmptyState
from ui.widgets.waiting import Waiting
from vipmg.disclosure.policy import Policy
from vipmg.errors import VipmgError
from vipmg.i18n import N_, _
from vipmg.node import Node
from vipmg.officers import NotAllowed, Permission
from vipmg.progress import Progress
from vipmg.tables.spec import TableSpec

NOTHING, WAITING, RESULTS = range(3)
LEAST = 240
"""Pixels of height that a table or chart is left, however low the window."""


class TablesPage(Page):
    """Choose or build a table, see it as it may leave or exact, take it away."""

    name = "tables"
    title = N_("Tables")
    subtitle = N_("Statistics from the records of this node")
    group = STATISTICS
    icon = "rows-3"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.builder = TableBuilder(node.register.today())
        self.results = Results(node.settings.country)
        self.waiting = Waiting(
            N_("Choose a table and press Compute"),
            N_(
                "Figures are shown protected, as they could leave the office; the exact ones "
                "are for inside."
            ),
        )
        self._job: Job | None = None
        self._turn = 0
        """Number of the computation begun last; what earlier ones bring is thrown away."""
        self._specs: tuple[TableSpec, ...] = ()
        self._known: dict[bool, Result] = {}
        self._begun = False
        self._empty = EmptyState(
            "rows-3",
            N_("There are no figures to tabulate yet"),
            N_("Tables are computed from the records. Import a file first."),
            (N_("Import a file"), lambda: self.go.emit("importing", None)),
        )
        self._place = QStackedWidget()
        for part in (self._empty, self.waiting, self.results):
            self._place.addWidget(part)
        self._place.setMinimumHeight(LEAST)
        self.body.addWidget(self.builder)
        self.body.addWidget(self._place, 1)
        self._connect()
        self.builder.hide()
        self._show_place(NOTHING)

    def refresh(self) -> None:
        """Learn which months have records."""
        if not self.node.register.officer.may(Permission.TABULATE):
            self.builder.hide()
            self.waiting.refuse(NotAllowed(Permission.TABULATE))
            self._show_place(WAITING)
            return
        self.jobs.read(lambda: work.months(self.node.register), self._know_months)

    def open_with(self, subject: object) -> None:
        """Compute the standard table of that name."""
        self.builder.choose_table(str(subject))
        self.compute()

    def compute(self) -> None:
        """Compute what is asked for, in the view that is chosen."""
        try:
            self._specs = self.builder.specs()
        except VipmgError as error:
            self._fail(error)
            return
        self._known.clear()
        self._run()

    def export(self, form: Form) -> None:
        """Ask where to write the table, and for exact figures whether that is meant; write it."""
        result = self.results.result
        if result is None or (result.exact and not self._meant()):
            return
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Export the table"), work.file_name(result, form.ending), f"*.{form.ending}"
        )
        if name:
            self.write(result, form, Path(name))

    def write(self, result: Result, form: Form, path: Path) -> None:
        """Write `result` to `path` in a job of its own."""
        settings = self.node.settings

        def writing(progress: Progress) -> None:
            progress.report(0, 0, _("Writing {file}").format(file=path.name))
            path.write_bytes(form.write(result, settings.country, settings.agency))

        said = _("The table is in {file}").format(file=path.name)
        self.jobs.run(writing, lambda _none: self.noticed.emit(said), title=_("Export the table"))

    def retranslate(self) -> None:
        """Say every text in the language in force; widgets of its own are told by the window."""
        super().retranslate()
        if self._job is not None:
            self.waiting.show_work(self._job)

    def _connect(self) -> None:
        self.builder.asked.connect(self.compute)
        self.builder.changed.connect(self._mark_stale)
        self.waiting.cancelled.connect(self._cancel)
        tools = self.results.tools
        tools.view_chosen.connect(self._change_view)
        tools.threshold_chosen.connect(self._change_threshold)
        tools.exporting.connect(self.export)

    def _know_months(self, months: dict[str, tuple[str, str]]) -> None:
        if not self._begun and months:
            self._begun = True
            self.builder.choose_months(months)
            if self._job is None:  # nobody asked for a table of their own: show the first one
                self.compute()
        self.builder.setVisible(self._begun)
        if not months:
            self._begun = False
            self.builder.hide()
            self._show_place(NOTHING)

    def _run(self) -> None:
        register, specs = self.node.register, self._specs
        exact, policy = self._exact, Policy(threshold=self.results.tools.threshold.currentData())
        if exact in self._known:
            self._turn += 1
            self._cancel()
            self._end()
            self._show_result(self._known[exact])
            return

        def computing(progress: Progress) -> Result:
            if exact:
                return work.exact(register, specs, progress)
            return work.protected(register, specs, policy, progress)

        title = _("Table: {name}").format(name=work.title_of(specs[0]))
        self._cancel()
        self._turn += 1
        turn = self._turn
        job = self.jobs.run(
            computing,
            lambda result: self._take(turn, result),
            title=title,
            failed=lambda error: self._fail(error, turn),
        )
        self._job = job
        self.builder.compute.setEnabled(False)
        self.waiting.show_work(job)
        self._show_place(WAITING)

    @property
    def _exact(self) -> bool:
        return self.results.tools.exact.isChecked()

    def _take(self, turn: int, result: Result) -> None:
        if turn == self._turn:
            self._end()
            self._known[result.exact] = result
            self._show_result(result)

    def _show_result(self, result: Result) -> None:
        self.results.show_result(result, self.results.tools.across.currentData())
        self._show_place(RESULTS)

    def _fail(self, error: Exception, turn: int | None = None) -> None:
        if turn is not None and turn != self._turn:
            return
        self._end()
        self.waiting.refuse(error)
        self._show_place(WAITING)
        if not isinstance(error, VipmgError):
            self.jobs.failed.emit(error)

    def _end(self) -> None:
        self._job = None
        self.builder.compute.setEnabled(True)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _change_view(self, _exact: bool) -> None:
        if self._specs:
            self._run()

    def _change_threshold(self, _least: int) -> None:
        self._known.pop(False, None)
        if self._specs and not self._exact:
            self._run()

    def _mark_stale(self) -> None:
        self.results.stale.setVisible(self.results.result is not None)

    def _meant(self) -> bool:
        return confirm(
            self,
            N_("Export exact figures?"),
            [
                _("Nothing is hidden in this file: small counts may show who somebody is."),
                _("It is for use inside the office and must not be sent or published."),
            ],
            N_("Export for internal use"),
            danger=True,
        )

    def _show_place(self, place: int) -> None:
        self._place.setCurrentIndex(place)
