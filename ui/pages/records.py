"""Records: all movements, residences and returns kept in this node."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import func, select

from ui.jobs import Jobs
from ui.page import DATA, Page
from ui.records.columns import COLUMNS, PEOPLE
from ui.records.export import write_csv
from ui.records.filters import STATUS, FilterDialog, chips, without
from ui.records.listing import Listing
from ui.records.panel import RecordPanel, may_read, who_may
from ui.records.view import ListingView
from ui.theme import GRID
from ui.widgets.chips import FilterChips
from ui.widgets.dates import to_day
from ui.widgets.empty import EmptyState
from ui.widgets.make import button, label, name_control, row
from ui.widgets.paging import PagedModel
from ui.widgets.records import as_clipboard
from ui.words import number
from vipmg.cube import segments
from vipmg.database.schema import batch
from vipmg.i18n import N_, _, ngettext
from vipmg.node import Node
from vipmg.records import store
from vipmg.records.model import FLOWS

MOST_COPIED = 20_000
"""Rows that the clipboard takes; Excel and the officer wait for more."""


class RecordsPage(Page):
    """All movements, residences and returns kept in this node.

    `open_with` takes a `store.Query` (what to narrow the list to) or the number of a record.
    """

    name = "records"
    title = N_("Records")
    subtitle = N_("All movements, residences and returns kept in this node")
    group = DATA
    icon = "table-2"
    permission = "read_records"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.query = store.Query()
        self.listing = Listing(node.register, self.query)
        self._state: object = None
        self._awaited = False
        self._make_controls()
        self.model = PagedModel(COLUMNS, jobs, self)
        self.view = ListingView(self.model, N_("Records"))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.panel = RecordPanel(node.register, jobs)
        self._lay_out()
        self._bind()
        self.retranslate()

    # -- what the window asks ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again if something came in or was taken back; else leave the list as it is."""
        if may_read(self.node.register):
            self.jobs.read(self._register_state, self._notice_state)

    def open_with(self, subject: object) -> None:
        """Show the records that a query chooses, or the record of that number."""
        if isinstance(subject, store.Query):
            self.narrow(replace(subject, after=None))
        elif isinstance(subject, int):
            self.jobs.read(partial(self._get, subject), self._show_one)

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        super().retranslate()
        for at, title in enumerate((N_("All flows"), *FLOWS.values())):
            self.flow.setItemText(at, _(title))
        self.chips.show_chips(chips(self.query))
        self._tell_count(self.model.rowCount())
        no_role = _("Single records are seen with one of these roles: {roles}.")
        self.closed_off.setText(no_role.format(roles=who_may()))

    # -- what the officer does ---------------------------------------------------------------------

    def narrow(self, query: store.Query) -> None:
        """Show the records that `query` chooses."""
        self.query = query
        self.listing = Listing(self.node.register, query)
        self.flow.blockSignals(True)
        self.flow.setCurrentIndex(max(self.flow.findData(query.flow or ""), 0))
        self.flow.blockSignals(False)
        self.chips.show_chips(chips(query))
        self.count.setText(_("Counting…"))
        self.model.show_pages(self.listing.page, self.listing.count)

    def jump(self) -> None:
        """Go to the day written in the field."""
        day = to_day(self.day.text())
        self.day.setProperty("wrong", day is None and bool(self.day.text()))
        self.day.style().unpolish(self.day)
        self.day.style().polish(self.day)
        if day is not None:
            self.jump_to(day)

    def jump_to(self, day: date) -> None:
        """Show the first record of `day`, or of the nearest day before it."""
        listing = self.listing
        self.jobs.read(lambda: listing.row_of(day), partial(self._go_to, listing))

    def copy_rows(self) -> None:
        """Copy the chosen rows with their titles, also those not read yet."""
        rows = self.view.chosen_rows()
        if len(rows) > MOST_COPIED:
            many = _("More than {count} rows are chosen: export the list instead.")
            self.noticed.emit(many.format(count=number(MOST_COPIED)))
        elif rows:
            listing = self.listing
            self.jobs.read(lambda: listing.rows(rows), self._put_on_clipboard)

    def ask_export(self) -> None:
        """Ask for a file and write the list to it."""
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Export the list"), _("records") + ".csv", "CSV (*.csv)"
        )
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        """Write the list as it is narrowed now."""
        register, listing = self.node.register, Listing(self.node.register, self.query)
        columns = self.model.columns
        self.jobs.run(
            lambda progress: write_csv(register, listing, columns, path, progress),
            lambda done: self.noticed.emit(
                ngettext("{count} record in {file}", "{count} records in {file}", done).format(
                    count=number(done), file=path.name
                )
            ),
            title=_("Export the list"),
        )

    def ask_filter(self) -> None:
        """Let the officer add a filter."""
        dialog = FilterDialog(self, self.node.register, self.jobs, self.query)
        if dialog.exec():
            self.narrow(dialog.query())
        dialog.deleteLater()

    # -- inside ------------------------------------------------------------------------------------

    def _make_controls(self) -> None:
        self.flow, self.chips = QComboBox(), FilterChips()
        for code in ("", *FLOWS):
            self.flow.addItem("", code)
        name_control(self.words, self.flow, N_("Flow"))
        self.count, self.day = label(kind="strong"), QLineEdit()
        self.words.say(self.day.setPlaceholderText, N_("Go to: dd/mm/yyyy"))
        self.words.say(self.day.setAccessibleName, N_("Go to: dd/mm/yyyy"))
        self.day.setMinimumWidth(90)
        self.day.setMaximumWidth(200)
        self.copy = button(self.words, N_("Copy"), self._copy, icon="copy")
        self.words.say(self.copy.setToolTip, N_("Copy the chosen rows for Excel (Ctrl+C)"))
        self.save = button(self.words, N_("Export CSV"), self.ask_export, icon="download")
        self.closed_off = label(kind="muted", wrap=True)

    def _lay_out(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.view)
        self.split.addWidget(self.panel)
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(0, 1)
        self.split.setHandleWidth(GRID)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + 4)
        narrowing = row(self.flow)
        narrowing.addWidget(self.chips, 1)
        layout.addLayout(narrowing)
        layout.addLayout(row(self.count, None, self.day, self.copy, self.save))
        layout.addWidget(self.split, 1)
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            "table-2",
            N_("There are no records yet"),
            N_(
                "Import a file of arrivals, departures, residences or returns to see its "
                "records here."
            ),
            (N_("Import a file"), lambda: self.go.emit("importing", None)),
        )
        refused = QWidget()
        refusing = QVBoxLayout(refused)
        refusing.addWidget(self.closed_off, alignment=Qt.AlignmentFlag.AlignTop)
        for part in (whole, self.empty, refused):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(0 if may_read(self.node.register) else 2)
        self.body.addWidget(self.stack, 1)

    def _bind(self) -> None:
        self.flow.currentIndexChanged.connect(
            lambda *_at: self.narrow(replace(self.query, flow=self.flow.currentData() or None))
        )
        self.chips.adding.connect(self.ask_filter)
        self.chips.removed.connect(lambda key: self.narrow(without(self.query, key)))
        self.day.returnPressed.connect(self.jump)
        self.model.counted.connect(self._know_count)
        self.view.selectionModel().currentRowChanged.connect(self._choose)
        self.panel.closed.connect(self.view.setFocus)
        self.view.copying.connect(self.copy_rows)
        self.model.dataChanged.connect(self._choose_current)

    def _register_state(self) -> tuple[object, ...]:
        """Return what changes whenever records come in or are taken back."""
        with self.node.register.reading() as db:
            state = select(func.max(batch.c.id), func.count(batch.c.taken_back_at))
            return tuple(db.execute(state).one())

    def _notice_state(self, state: tuple[object, ...]) -> None:
        self.stack.setCurrentIndex(0 if state[0] else 1)
        if state != self._state:
            self._state = state
            self.narrow(self.query)

    def _know_count(self, rows: int) -> None:
        people = self.listing.people
        several = people is not None and people != rows
        columns = (*COLUMNS[:-1], PEOPLE, COLUMNS[-1]) if several else COLUMNS
        if columns != self.model.columns:
            self.model.beginResetModel()
            self.model.columns = columns
            self.model.endResetModel()
        self.save.setEnabled(rows > 0)
        self._tell_count(rows)

    def _tell_count(self, rows: int) -> None:
        country = self.node.register.country
        told = ngettext("{count} record", "{count} records", rows)
        said = [told.format(count=number(rows, country))]
        people = self.listing.people
        if people is not None and people != rows:
            words = ngettext("{count} person", "{count} people", people)
            said.append(words.format(count=number(people, country)))
        self.count.setText(" · ".join(said))

    def _go_to(self, listing: Listing, at: int) -> None:
        if listing is self.listing and at < self.model.rowCount():
            index = self.model.index(at, 0)
            self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
            self.view.setCurrentIndex(index)

    def _copy(self) -> None:
        self.view.copy()

    def _choose_current(self, *_changed: object) -> None:
        """Show the current row once it has been read."""
        if self._awaited:
            self._choose(self.view.currentIndex())

    def _put_on_clipboard(self, rows: list[dict[str, Any]]) -> None:
        columns = self.model.columns
        lines = [[str(column.text(one)) for column in columns] for one in rows]
        titles = [_(column.title) for column in columns]
        QApplication.clipboard().setMimeData(as_clipboard([titles, *lines]))
        copied = ngettext("{count} row copied", "{count} rows copied", len(rows))
        self.noticed.emit(copied.format(count=number(len(rows))))

    def _choose(self, at: QModelIndex | QPersistentModelIndex, _before: object = None) -> None:
        shown = self.model.row_at(at.row()) if at.isValid() else None
        self._awaited = shown is None and at.isValid()
        if shown is not None:
            self.panel.show_record(dict(shown))

    def _get(self, at: int) -> dict[str, Any] | None:
        with self.node.register.reading() as db:
            return store.get(db, at)

    def _show_one(self, shown: dict[str, Any] | None) -> None:
        if shown is None:
            self.noticed.emit(_("There is no record of that number"))
        else:
            self.panel.show_record(shown)
            status = shown["status"]
            counts = status in segments.COUNTED
            where = () if counts else ((STATUS, (status,)),)
            self.narrow(store.Query(flow=shown["flow"], where=where))
            listing = self.listing
            self.jobs.read(lambda: listing.place_of(shown), partial(self._go_to, listing))
