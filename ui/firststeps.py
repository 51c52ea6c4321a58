"""The steps of the first day, each with what it asks and what is still missing."""

from pathlib import Path
from typing import ClassVar

from platformdirs import user_documents_path
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.countries import COUNTRIES
from ui.strength import LEAST, strength
from ui.theme import GRID
from ui.widgets.make import button, card, field, icon_button, label, row
from ui.widgets.passphrase import PassphraseField
from ui.words import Words
from vipmg.i18n import N_, _, language
from vipmg.officers import ROLE_TITLES, NewOfficer


class Step(QWidget):
    """One step: a title, why it is asked, the fields."""

    title: ClassVar[str]
    why: ClassVar[str]
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2 * GRID)

    def missing(self) -> str | None:
        """Return what is still missing, in the officer's language; `None` when complete."""
        return None

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()


class LanguageStep(Step):
    """The language of the desktop; it changes at once."""

    title = N_("Language")
    why = N_("It can be changed at any time with Ctrl+L. Tables and briefs can be in both.")

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        # Each language is named in itself, whatever the one in force.
        self.choices = {"es": QRadioButton("Español"), "en": QRadioButton("English")}
        for code, choice in self.choices.items():
            choice.setChecked(code == language())
            choice.setAccessibleName(choice.text())
            choice.clicked.connect(lambda _on, code=code: self.chosen.emit(code))
            self.column.addWidget(choice)
        self.column.addStretch(1)


class AgencyStep(Step):
    """Which country and which office the node is of."""

    title = N_("Your country and office")
    why = N_("They stand on every table, package and brief of this node.")

    def __init__(self) -> None:
        super().__init__()
        self._country, self._agency = QComboBox(), QLineEdit()
        self._country.setPlaceholderText(" ")
        for code, name in COUNTRIES:
            self._country.addItem(_(name), code)
        self._country.setCurrentIndex(-1)
        self.column.addWidget(field(self.words, N_("Country"), self._country))
        self.column.addWidget(
            field(
                self.words,
                N_("Agency"),
                self._agency,
                N_("The full name of the office, as it is printed on documents."),
            )
        )
        self.column.addStretch(1)

    def country(self) -> str:
        """Return the two-letter code chosen."""
        return str(self._country.currentData() or "")

    def agency(self) -> str:
        """Return the name of the office."""
        return self._agency.text().strip()

    def missing(self) -> str | None:
        """Return what is still missing."""
        return (
            None
            if self.country() and self.agency()
            else _("Choose the country and type the agency.")
        )

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        for at, (_code, name) in enumerate(COUNTRIES):
            self._country.setItemText(at, _(name))


class PlaceStep(Step):
    """Where the node lies."""

    title = N_("Where the data lie")
    why = N_(
        "Everything is encrypted and stays in this folder. Choose a disk of this computer or of "
        "the office, not a folder that copies itself to the internet."
    )

    def __init__(self) -> None:
        super().__init__()
        self._folder = QLineEdit(str(user_documents_path() / "vipmg"))
        choose = button(self.words, N_("Choose folder…"), self._choose, icon="folder-open")
        place = QHBoxLayout()
        place.addWidget(field(self.words, N_("Folder of the node"), self._folder), 1)
        place.addWidget(choose, alignment=Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(place)
        self.column.addStretch(1)

    def folder(self) -> Path:
        """Return the folder chosen."""
        return Path(self._folder.text().strip()).expanduser()

    def choose(self, folder: Path) -> None:
        """Choose `folder`."""
        self._folder.setText(str(folder))

    def missing(self) -> str | None:
        """Return what is wrong with the folder."""
        folder = self.folder()
        if not self._folder.text().strip() or not folder.is_absolute():
            return _("Choose a folder.")
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            return _("This folder is not empty. Choose a new or an empty one.")
        return None

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder of the node"))
        if name:
            self.choose(Path(name))


class _OfficerCard(QWidget):
    """Name, roles and passphrase of one officer."""

    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self.name = QLineEdit()
        self.first = PassphraseField(N_("Passphrase"), judged=True)
        self.second = PassphraseField(N_("Passphrase again"))
        self.roles = {code: QCheckBox() for code in ROLE_TITLES}
        grid = QGridLayout()
        for at, (code, title) in enumerate(ROLE_TITLES.items()):
            self.words.say(self.roles[code].setText, title)
            grid.addWidget(self.roles[code], at // 2, at % 2)
        remove = icon_button(
            self.words, N_("Remove this officer"), lambda: self.removed.emit(self), "x"
        )
        secrets = QHBoxLayout()
        top_edge = Qt.AlignmentFlag.AlignTop
        secrets.addWidget(field(self.words, N_("Passphrase"), self.first), 1, top_edge)
        secrets.addWidget(field(self.words, N_("Passphrase again"), self.second), 1, top_edge)
        top = QHBoxLayout()
        top.addWidget(field(self.words, N_("Name of the officer"), self.name), 1)
        top.addWidget(remove, alignment=Qt.AlignmentFlag.AlignBottom)
        frame, outer = card(), QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        inside = frame.layout()
        if isinstance(inside, QVBoxLayout):
            inside.addLayout(top)
            inside.addLayout(grid)
            inside.addLayout(secrets)

    def retranslate(self) -> None:
        self.words.again()

    def officer(self) -> NewOfficer:
        roles = tuple(code for code, box in self.roles.items() if box.isChecked())
        return NewOfficer(self.name.text().strip(), roles, self.first.text())

    def missing(self) -> str | None:
        officer = self.officer()
        if not officer.name or not officer.roles:
            return _("Each officer needs a name and at least one role.")
        if strength(officer.passphrase) == "weak":
            return _(
                "The passphrase of {name} is too easy to guess. Use at least {least} characters; "
                "four words that have nothing to do with each other are good."
            ).format(name=officer.name, least=LEAST)
        if officer.passphrase != self.second.text():
            return _("The two passphrases of {name} differ.").format(name=officer.name)
        return None


class OfficersStep(Step):
    """Who works with the node."""

    title = N_("Who works with this node")
    why = N_(
        "Each officer has a passphrase of their own. A package leaves only with the signatures "
        "of two persons: an exchange officer and an approver."
    )

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[_OfficerCard] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID)
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, GRID, 0)
        within.addLayout(self._list)
        add = button(self.words, N_("Add officer"), self.add, icon="plus")
        within.addLayout(row(add, None))
        within.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.say(area.setAccessibleName, N_("Officers"))
        self.column.addWidget(area, 1)
        self.add()
        self.cards[0].roles["statistician"].setChecked(True)
        self.cards[0].roles["administrator"].setChecked(True)

    def add(self) -> None:
        """Add an officer to fill in."""
        made = _OfficerCard()
        made.removed.connect(self._remove)
        self.cards.append(made)
        self._list.addWidget(made)

    def officers(self) -> tuple[NewOfficer, ...]:
        """Return the officers filled in."""
        return tuple(one.officer() for one in self.cards)

    def forget(self) -> None:
        """Empty the passphrases once they have been used."""
        for one in self.cards:
            one.first.clear()
            one.second.clear()

    def missing(self) -> str | None:
        """Return what is still missing."""
        found = next((words for words in (one.missing() for one in self.cards) if words), None)
        names = [one.officer().name for one in self.cards]
        if found or len(names) == len(set(names)):
            return found
        return _("Two officers have the same name.")

    def _remove(self, one: _OfficerCard) -> None:
        if len(self.cards) > 1:
            self.cards.remove(one)
            self._list.removeWidget(one)
            one.hide()
            one.deleteLater()


class GoOnStep(Step):
    """What to do first with the new node."""

    title = N_("The node is ready")
    why = N_("Nothing is in it yet. Choose how you want to begin; the other stays within reach.")

    def __init__(self, *, with_demo: bool) -> None:
        super().__init__()
        self.importing, self.demo = QRadioButton(), QRadioButton()
        self.importing.setChecked(True)
        self.demo.setVisible(with_demo)
        for choice, title, what in (
            (self.importing, N_("Import a file"), _BEGIN_IMPORT),
            (self.demo, N_("Open the demonstration"), _BEGIN_DEMO),
        ):
            explained = label(kind="small", wrap=True)
            explained.setVisible(choice is self.importing or with_demo)
            self.words.say(choice.setText, title)
            self.words.say(choice.setAccessibleDescription, what)
            self.words.say(explained.setText, what)
            self.column.addWidget(choice)
            self.column.addWidget(explained)
        self.column.addStretch(1)

    def first(self) -> str:
        """Return ``importing`` or ``demo``."""
        return "demo" if self.demo.isChecked() else "importing"


_BEGIN_IMPORT = N_("Sign in with your new passphrase; the page Import opens.")
_BEGIN_DEMO = N_(
    "Three countries with invented data, beside your node. It takes about a minute to make."
)


class RecoveryStep(Step):
    """The phrase that opens the node when every passphrase is forgotten."""

    title = N_("Keep the recovery phrase")
    why = N_(
        "These words open the node if passphrases are forgotten. They are shown this one time. "
        "Print them, or write them down, and lock them away from this computer."
    )

    def __init__(self) -> None:
        super().__init__()
        self._agency = ""
        self.phrase = QPlainTextEdit()
        self.phrase.setReadOnly(True)
        self.phrase.setTabChangesFocus(True)
        self.phrase.setObjectName("mono")
        self.words.say(self.phrase.setAccessibleName, N_("Recovery phrase"))
        self.kept = QCheckBox()
        self.words.say(self.kept.setText, N_("I have printed or written down the phrase"))
        printing = button(self.words, N_("Print…"), self._print, icon="printer")
        saving = button(self.words, N_("Save to a file…"), self._save, icon="download")
        self.column.addWidget(self.phrase)
        self.column.addLayout(row(printing, saving, None))
        self.column.addWidget(self.kept)
        self.column.addStretch(1)

    def show_phrase(self, phrase: str, agency: str) -> None:
        """Show the words, numbered, four to a line."""
        self._agency = agency
        words = phrase.split()
        lines = [
            "   ".join(
                f"{at + 1:>2} {words[at]}" for at in range(start, min(start + 4, len(words)))
            )
            for start in range(0, len(words), 4)
        ]
        self.phrase.setPlainText("\n".join(lines))

    def missing(self) -> str | None:
        """Ask for the confirmation."""
        return None if self.kept.isChecked() else _("Print or write down the phrase, then say so.")

    def sheet(self) -> str:
        """Return the text that is printed or saved."""
        head = _("Recovery phrase of the node of {agency}").format(agency=self._agency)
        return f"{head}\n\n{self.phrase.toPlainText()}\n\n{_(self.why)}\n"

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            document = QTextDocument()
            document.setDefaultFont(self.phrase.font())
            document.setPlainText(self.sheet())
            document.print_(printer)

    def _save(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(self, _("Save to a file…"), "", "*.txt")
        if name:
            Path(name).write_text(self.sheet(), encoding="utf-8")
