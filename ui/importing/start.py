"""Where an import begins: a place for files, and the imports made before."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.importing.batches import Batch
from ui.importing.outcome import span
from ui.records.columns import FLOW_ICONS
from ui.theme import GRID
from ui.widgets.dates import moment
from ui.widgets.dialog import Dialog
from ui.widgets.drop import DropArea
from ui.widgets.empty import EmptyState
from ui.widgets.flow import wrapping
from ui.widgets.make import button, field, label
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words, number
from vipmg.i18n import N_, _, ngettext
from vipmg.records.model import FLOWS

ENDINGS = (".csv", ".txt", ".tsv", ".gz", ".zip", ".xlsx", ".xls", ".ods", ".parquet")


def _taken_back(one: Batch) -> str:
    return _("Taken back") if one.taken_back_at else _("In the register")


def _counted(title: str, name: str) -> Column:
    return Column(
        title,
        lambda one: number(getattr(one, name)),
        "right",
        10,
        order=lambda one: getattr(one, name),
    )


BATCH_COLUMNS: tuple[Column, ...] = (
    Column(N_("No."), lambda one: one.id, "right", 6, order=lambda one: one.id),
    Column(
        N_("Imported on"),
        lambda one: moment(one.imported_at),
        share=14,
        order=lambda one: one.imported_at,
    ),
    Column(N_("File"), lambda one: one.file_name, share=18, hint=lambda one: one.file_name),
    Column(
        N_("Flow"),
        lambda one: _(FLOWS[one.flow]),
        share=12,
        icon=lambda one: FLOW_ICONS.get(one.flow, ""),
    ),
    _counted(N_("Rows"), "rows"),
    _counted(N_("Registered"), "imported"),
    _counted(N_("Held back"), "findings"),
    _counted(N_("Left out"), "skipped"),
    Column(N_("By"), lambda one: one.imported_by, share=8),
    Column(
        N_("State"),
        _taken_back,
        share=11,
        tone=lambda one: "neutral" if one.taken_back_at else "good",
    ),
)


class StartView(QWidget):
    """A place to drop files, and the list of imports with what can be done with one."""

    opened = Signal(object)
    """Show the outcome of that `Batch`."""
    listed = Signal(object)
    """Show the records of that `Batch`."""
    undone = Signal(object)
    """Take that `Batch` back."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self.drop = DropArea(N_("Drop a CSV or Excel file here, or choose it."), ENDINGS)
        self.model = RowsModel(BATCH_COLUMNS)
        self.view = RecordsView(self.model, N_("Imports made"))
        self.view.setSortingEnabled(False)
        heading = label(kind="heading")
        self.words.say(heading.setText, N_("Imports made"))
        self.open = button(
            self.words, N_("See outcome"), lambda: self._tell(self.opened), icon="list-filter"
        )
        self.list = button(
            self.words, N_("See records"), lambda: self._tell(self.listed), icon="table-2"
        )
        self.undo = button(
            self.words, N_("Take back…"), lambda: self._tell(self.undone), icon="undo-2"
        )
        self._lay_out(heading)
        self.view.selectionModel().currentRowChanged.connect(lambda *_at: self._judge())
        self.view.doubleClicked.connect(lambda *_at: self._tell(self.opened))
        self._judge()

    def _lay_out(self, heading: QLabel) -> None:
        self.stack = QStackedWidget()
        empty = EmptyState(
            "file-spreadsheet",
            N_("Nothing has been imported yet"),
            N_("A file is checked row by row first; nothing is kept until you say so."),
        )
        made = QWidget()
        inside = QVBoxLayout(made)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        inside.addWidget(heading)
        inside.addWidget(wrapping(self.open, self.list, self.undo))
        inside.addWidget(self.view, 1)
        self.stack.addWidget(empty)
        self.stack.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.drop)
        layout.addWidget(self.stack, 1)

    def show_batches(self, made: list[Batch]) -> None:
        """Show the imports, the newest first."""
        self.model.show(made)
        self.stack.setCurrentIndex(1 if made else 0)
        self._judge()

    def chosen(self) -> Batch | None:
        """Return the import chosen in the list."""
        at = self.view.currentIndex()
        one = self.model.row_at(at.row()) if at.isValid() else None
        return one if isinstance(one, Batch) else None

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()

    def _tell(self, signal: object) -> None:
        chosen = self.chosen()
        if chosen is not None:
            signal.emit(chosen)  # type: ignore[attr-defined]

    def _judge(self) -> None:
        chosen = self.chosen()
        held = chosen is not None and chosen.taken_back_at is None
        self.open.setEnabled(chosen is not None)
        self.list.setEnabled(held and chosen is not None and chosen.imported > 0)
        self.undo.setEnabled(held)


class TakeBackDialog(Dialog):
    """Says in numbers what taking an import back does, and asks why."""

    def __init__(self, parent: QWidget, made: Batch) -> None:
        super().__init__(parent, N_("Take this import back?"))
        self.why = QLineEdit()
        self.why.setPlaceholderText(_("wrong file, sent twice, …"))
        for effect in effects(made):
            self.body.addWidget(label(effect, wrap=True))
        self.body.addWidget(field(self.words, N_("Why"), self.why))
        self.add_cancel().setDefault(True)
        self.act = self.add_act(N_("Take back"), "danger")
        self.act.setEnabled(False)
        self.why.textChanged.connect(lambda text: self.act.setEnabled(bool(text.strip())))


def effects(made: Batch) -> list[str]:
    """Return what taking `made` back does, in whole sentences."""
    flow = _(FLOWS[made.flow]).lower()
    when = span(made.first_period, made.last_period)
    words = ngettext(
        "{count} record of {flow} from {file} leaves every table and figure.",
        "{count} records of {flow} from {file} leave every table and figure.",
        made.imported,
    )
    said = [words.format(count=number(made.imported), flow=flow, file=made.file_name)]
    if when:
        said.append(_("Months touched: {months}.").format(months=when))
    said.append(
        _(
            "The records stay in the register as cancelled, with their history, and the same file "
            "may be imported again. Tables and packages already sent do not change."
        )
    )
    return said
