"""Officers: who may sign in, and with which roles."""

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from ui.failure import words_of
from ui.page import Page
from ui.strength import LEAST, strength
from ui.widgets.busy import BusyLine
from ui.widgets.dialog import Dialog, confirm
from ui.widgets.make import button, card, field, label, row
from ui.widgets.passphrase import PassphraseField
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words
from vipmg import officers
from vipmg.i18n import N_, _
from vipmg.node import add_officer, change_passphrase, remove_officer
from vipmg.officers import ROLE_TITLES, NewOfficer, Officer
from vipmg.progress import Progress

SIGNING = frozenset({"exchange_officer", "approver"})
"""Roles that stand on the node's card: changing who has them changes the card."""

COLUMNS = (
    Column(N_("Name"), lambda o: o.name, share=12),
    Column(N_("Roles"), lambda o: ", ".join(_(ROLE_TITLES[role]) for role in o.roles), share=30),
)


def _said(error: Exception) -> str:
    return ". ".join(part.rstrip(".") for part in words_of(error)) + "."


def _passphrase_fault(first: str, second: str) -> str | None:
    """Return what is wrong with a new passphrase, in the officer's language."""
    if strength(first) == "weak":
        words = _("The passphrase is weak: at least {count} characters, for example four words.")
        return words.format(count=LEAST)
    return None if first == second else _("The passphrases differ.")


class AddOfficerDialog(Dialog):
    """Name, roles and first passphrase of a new officer."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent or page, N_("Add an officer"))
        self._page = page
        self.name = QLineEdit()
        self.roles = {code: QCheckBox() for code in ROLE_TITLES}
        self.first = PassphraseField(N_("Passphrase"), judged=True)
        self.second = PassphraseField(N_("Passphrase again"))
        self.error, self.busy = label(kind="error", wrap=True), BusyLine()
        grid = QGridLayout()
        for at, (code, title) in enumerate(ROLE_TITLES.items()):
            self.words.say(self.roles[code].setText, title)
            grid.addWidget(self.roles[code], at // 2, at % 2)
        hint = N_("The officer types it, unseen by others, and can change it later.")
        self.body.addWidget(field(self.words, N_("Name of the officer"), self.name))
        self.body.addLayout(grid)
        self.body.addWidget(field(self.words, N_("Passphrase"), self.first, hint))
        self.body.addWidget(field(self.words, N_("Passphrase again"), self.second))
        self.body.addWidget(self.error)
        self.body.addWidget(self.busy)
        self.add_cancel()
        self.act = button(self.words, N_("Add the officer"), self.add, kind="primary")
        self.act.setDefault(True)
        self.foot.addWidget(self.act)

    def add(self) -> None:
        """Enrol the officer, or say what is missing."""
        roles = tuple(code for code, box in self.roles.items() if box.isChecked())
        new = NewOfficer(self.name.text().strip(), roles, self.first.text())
        if not new.name or not roles:
            self.error.setText(_("Each officer needs a name and at least one role."))
            return
        fault = _passphrase_fault(self.first.text(), self.second.text())
        self.error.setText(fault or "")
        if fault:
            return
        self.act.setEnabled(False)
        node = self._page.node
        job = self._page.jobs.run(
            lambda _progress: add_officer(node, new),
            lambda _none: self.accept(),
            title=_("Add an officer"),
            failed=self._refuse,
        )
        self.busy.follow(job)

    def _refuse(self, error: Exception) -> None:
        self.act.setEnabled(True)
        self.error.setText(_said(error))


class PassphraseDialog(Dialog):
    """Another passphrase for the officer who signed in."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent or page, N_("Change my passphrase"))
        self._page = page
        self.old = PassphraseField(N_("Passphrase so far"))
        self.first = PassphraseField(N_("New passphrase"), judged=True)
        self.second = PassphraseField(N_("New passphrase again"))
        self.error, self.busy = label(kind="error", wrap=True), BusyLine()
        self.body.addWidget(field(self.words, N_("Passphrase so far"), self.old))
        self.body.addWidget(field(self.words, N_("New passphrase"), self.first))
        self.body.addWidget(field(self.words, N_("New passphrase again"), self.second))
        self.body.addWidget(self.error)
        self.body.addWidget(self.busy)
        self.add_cancel()
        self.act = button(self.words, N_("Change"), self.change, kind="primary")
        self.act.setDefault(True)
        self.foot.addWidget(self.act)

    def change(self) -> None:
        """Change it, or say what is wrong."""
        old, new = self.old.text(), self.first.text()
        fault = _passphrase_fault(new, self.second.text())
        self.error.setText(fault or "")
        if fault:
            return
        self.act.setEnabled(False)
        node = self._page.node

        def work(_progress: Progress) -> None:
            change_passphrase(node, old, new)

        job = self._page.jobs.run(
            work,
            lambda _none: self.accept(),
            title=_("Change my passphrase"),
            failed=self._refuse,
        )
        self.busy.follow(job)

    def _refuse(self, error: Exception) -> None:
        self.act.setEnabled(True)
        self.error.setText(_said(error))


class People(QWidget):
    """The list of officers and what may be done about it."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.words, self._page = Words(), page
        self.model = RowsModel(COLUMNS)
        self.view = RecordsView(self.model, N_("Officers"))
        self.view.setFixedHeight(196)
        self.add = button(self.words, N_("Add an officer…"), self.open_add, icon="plus")
        self.remove = button(self.words, N_("Remove…"), self.ask_remove)
        self.mine = button(
            self.words, N_("Change my passphrase…"), self.open_passphrase, icon="key-round"
        )
        self.note = label(kind="warning", wrap=True)
        self.note.hide()
        heading = label(kind="heading")
        self.words.say(heading.setText, N_("Officers"))
        if not page.may("officers"):
            for part in (self.add, self.remove):
                part.setEnabled(False)
                self.words.say(part.setToolTip, N_("Only an administrator does this."))
        box = card(heading, self.view, self.note)
        inside = box.layout()
        if isinstance(inside, QVBoxLayout):
            inside.addLayout(row(self.add, self.remove, None, self.mine))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(box)

    def refresh(self) -> None:
        """Read the officers again."""
        register = self._page.node.register

        def read() -> list[Officer]:
            with register.reading() as db:
                return officers.everyone(db)

        self._page.jobs.read(read, self.model.show)

    def open_add(self) -> None:
        """Ask for a new officer."""
        dialog = AddOfficerDialog(self._page)
        if dialog.exec():
            roles = {code for code, box in dialog.roles.items() if box.isChecked()}
            self._changed(roles)

    def open_passphrase(self) -> None:
        """Ask for another passphrase."""
        if PassphraseDialog(self._page).exec():
            self._page.noticed.emit(_("Your passphrase was changed."))

    def ask_remove(self) -> None:
        """Remove the officer chosen, once it has been said what that means."""
        rows = self.view.selectionModel().selectedRows()
        officer: Officer | None = self.model.row_at(rows[0].row()) if rows else None
        if officer is None:
            self._page.noticed.emit(_("Choose an officer in the list first."))
            return
        effects = [
            _("{name} will not be able to sign in any more. Past acts keep the name.").format(
                name=officer.name
            ),
            _("A copy of the node made before still opens with the passphrase of that day."),
        ]
        if confirm(self, N_("Remove the officer?"), effects, N_("Remove"), danger=True):
            self.remove_officer(officer)

    def remove_officer(self, officer: Officer) -> None:
        """Remove `officer`."""
        node = self._page.node
        self._page.jobs.run(
            lambda _progress: remove_officer(node, officer.name),
            lambda _none: self._changed(set(officer.roles)),
            title=_("Remove the officer"),
        )

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        self._say_card()

    def _changed(self, roles: set[str]) -> None:
        self.note.setVisible(self.note.isVisible() or bool(roles & SIGNING))
        self._say_card()
        self.refresh()

    def _say_card(self) -> None:
        self.note.setText(
            _(
                "Who may sign packages has changed, and with it the card of this node. Save it "
                "under Exchange, Countries; give it to the others and compare the words again."
            )
        )
