"""Home: what there is to do today."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.home.figures import LeadingFigure
from ui.home.tasks import Task, tasks
from ui.home.today import MonthFigure, Today, read
from ui.importing.batches import Batch
from ui.jobs import Jobs
from ui.page import DATA, Page
from ui.records.filters import days_of
from ui.theme import GRID, tokens
from ui.theme.icons import picture
from ui.widgets.dates import moment, month
from ui.widgets.empty import EmptyState
from ui.widgets.make import button, card, label, rule
from ui.widgets.pill import Pill
from ui.words import Words, number
from vipmg.i18n import N_, _, ngettext
from vipmg.node import Node
from vipmg.officers import Permission
from vipmg.records.model import FLOWS
from vipmg.records.store import Query
from vipmg.tables.periods import Span

IMPORTS = 5


class HomePage(Page):
    """What there is to do today: figures of the month, work that waits, the latest imports."""

    name = "home"
    title = N_("Home")
    subtitle = N_("What there is to do today")
    group = DATA
    icon = "house"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.today: Today | None = None
        self.figures = {flow: LeadingFigure() for flow in FLOWS}
        self.empty = EmptyState(
            "circle-check",
            N_("Nothing to do yet"),
            N_(
                "Once records are imported, this page shows what came in, what is due and the "
                "figures of the month."
            ),
            (N_("Import a file"), lambda: self.go.emit("importing", None))
            if self._may(Permission.IMPORT)
            else None,
        )
        self._lay_out()

    def refresh(self) -> None:
        """Read again what there is to do."""
        self.jobs.read(lambda: read(self.node), self.show_today)

    def show_today(self, today: Today) -> None:
        """Show what there is to do."""
        self.today = today
        waiting = list(tasks(today, self.node.register.officer))
        nothing = today.empty and not today.figures and not waiting
        self.empty.setVisible(nothing)
        self.area.setVisible(not nothing)
        self._show_figures(today.figures)
        self._show_tasks(waiting)
        self._show_imports(today.imports[:IMPORTS])

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        super().retranslate()
        if self.today is not None:
            self.show_today(self.today)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(2 * GRID)
        self._month = label(kind="heading")
        line = QHBoxLayout()
        line.setSpacing(GRID + 4)
        for flow, figure in self.figures.items():
            line.addWidget(figure, 1)
            figure.opened.connect(partial(self.open_month, flow))
        self._tasks, self._imports = QVBoxLayout(), QVBoxLayout()
        self._imports_card = self._list(N_("Latest imports"), self._imports)
        column.addWidget(self._month)
        column.addLayout(line)
        column.addWidget(self._list(N_("What there is to do"), self._tasks))
        column.addWidget(self._imports_card)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(inside)
        self.words.say(self.area.setAccessibleName, N_("What there is to do today"))
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self.empty, 1)
        self.area.hide()
        self.empty.hide()

    def _list(self, title: str, lines: QVBoxLayout) -> QFrame:
        heading = label(kind="heading")
        self.words.say(heading.setText, title)
        lines.setSpacing(GRID)
        frame = card(heading)
        inside = frame.layout()
        if isinstance(inside, QVBoxLayout):
            inside.addLayout(lines)
        return frame

    def _show_figures(self, figures: Sequence[MonthFigure]) -> None:
        self._month.setVisible(bool(figures))
        shown = {figure.flow: figure for figure in figures}
        for flow, figure_card in self.figures.items():
            figure = shown.get(flow)
            figure_card.setVisible(figure is not None)
            if figure is None:
                continue
            name = month(figure.month)
            self._month.setText(name[:1].upper() + name[1:])
            country = self.node.register.country
            figure_card.show_figure(
                _(FLOWS[flow]), number(figure.count, country), _change(figure), figure.course
            )

    def _show_tasks(self, waiting: Sequence[Task]) -> None:
        _clear(self._tasks)
        for at, task in enumerate(waiting):
            if at:
                self._tasks.addWidget(rule())
            self._tasks.addWidget(self._line(task))
        if not waiting:
            self._tasks.addWidget(label(_("Nothing waits for you today."), kind="muted"))

    def _show_imports(self, imports: Sequence[Batch]) -> None:
        _clear(self._imports)
        self._imports_card.setVisible(bool(imports) and self._may(Permission.IMPORT))
        for at, made in enumerate(imports):
            if at:
                self._imports.addWidget(rule())
            words = ngettext(
                "{moment} · {file} · {flow} · {count} record",
                "{moment} · {file} · {flow} · {count} records",
                made.imported,
            ).format(
                moment=moment(made.imported_at),
                file=made.file_name,
                flow=_(FLOWS[made.flow]).lower(),
                count=number(made.imported),
            )
            held = made.findings > 0
            state = _("Held back: {count}").format(count=number(made.findings))
            self._imports.addWidget(
                self._line(
                    Task(
                        "file-spreadsheet",
                        words,
                        state if held else _("Complete"),
                        "warn" if held else "good",
                        "importing",
                        made.id,
                        _("See outcome"),
                    )
                )
            )

    def _line(self, task: Task) -> QWidget:
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + 4)
        sign = QLabel()
        sign.setPixmap(picture(task.icon, tokens().muted, 18, self.devicePixelRatioF()))
        layout.addWidget(sign)
        layout.addWidget(label(task.words, wrap=True), 1)
        layout.addWidget(Pill(task.state, task.tone))
        lead = button(Words(), task.act, lambda: self.go.emit(task.page, task.subject), kind="link")
        lead.setAccessibleName(f"{task.act}: {task.words}")
        layout.addWidget(lead)
        return line

    def open_month(self, flow: str) -> None:
        """Show the records behind the figure of a flow."""
        shown = {figure.flow: figure for figure in self.today.figures} if self.today else {}
        figure = shown.get(flow)
        if figure is not None and self._may(Permission.READ_RECORDS):
            first, last = days_of(Span(figure.month, figure.month))
            self.go.emit("records", Query(flow=flow, first=first, last=last))

    def _may(self, permission: Permission) -> bool:
        return self.node.register.officer.may(permission)


def _change(figure: MonthFigure) -> str:
    """Return the change on the same month of last year, in words."""
    ago = f"{int(figure.month[:4]) - 1}{figure.month[4:]}"
    change = figure.change
    if change is None:
        return _("No figure for {month}").format(month=month(ago))
    if round(change, 1) == 0:
        return _("As in {month}").format(month=month(ago))
    words = (
        _("{change} % more than in {month}") if change > 0 else _("{change} % less than in {month}")
    )
    return words.format(change=number(abs(change), digits=1), month=month(ago))


def _clear(layout: QVBoxLayout) -> None:
    while (part := layout.takeAt(0)) is not None:
        widget = part.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
