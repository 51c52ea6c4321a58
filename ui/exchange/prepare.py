"""Preparing a package in four steps: choose, look at what leaves, sign, done."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from exchange import preview, send
from exchange.definitions import Definitions
from exchange.peers import Peer
from ui.exchange import saying
from ui.exchange.content import ContentView, Leaving
from ui.failure import words_of
from ui.page import Page
from ui.theme import GRID
from ui.widgets.busy import BusyLine
from ui.widgets.dialog import Dialog
from ui.widgets.make import button, field, label
from ui.widgets.passphrase import PassphraseField
from ui.widgets.period import PeriodPicker
from ui.words import Words
from vipmg import officers, releases
from vipmg.disclosure.policy import Policy
from vipmg.i18n import N_, _
from vipmg.progress import Progress
from vipmg.releases import Prepared
from vipmg.tables.catalogue import TABLES, standard

EXCHANGED = ("XARR", "XDEP", "XRET", "XRTO")
THRESHOLDS = (3, 5, 10, 20)
STATUSES = (("P", N_("Preliminary figures")), ("A", N_("Final figures")))
STEPS = (
    N_("Choose what to send"),
    N_("Look at what leaves"),
    N_("Sign as preparer"),
    N_("Prepared"),
)


class ChoiceStep(QWidget):
    """Tables, period, countries, purpose."""

    def __init__(self, page: Page, peers: Sequence[Peer]) -> None:
        super().__init__()
        self.words = Words()
        self.tables = {table.name: QCheckBox() for table in TABLES}
        self.countries = {peer.country: QCheckBox() for peer in peers}
        for country, box in self.countries.items():
            box.setText(saying.country(country))
            box.setChecked(len(peers) == 1)
        for name, box in self.tables.items():
            box.setChecked(name in EXCHANGED)
        self.period = PeriodPicker(page.node.register.today())
        self.purpose, self.threshold, self.status = QLineEdit(), QComboBox(), QComboBox()
        for value in THRESHOLDS:
            self.threshold.addItem(str(value), value)
        self.threshold.setCurrentIndex(THRESHOLDS.index(5))
        for code, title in STATUSES:
            self.status.addItem(_(title), code)
        self._lay_out()
        self.retranslate()

    def chosen_tables(self) -> list[str]:
        """Return the names of the tables checked, those of the exchange first."""
        names = [name for name, box in self.tables.items() if box.isChecked()]
        return sorted(names, key=lambda name: name not in EXCHANGED)

    def chosen_countries(self) -> list[str]:
        """Return the codes of the countries checked."""
        return [code for code, box in self.countries.items() if box.isChecked()]

    def missing(self) -> str | None:
        """Return what is still missing, in the officer's language."""
        if not self.chosen_tables():
            return _("Choose at least one table.")
        if not self.chosen_countries():
            return _("Choose at least one country.")
        if not self.purpose.text().strip():
            return _("Say what the figures are for, with the legal basis.")
        return None

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        for name, box in self.tables.items():
            box.setText(saying.table_title(name))
        for at, (_code, title) in enumerate(STATUSES):
            self.status.setItemText(at, _(title))

    def _lay_out(self) -> None:
        ordered = sorted(self.tables, key=lambda name: name not in EXCHANGED)
        tables = _list([self.tables[name] for name in ordered])
        people = _list(list(self.countries.values()))
        self.words.say(tables.setAccessibleName, N_("Tables"))
        self.words.say(people.setAccessibleName, N_("Countries"))
        purpose_hint = N_("For example: “Article 5 of the CA-4 agreement, monthly statistics”.")
        threshold_hint = N_("Counts from 1 to one less are never shown.")
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(field(self.words, N_("Tables"), tables), 1)
        right.addWidget(field(self.words, N_("Period"), self.period))
        right.addWidget(field(self.words, N_("Send to"), people), 1)
        right.addWidget(
            field(self.words, N_("Purpose and legal basis"), self.purpose, purpose_hint)
        )
        last = QHBoxLayout()
        last.addWidget(
            field(self.words, N_("Smallest count shown"), self.threshold, threshold_hint)
        )
        status = field(self.words, N_("Status of the figures"), self.status)
        last.addWidget(status, 0, Qt.AlignmentFlag.AlignTop)
        right.addLayout(last)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * GRID)
        layout.addLayout(left, 6)
        layout.addLayout(right, 5)


class SignStep(QWidget):
    """What signing means, and the passphrase."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self.passphrase = PassphraseField(N_("Your passphrase"))
        said = label(wrap=True)
        self.words.say(
            said.setText,
            N_(
                "With your passphrase you sign that these figures may leave for this purpose. "
                "Nothing leaves yet: another officer, the approver, must look at them and sign too."
            ),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(said)
        layout.addWidget(field(self.words, N_("Your passphrase"), self.passphrase))
        layout.addStretch(1)

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()


class PrepareDialog(Dialog):
    """Leads through the four steps; `package` is the number of what was prepared."""

    def __init__(self, page: Page, peers: Sequence[Peer], parent: QWidget | None = None) -> None:
        super().__init__(parent or page, N_("Prepare a package"))
        self.resize(980, 620)
        self._page, self._prepared, self.package = page, None, ""
        self._release: Prepared | None = None
        self.choice, self.content = ChoiceStep(page, peers), ContentView()
        self.sign, self.outcome = SignStep(), label(wrap=True)
        self.busy, self.error = BusyLine(), label(kind="error", wrap=True)
        self.where, self.stack = label(kind="muted"), QStackedWidget()
        for step in (self.choice, self.content, self.sign, self.outcome):
            self.stack.addWidget(step)
        self.body.addWidget(self.where)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.error)
        self.body.addWidget(self.busy)
        self.cancel = self.add_cancel()
        self.back = button(self.words, N_("Back"), self.go_back, icon="chevron-left")
        self.next = button(self.words, N_("Next"), self.go_on, kind="primary")
        self.next.setDefault(True)
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.next)
        self._show(0)

    def go_back(self) -> None:
        """Show the step before."""
        self._show(self.stack.currentIndex() - 1)

    def go_on(self) -> None:
        """Do what leads to the next step."""
        step = self.stack.currentIndex()
        if step == 0:
            self._protect()
        elif step == 1:
            self._show(2)
            self.sign.passphrase.setFocus()
        elif step == 2:
            self._sign()
        else:
            self.accept()

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        self._show(self.stack.currentIndex())

    def _show(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.where.setText(
            _("Step {number} of {total}: {title}").format(
                number=step + 1, total=len(STEPS), title=_(STEPS[step])
            )
        )
        acts = {0: N_("Look at what leaves"), 2: N_("Sign and prepare"), 3: N_("Close")}
        self.next.setText(_(acts.get(step, N_("Next"))))
        self.back.setVisible(step in {1, 2})
        self.cancel.setVisible(step < 3)
        self.error.clear()

    def _protect(self) -> None:
        missing = self.choice.missing()
        self.error.setText(missing or "")
        if missing:
            return
        names, period = self.choice.chosen_tables(), self.choice.period.period()
        threshold = int(self.choice.threshold.currentData())
        register = self._page.node.register

        def work(progress: Progress) -> tuple[Prepared, Leaving]:
            specs = [spec for name in names for spec in standard(name, period)]
            prepared = releases.protected(register, specs, Policy(threshold=threshold), progress)
            return prepared, self._leaving(prepared)

        self._begin(work, self._look, _("Protecting the tables"))

    def _leaving(self, prepared: Prepared) -> Leaving:
        register, release = self._page.node.register, prepared.release
        with register.reading() as db:
            changes = preview.changes(db, release.tables)
        return Leaving(
            tuple(self.choice.chosen_countries()),
            self.choice.purpose.text().strip(),
            register.officer.name,
            release.policy.rule,
            release.policy.threshold,
            "passed" if release.verdict.passed else "failed",
            release.tables,
            changes,
        )

    def _look(self, found: tuple[Prepared, Leaving]) -> None:
        self._release, leaving = found
        self._ready(step=1)
        self.content.show_content(leaving)

    def _sign(self) -> None:
        release, secret = self._release, self.sign.passphrase.text()
        if release is None or not secret:
            self.error.setText(_("Type your passphrase."))
            return
        register, choice = self._page.node.register, self.choice
        countries, purpose = choice.chosen_countries(), choice.purpose.text().strip()
        definitions = Definitions(status=str(choice.status.currentData()))

        def work(_progress: Progress) -> str:
            with register.reading() as db:
                key = officers.signing_key(db, register.officer.name, secret)
            return send.prepare(
                register,
                release.release.tables,
                countries,
                purpose,
                key,
                definitions,
                prepared=release,
            )

        self._begin(work, self._done, _("Signing the package"))

    def _done(self, package: str) -> None:
        self.package = package
        self.sign.passphrase.clear()
        self._ready(step=3)
        said = _("Package {package} is prepared and waits for approval.")
        after = _(
            "Next: an approver signs in on this node, opens Exchange and looks at it. After that "
            "you send it."
        )
        self.outcome.setText(f"{said.format(package=package[:8])}\n\n{after}")

    def _begin(self, work: object, done: object, title: str) -> None:
        self.next.setEnabled(False)
        self.back.setEnabled(False)
        self.choice.setEnabled(False)
        self.error.clear()
        job = self._page.jobs.run(work, done, title=title, failed=self._refuse)  # type: ignore[arg-type]
        self.busy.follow(job)
        self.finished.connect(partial(_cancel, job))

    def _ready(self, step: int | None = None) -> None:
        self.next.setEnabled(True)
        self.back.setEnabled(True)
        self.choice.setEnabled(True)
        if step is not None:
            self._show(step)

    def _refuse(self, error: Exception) -> None:
        self._ready()
        self.sign.passphrase.clear()
        self.error.setText(". ".join(part.rstrip(".") for part in words_of(error)) + ".")


def _cancel(job: object, _result: int) -> None:
    if not getattr(job, "over", True):
        job.cancel()  # type: ignore[attr-defined]


def _list(boxes: Sequence[QCheckBox]) -> QScrollArea:
    """Return check boxes one below the other, scrolled when there are many."""
    inside, area = QWidget(), QScrollArea()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for box in boxes:
        column.addWidget(box)
    column.addStretch(1)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setMinimumHeight(84)
    return area
