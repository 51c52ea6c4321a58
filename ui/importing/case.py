"""The file in hand, before any row is checked: what it holds and how it is read."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.importing.source import MANIFESTS, Source, flows_of, ready, title_of
from ui.theme import GRID
from ui.widgets.choice import Choice
from ui.widgets.make import button, card, label, name_control, row
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words
from vipmg.i18n import N_, _
from vipmg.records.model import FLOWS

NONE, OTHER = "", "…"
"""Entries of the list of mappings that are no mapping: none chosen; a file to be chosen."""
MOST_COLUMNS = 40
COLUMN = 128
"""Width below which no column of the file is shown, in pixels."""


class CaseView(QWidget):
    """Shows a `Source`; the officer says what it holds and how it is read, then asks for a check.

    `checking` when all is said; `dropped` when the file is put away.
    """

    checking = Signal()
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self.source: Source | None = None
        self.file, self.hint = label(kind="heading", wrap=True), label(kind="small", wrap=True)
        choices = (*FLOWS.items(), (MANIFESTS, N_("Manifests")))
        self.flow = Choice(N_("What the file holds"), choices)
        self.mapping = QComboBox()
        self.mapping.setMinimumContentsLength(12)
        self.mapping.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.mapping.setMaximumWidth(520)
        name_control(self.words, self.mapping, N_("How it is read"))
        self._lines = RowsModel(())
        self.preview = RecordsView(self._lines, N_("First rows of the file"))
        self.preview.narrowest = COLUMN
        self.preview.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.drop = button(self.words, N_("Choose another file"), self.dropped.emit)
        self.check = button(
            self.words, N_("Check without registering"), self.checking.emit, kind="primary"
        )
        self.note = label(kind="muted", wrap=True)
        self._lay_out()
        self.flow.chosen.connect(lambda _code: self._judge())
        self.mapping.currentIndexChanged.connect(self._turn)

    def show_source(self, source: Source) -> None:
        """Show a file; what its header tells is chosen beforehand."""
        self.source = source
        self.file.setText(source.path.name)
        self._fill_mappings(source.mapping or NONE)
        self._show_rows()
        self.flow.choose(source.kinds[0] if len(source.kinds) == 1 else None)
        self._judge()

    def chosen_mapping(self) -> str | None:
        """Return the name or the .toml file of the mapping, `None` for none."""
        data = str(self.mapping.currentData() or NONE)
        return None if data in {NONE, OTHER} else data

    def hold(self, *, busy: bool) -> None:
        """Let nothing be changed while a check runs."""
        for part in (self.flow, self.mapping, self.drop):
            part.setEnabled(not busy)
        self.check.setEnabled(not busy and self._ready())
        self.note.setText(_("Checking… you may go on with other work.") if busy else "")

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        if self.source is not None:
            self._fill_mappings(str(self.mapping.currentData() or NONE))
            self._judge()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for at, (name, control) in enumerate(
            ((N_("What the file holds"), self.flow), (N_("How it is read"), self.mapping))
        ):
            title = label(kind="muted")
            self.words.say(title.setText, name)
            grid.addWidget(title, at, 0)
            grid.addWidget(control, at, 1)
        grid.addWidget(self.hint, 2, 1)
        frame = card(self.file)
        inside = frame.layout()
        if isinstance(inside, QVBoxLayout):
            inside.addLayout(grid)
        above = label(kind="muted")
        self.words.say(above.setText, N_("First rows of the file"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + 4)
        layout.addWidget(frame)
        layout.addWidget(above)
        layout.addWidget(self.preview, 1)
        foot = row()
        foot.addWidget(self.note, 1)
        foot.addWidget(self.drop)
        foot.addWidget(self.check)
        layout.addLayout(foot)

    def _fill_mappings(self, chosen: str) -> None:
        self.mapping.blockSignals(True)
        self.mapping.clear()
        self.mapping.addItem(_("Choose how it is read…"), NONE)
        for name in ready():
            self.mapping.addItem(title_of(name), name)
        if chosen not in {NONE, OTHER} and self.mapping.findData(chosen) < 0:
            self.mapping.addItem(Path(chosen).name, chosen)
        self.mapping.addItem(_("Another mapping (file .toml)…"), OTHER)
        self.mapping.setCurrentIndex(max(self.mapping.findData(chosen), 0))
        self.mapping.blockSignals(False)

    def _turn(self) -> None:
        if self.mapping.currentData() == OTHER:
            name, _kind = QFileDialog.getOpenFileName(
                self, _("Choose a mapping"), "", _("Mappings (*.toml)")
            )
            self._fill_mappings(name or NONE)
        self._judge()

    def _judge(self) -> None:
        """Let only flows be chosen that the mapping reads; say what is still missing."""
        source = self.source
        if source is None:
            return
        of_manifests = source.kinds == (MANIFESTS,)
        chosen = self.chosen_mapping()
        known = chosen is not None and not chosen.endswith(".toml")
        kinds = flows_of(chosen) if known and chosen else tuple(FLOWS)
        allowed = (MANIFESTS,) if of_manifests else kinds
        self.flow.allow(allowed)
        if self.flow.code() not in allowed:
            self.flow.choose(allowed[0] if len(allowed) == 1 else None)
        self.mapping.setEnabled(not of_manifests)
        self.hint.setText(self._hint(source))
        self.check.setText(
            _("Register the list") if of_manifests else _("Check without registering")
        )
        self.check.setEnabled(self._ready())

    def _ready(self) -> bool:
        code = self.flow.code()
        return code == MANIFESTS or (code is not None and self.chosen_mapping() is not None)

    def _hint(self, source: Source) -> str:
        if source.kinds == (MANIFESTS,):
            return _("This is a list of flights and buses with the people they declare.")
        if self.chosen_mapping() is None:
            return _("No mapping fits the columns of this file: choose one, or a .toml file.")
        if self.chosen_mapping() == source.mapping:
            return _("Recognised by the titles of its columns.")
        return _("Chosen by you.")

    def _show_rows(self) -> None:
        frame = self.source.first_rows if self.source else None
        if frame is None:
            return
        names = frame.columns[:MOST_COLUMNS]
        columns = [Column(name, partial(_cell, at)) for at, name in enumerate(names)]
        self._lines.show(frame.select(names).rows(), columns)


def _cell(at: int, line: tuple[str | None, ...]) -> str:
    return line[at] or ""
