"""The first day: language, country and agency, where the data lie, officers, recovery, go on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.appearance import app
from ui.doors import Doors
from ui.failure import words_of
from ui.firststeps import (
    AgencyStep,
    GoOnStep,
    LanguageStep,
    OfficersStep,
    PlaceStep,
    RecoveryStep,
    Step,
)
from ui.jobs import Jobs
from ui.theme import GRID
from ui.widgets.dialog import Dialog
from ui.widgets.make import button, label
from ui.words import speak
from vipmg.i18n import N_, _


class FirstRun(Dialog):
    """Six steps. `created` gives, at the end, the folder of the node that was made and what to
    begin with: ``importing`` or ``demo``.
    """

    created = Signal(object, str)

    def __init__(self, parent: QWidget | None, doors: Doors, jobs: Jobs) -> None:
        super().__init__(parent, N_("Create a node"))
        self._doors, self._jobs = doors, jobs
        self.language, self.agency, self.place = LanguageStep(), AgencyStep(), PlaceStep()
        self.officers, self.recovery = OfficersStep(), RecoveryStep()
        self.last = GoOnStep(with_demo=doors.make_demo is not None)
        self.steps: tuple[Step, ...] = (
            self.language,
            self.agency,
            self.place,
            self.officers,
            self.recovery,
            self.last,
        )
        self.language.chosen.connect(lambda code: speak(app(), code))
        self.resize(640, 620)
        self._where, self._heading = label(kind="small"), label(kind="heading", wrap=True)
        self._why, self.error = label(kind="muted", wrap=True), label(kind="error", wrap=True)
        self._stack = QStackedWidget()
        for step in self.steps:
            self._stack.addWidget(step)
            step.changed.connect(self._show)
        for part in (self._where, self._heading, self._why):
            self.body.addWidget(part)
        self.body.addSpacing(GRID)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.error)
        self.cancel = self.add_cancel()
        self.back = button(self.words, N_("Back"), self.go_back, icon="chevron-left")
        self.next = button(self.words, N_("Next"), self.go_on, kind="primary")
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.next)
        self._show()

    @property
    def step(self) -> Step:
        """Return the step shown."""
        return self.steps[self._stack.currentIndex()]

    def go_back(self) -> None:
        """Show the step before."""
        self._stack.setCurrentIndex(self._stack.currentIndex() - 1)
        self._show()

    def go_on(self) -> None:
        """Go to the next step, if this one is complete; after the officers, make the node."""
        missing = self.step.missing()
        self.error.setText(missing or "")
        if missing:
            return
        if self.step is self.officers:
            self._create()
        elif self.step is self.last:
            self.created.emit(self.place.folder(), self.last.first())
            self.accept()
        else:
            self._stack.setCurrentIndex(self._stack.currentIndex() + 1)
            self._show()
            self.step.setFocus()

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        self._show()

    def reject(self) -> None:
        """Close, except while the recovery phrase is shown: it is shown only once."""
        if self.step is self.last:
            self.go_on()
        elif self.step is not self.recovery:
            super().reject()

    def _show(self) -> None:
        at, step = self._stack.currentIndex(), self.step
        self._where.setText(
            _("Step {number} of {total}").format(number=at + 1, total=len(self.steps))
        )
        self._heading.setText(_(step.title))
        self._why.setText(_(step.why))
        made = step in {self.recovery, self.last}
        self.back.setVisible(at > 0 and not made)
        self.cancel.setVisible(not made)
        acts = {self.officers: N_("Create the node"), self.last: N_("Begin")}
        self.next.setText(_(acts.get(step, N_("Next"))))
        self.error.clear()

    def _create(self) -> None:
        folder, officers = self.place.folder(), self.officers.officers()
        country, agency = self.agency.country(), self.agency.agency()
        self.next.setEnabled(False)
        self._jobs.run(
            lambda _progress: self._doors.create_node(folder, country, agency, officers),
            self._created,
            title=_("Create the node"),
            failed=self._refused,
        )

    def _created(self, phrase: str) -> None:
        self.next.setEnabled(True)
        self.officers.forget()
        self.recovery.show_phrase(phrase, self.agency.agency())
        self._stack.setCurrentWidget(self.recovery)
        self._show()

    def _refused(self, error: Exception) -> None:
        self.next.setEnabled(True)
        self.error.setText(". ".join(part.rstrip(".") for part in words_of(error)) + ".")
