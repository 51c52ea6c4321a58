"""What leaves, shown before anybody signs it: for whom, what for, every figure, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from PySide6.QtWidgets import QComboBox, QFormLayout, QVBoxLayout, QWidget

from exchange.datasets import Dataset
from exchange.preview import Preview
from ui.exchange import saying
from ui.exchange.figures import change_lines, grid
from ui.theme import GRID
from ui.widgets.dates import months
from ui.widgets.make import label, name_control, row
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words
from vipmg.disclosure.protect import ProtectedTable
from vipmg.i18n import N_, _, ngettext


@dataclass(frozen=True, slots=True, eq=False)
class Leaving:
    """A package to be looked at: before it is signed, or as its preparer signed it."""

    recipients: tuple[str, ...]
    purpose: str
    prepared_by: str
    method: str
    threshold: int
    verdict: str
    tables: Sequence[Dataset | ProtectedTable]
    changes: pl.DataFrame

    @classmethod
    def of(cls, preview: Preview) -> "Leaving":
        """Return what an approver looks at."""
        signed, control = preview.manifest, preview.manifest.disclosure_control
        return cls(
            signed.recipients_allowed,
            signed.purpose,
            preview.prepared_by,
            control.method,
            control.threshold,
            control.verdict,
            preview.content.datasets,
            preview.changes,
        )


CHANGES = (
    Column(N_("Table"), lambda line: line[0], share=6),
    Column(N_("Figure"), lambda line: line[1], share=30),
    Column(N_("Period"), lambda line: line[2], share=8),
    Column(N_("Sent before"), lambda line: line[3], "right"),
    Column(N_("Now"), lambda line: line[4], "right"),
)


class ContentView(QWidget):
    """Facts of a package above, its tables below, one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self._leaving: Leaving | None = None
        self.facts = {name: label(wrap=True) for name in FACTS}
        form = QFormLayout()
        form.setHorizontalSpacing(3 * GRID)
        form.setVerticalSpacing(GRID // 2)
        for name, title in FACTS.items():
            caption = label(kind="muted")
            self.words.say(caption.setText, title)
            form.addRow(caption, self.facts[name])
        self.which, self.count = QComboBox(), label(kind="small")
        name_control(self.words, self.which, N_("What is shown"))
        self.which.currentIndexChanged.connect(self._show)
        self._model = RowsModel(())
        self.view = RecordsView(self._model, N_("Figures that leave"))
        self.view.setMinimumHeight(180)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(form)
        layout.addLayout(row(self.which, self.count, None))
        layout.addWidget(self.view, 1)

    def show_content(self, leaving: Leaving) -> None:
        """Show `leaving`, its first table first."""
        self._leaving = leaving
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.words.again()
        if self._leaving is not None:
            self._say_facts(self._leaving)
            self._fill(self._leaving)

    def _say_facts(self, leaving: Leaving) -> None:
        hidden = sum(table.cells["value"].null_count() for table in leaving.tables)
        cells = sum(table.cells.height for table in leaving.tables)
        protection = _(
            "No count from 1 to {most} is shown. {hidden} of {cells} figures are hidden. "
            "The attack test on them: {verdict}."
        ).format(
            most=leaving.threshold - 1,
            hidden=f"{hidden:,}",
            cells=f"{cells:,}",
            verdict=_("passed") if leaving.verdict == "passed" else _("FAILED"),
        )
        changed = leaving.changes.height
        none = _("None of these figures was sent before with another value.")
        some = ngettext(
            "{count} figure differs from what was sent before.",
            "{count} figures differ from what was sent before.",
            changed,
        )
        for name, text in {
            "recipients": saying.countries(leaving.recipients),
            "purpose": leaving.purpose,
            "prepared": leaving.prepared_by,
            "protection": protection,
            "changes": some.format(count=f"{changed:,}") if changed else none,
        }.items():
            self.facts[name].setText(text)

    def _fill(self, leaving: Leaving) -> None:
        at = max(self.which.currentIndex(), 0)
        self.which.blockSignals(True)
        self.which.clear()
        for table in leaving.tables:
            spec = table.spec
            self.which.addItem(f"{saying.table_title(spec.name)} · {months(spec.first, spec.last)}")
        if leaving.changes.height:
            self.which.addItem(_("Changes since the last package"))
        self.which.setCurrentIndex(at)
        self.which.blockSignals(False)
        self._show()

    def _show(self) -> None:
        leaving, at = self._leaving, self.which.currentIndex()
        if leaving is None or at < 0:
            return
        if at == len(leaving.tables):
            self.count.setText("")
            specs = [table.spec for table in leaving.tables]
            self._model.show(change_lines(leaving.changes, specs), CHANGES)
            return
        table = leaving.tables[at]
        columns, lines = grid(table.spec, table.cells)
        self.count.setText(
            _("{cells} figures, {hidden} hidden").format(
                cells=f"{table.cells.height:,}",
                hidden=f"{table.cells['value'].null_count():,}",
            )
        )
        self._model.show(lines, columns)
        self.view.resizeColumnsToContents()


FACTS = {
    "recipients": N_("For"),
    "purpose": N_("What for"),
    "prepared": N_("Prepared by"),
    "protection": N_("Protection"),
    "changes": N_("Changes"),
}
