"""One record beside the list: everything it says in words, its history, and who it is about."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.jobs import Jobs
from ui.records.columns import STATUS, flow_word, words
from ui.theme import GRID
from ui.widgets.dates import day, moment
from ui.widgets.make import button, icon_button, label, row
from ui.words import Words, number
from vipmg.codelists import name
from vipmg.i18n import N_, _
from vipmg.officers import ROLES, Permission
from vipmg.records import store
from vipmg.records.model import NOT_APPLICABLE, VARIABLES
from vipmg.register import Register

Row = dict[str, Any]
WIDTH = 348
IDENTITY_TITLES: tuple[tuple[str, str], ...] = (
    ("given_names", N_("Given names")),
    ("family_names", N_("Family names")),
    ("birth_date", N_("Date of birth")),
    ("doc_type", N_("Kind of document")),
    ("doc_number", N_("Document number")),
    ("doc_issuer", N_("Issued by")),
    ("contact", N_("Contact")),
)
_HISTORY = ("status", "occurred_on", "count", *(variable.name for variable in VARIABLES))


def facts(shown: Row) -> list[tuple[str, str]]:
    """Return title and words of everything a record says."""
    said = [
        (_("Date"), day(shown["occurred_on"])),
        *([(_("Registered on"), day(shown["registered_on"]))] if shown["registered_on"] else []),
        (_("State"), name(STATUS, shown["status"])),
        *(
            (_(variable.title), words(shown, variable.name))
            for variable in VARIABLES
            if variable.name == "age" or shown[variable.name] != NOT_APPLICABLE
        ),
    ]
    if shown["count"] != 1:
        said.append((_("People"), number(shown["count"])))
    if shown["manifest"]:
        said.append((_("Manifest"), shown["manifest"]))
    said.append((_("Source"), source(shown)))
    return said


def source(shown: Row) -> str:
    """Return where a record came from: import, sheet and row."""
    parts = [_("import {number}").format(number=shown["batch"])]
    if shown["source_sheet"]:
        parts.append(_("sheet {sheet}").format(sheet=shown["source_sheet"]))
    if shown["source_row"]:
        parts.append(_("row {row}").format(row=number(shown["source_row"])))
    return ", ".join(parts)


def changes(before: Row, after: Row) -> str:
    """Return what changed from one version to the next."""
    said = [
        f"{_title(key)}: {_value(before, key)} → {_value(after, key)}"
        for key in _HISTORY
        if before[key] != after[key]
    ]
    return "; ".join(said)


def _title(key: str) -> str:
    titles = {variable.name: variable.title for variable in VARIABLES}
    plain = {"status": N_("State"), "occurred_on": N_("Date"), "count": N_("People")}
    return _((titles | plain)[key])


def _value(shown: Row, key: str) -> str:
    if key == "status":
        return name(STATUS, shown["status"])
    if key == "occurred_on":
        return day(shown["occurred_on"])
    return number(shown["count"]) if key == "count" else words(shown, key)


class RecordPanel(QFrame):
    """Shows one record; `closed` when the officer puts it away.

    Who the record is about is read only when an officer who may asks for it, and the audit
    trail tells that they did.
    """

    closed = Signal()

    def __init__(self, register: Register, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setMinimumWidth(WIDTH)
        self.words = Words()
        self._register, self._jobs = register, jobs
        self._row: Row | None = None
        self._versions: Sequence[Row] = ()
        self._identity: Row | None = None
        self.heading = label(kind="heading")
        close = icon_button(self.words, N_("Close the record"), self._close, "x")
        self.identify = button(
            self.words, N_("Show identity"), self.show_identity, icon="fingerprint-pattern"
        )
        self.why_not = label(kind="small", wrap=True)
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, GRID, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.say(area.setAccessibleName, N_("What the record says"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, GRID, 2 * GRID)
        layout.addLayout(row(self.heading, None, close))
        layout.addWidget(area, 1)
        layout.addWidget(self.identify)
        layout.addWidget(self.why_not)
        self.hide()

    def show_record(self, shown: Row) -> None:
        """Show a record of the list at once, its history as soon as it is read."""
        self._row, self._versions, self._identity = shown, (), None
        self._say()
        self.show()
        at = int(shown["id"])
        self._jobs.read(lambda: self._history(at), lambda versions: self._tell(at, versions))

    def show_identity(self) -> None:
        """Read who the record is about, and leave an entry in the audit trail."""
        if self._row is not None:
            at = int(self._row["id"])
            self._jobs.read(lambda: self._identify(at), lambda found: self._reveal(at, found))

    def retranslate(self) -> None:
        """Say the record in the language in force."""
        self.words.again()
        if self._row is not None:
            self._say()

    def _history(self, at: int) -> list[Row]:
        with self._register.reading(Permission.READ_RECORDS) as db:
            return store.history(db, at)

    def _identify(self, at: int) -> Row:
        with self._register.act(Permission.READ_IDENTITY, subject=str(at)) as act:
            act.note(step="identity shown")
            return store.identity_of(act.db, at)

    def _tell(self, at: int, versions: Sequence[Row]) -> None:
        if self._row is not None and self._row["id"] == at:
            self._versions = versions
            self._say()

    def _reveal(self, at: int, found: Row) -> None:
        if self._row is not None and self._row["id"] == at:
            self._identity = found
            self._say()

    def _close(self) -> None:
        self._row = self._identity = None
        self.hide()
        self.closed.emit()

    def _say(self) -> None:
        shown = self._row
        if shown is None:
            return
        self.heading.setText(
            _("{flow} No. {number}").format(flow=flow_word(shown["flow"]), number=shown["id"])
        )
        self._empty()
        self._say_identity()
        self._add_form(facts(shown))
        if self._versions:
            self._add_history([*self._versions, shown])
        self._lines.addStretch(1)

    def _say_identity(self) -> None:
        may = self._register.officer.may(Permission.READ_IDENTITY)
        self.identify.setVisible(may and self._identity is None)
        self.why_not.setText(
            _("Looking at the identity leaves an entry in the audit trail.")
            if may
            else _("Names and documents are kept apart: only a registrar sees them.")
        )
        if self._identity is None:
            return
        self._add_heading(_("Identity"))
        known = [
            (_(title), _identity_words(key, self._identity[key]))
            for key, title in IDENTITY_TITLES
            if self._identity.get(key)
        ]
        self._add_form(known or [(_("Name"), _("This record names nobody."))])
        self._add_heading(_("Event"))

    def _add_history(self, versions: Sequence[Row]) -> None:
        self._add_heading(_("History"))
        for before, after in pairwise(versions):
            who = f"{moment(before['superseded_at'])} · {before['superseded_by']}"
            self._lines.addWidget(label(who, kind="small", wrap=True))
            self._lines.addWidget(label(changes(before, after), wrap=True))
            if before["why"]:
                why = _("Reason: {why}").format(why=before["why"])
                self._lines.addWidget(label(why, kind="muted", wrap=True))

    def _add_heading(self, text: str) -> None:
        self._lines.addSpacing(GRID)
        self._lines.addWidget(label(text, kind="heading"))

    def _add_form(self, said: Sequence[tuple[str, str]]) -> None:
        box = QWidget()
        form = QFormLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID - 2)
        for title, value in said:
            told = label(value, wrap=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(label(title, kind="muted"), told)
        self._lines.addWidget(box)

    def _empty(self) -> None:
        while (part := self._lines.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _identity_words(key: str, value: Any) -> str:
    reads: dict[str, Callable[[Any], str]] = {
        "birth_date": day,
        "doc_type": lambda code: name("CL_DOC", str(code)),
        "doc_issuer": lambda code: name("CL_AREA", str(code)),
    }
    return reads.get(key, str)(value)


def may_read(register: Register) -> bool:
    """Return whether the officer sees records at all."""
    return register.officer.may(Permission.READ_RECORDS)


def who_may() -> str:
    """Return the roles that see records, in words."""
    from vipmg.officers import ROLE_TITLES

    able = [role for role, grants in ROLES.items() if Permission.READ_RECORDS in grants]
    return ", ".join(_(ROLE_TITLES[role]).lower() for role in able)
