"""Facts of the node, its backup, and the look of the desktop."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from ui.countries import country_name
from ui.page import Page
from ui.theme import GRID, tokens
from ui.theme.apply import text_scale
from ui.widgets.make import button, card, label, name_control, row
from ui.words import Words
from vipmg import __version__
from vipmg.i18n import N_, _, language
from vipmg.node import back_up, change_settings


class _Part(QWidget):
    """A card with a heading."""

    def __init__(self, page: Page, title: str) -> None:
        super().__init__()
        self.words, self._page = Words(), page
        heading = label(kind="heading")
        self.words.say(heading.setText, title)
        box = card(heading)
        inside = box.layout()
        self.inside = inside if isinstance(inside, QVBoxLayout) else QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(box)

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()


class NodePart(_Part):
    """What the node says of itself; contact and mailbox can be changed."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, N_("This node"))
        kept = page.node.settings
        self.country, self.roles = label(), label(page.node.register.officer.name)
        self.contact, self.inbox = QLineEdit(kept.contact), QLineEdit(str(page.node.inbox))
        self.choose = button(self.words, N_("Choose folder…"), self.choose_inbox)
        self.save = button(self.words, N_("Save"), self.keep, kind="primary")
        form = QFormLayout()
        form.setHorizontalSpacing(3 * GRID)
        form.setVerticalSpacing(GRID)
        for name, part in (
            (N_("Country"), self.country),
            (N_("Agency"), label(kept.agency, wrap=True)),
            (N_("Signed in"), self.roles),
            (N_("Identifier"), label(kept.node)),
            (N_("Folder of the node"), label(str(page.node.folder), wrap=True)),
            (N_("Version"), label(__version__)),
        ):
            form.addRow(self._caption(name), part)
        name_control(self.words, self.contact, N_("Contact on briefs"))
        name_control(self.words, self.inbox, N_("Mailbox for arrivals"))
        self.words.say(
            self.contact.setPlaceholderText, N_("Telephone or e-mail for questions on the figures")
        )
        form.addRow(self._caption(N_("Contact on briefs")), self.contact)
        place = row(self.inbox, self.choose)
        form.addRow(self._caption(N_("Mailbox for arrivals")), place)
        self.inside.addLayout(form)
        self.inside.addLayout(row(None, self.save))
        if not page.may("settings"):
            for control in (self.contact, self.inbox, self.choose, self.save):
                control.setEnabled(False)
                self.words.say(control.setToolTip, N_("Only an administrator does this."))
        self.retranslate()

    def choose_inbox(self) -> None:
        """Choose the folder where packages arrive."""
        name = QFileDialog.getExistingDirectory(self, _("Mailbox for arrivals"), self.inbox.text())
        if name:
            self.inbox.setText(name)

    def keep(self) -> None:
        """Save contact and mailbox."""
        node, contact, inbox = self._page.node, self.contact.text(), self.inbox.text().strip()
        changed = inbox if inbox and Path(inbox) != node.inbox else None
        self._page.jobs.read(
            lambda: change_settings(node, contact=contact, inbox=changed),
            lambda _none: self._page.noticed.emit(_("The settings are saved.")),
        )

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        self.country.setText(country_name(self._page.node.settings.country))

    def _caption(self, name: str) -> QWidget:
        caption = label(kind="muted")
        self.words.say(caption.setText, name)
        return caption


class BackupPart(_Part):
    """A backup, and how one comes back."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, N_("Backup"))
        said = label(kind="muted", wrap=True)
        self.words.say(
            said.setText,
            N_(
                "A backup is one encrypted file, checked after it is written. Keep it on another "
                "disk. To restore it, type in a terminal: vipmg --node EMPTY_FOLDER restore FILE. "
                "Officers then sign in with the passphrases of the day of the backup."
            ),
        )
        self.make = button(self.words, N_("Make a backup…"), self.ask, icon="database")
        self.inside.addWidget(said)
        self.inside.addLayout(row(self.make, None))
        if not page.may("backup"):
            self.make.setEnabled(False)
            self.words.say(self.make.setToolTip, N_("Only an administrator does this."))

    def ask(self) -> None:
        """Let the officer choose where the backup goes."""
        node = self._page.node
        offered = f"vipmg-{node.settings.country}-{date.today():%Y-%m-%d}.zip"  # noqa: DTZ011
        name, _kind = QFileDialog.getSaveFileName(self, _("Make a backup…"), offered, "*.zip")
        if name:
            self.back_up(Path(name))

    def back_up(self, target: Path) -> None:
        """Write a backup to `target`, in a job."""
        node, page = self._page.node, self._page
        words = _("The backup is in {file}. It was opened and checked.")
        page.jobs.run(
            lambda progress: back_up(node, target, progress),
            lambda _none: page.noticed.emit(words.format(file=target.name)),
            title=_("Make a backup"),
        )


class LookPart(_Part):
    """Language, theme and size of text."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, N_("Look"))
        self.language, self.theme, self.scale = label(), label(), label()
        form = QFormLayout()
        form.setHorizontalSpacing(3 * GRID)
        form.setVerticalSpacing(GRID)
        change = button(self.words, N_("Change language"), lambda: page.asked.emit("language"))
        turn = button(
            self.words, N_("Change between light and dark"), lambda: page.asked.emit("theme")
        )
        smaller = button(self.words, N_("Smaller text"), lambda: self._resize("smaller"))
        larger = button(self.words, N_("Larger text"), lambda: self._resize("larger"))
        turn.clicked.connect(lambda *_checked: self.retranslate())
        for name, value, acts in (
            (N_("Language"), self.language, (change,)),
            (N_("Theme"), self.theme, (turn,)),
            (N_("Size of text"), self.scale, (smaller, larger)),
        ):
            caption = label(kind="muted")
            self.words.say(caption.setText, name)
            value.setMinimumWidth(96)
            form.addRow(caption, row(value, *acts, None))
        self.inside.addLayout(form)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        self.language.setText("Español" if language() == "es" else "English")
        self.theme.setText(_("Dark") if tokens().dark else _("Light"))
        self.scale.setText(f"{round(100 * text_scale())} %")

    def _resize(self, act: str) -> None:
        self._page.asked.emit(act)
        self.retranslate()
