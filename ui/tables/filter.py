"""The question "narrow the table to what?": a variable and some of its codes."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from ui.tables.pivot import title
from ui.widgets.chips import FilterChips
from ui.widgets.codes import CodeCombo
from ui.widgets.dialog import Dialog
from ui.widgets.make import field
from vipmg import codelists
from vipmg.i18n import N_
from vipmg.tables.variables import TABLE_VARIABLES, codes_of


class FilterDialog(Dialog):
    """Gives ``(variable, codes)`` in `chosen` when it is accepted."""

    def __init__(
        self,
        parent: QWidget | None,
        variables: Sequence[str],
        variable: str | None = None,
        codes: Sequence[str] = (),
    ) -> None:
        super().__init__(parent, N_("Narrow the table"))
        self._codes: list[str] = list(codes)
        self._variable, self._code = QComboBox(), CodeCombo()
        for name in variables:
            self._variable.addItem(title(name), name)
        if variable is not None:
            self._variable.setCurrentIndex(self._variable.findData(variable))
        self._chips = FilterChips(add=N_("Add this value"), remove=N_("Take out {words}"))
        self.body.addWidget(field(self.words, N_("Variable"), self._variable))
        hint = N_("Type part of the name or the code, then press Enter.")
        self.body.addWidget(field(self.words, N_("Value"), self._code, hint))
        self.body.addWidget(self._chips)
        self._variable.currentIndexChanged.connect(lambda *_at: self._change_variable())
        self._code.chosen.connect(self.add_code)
        self._chips.adding.connect(lambda: self.add_code(self._code.code() or ""))
        self._chips.removed.connect(self._remove)
        self.add_cancel()
        self._act = self.add_act(N_("Narrow"))
        self._act.setDefault(False)
        self._show_codes()

    @property
    def chosen(self) -> tuple[str, tuple[str, ...]]:
        """The variable and the codes that were chosen."""
        return self._variable.currentData(), tuple(self._codes)

    def add_code(self, code: str) -> None:
        """Add one code to those chosen."""
        if code and code not in self._codes:
            self._codes.append(code)
        self._code.choose(None)
        self._say_codes()

    def _change_variable(self) -> None:
        self._codes.clear()
        self._show_codes()

    def _show_codes(self) -> None:
        name = self._variable.currentData()
        codelist = TABLE_VARIABLES[name].codelist
        codes = [(code, codelists.name(codelist, code)) for code in (*codes_of(name), "_U")]
        self._code.show_codes(codes)
        self._code.choose(None)
        self._say_codes()

    def _say_codes(self) -> None:
        codelist = TABLE_VARIABLES[self._variable.currentData()].codelist
        self._chips.show_chips([(code, codelists.name(codelist, code)) for code in self._codes])
        self._act.setEnabled(bool(self._codes))

    def _remove(self, code: str) -> None:
        self._codes.remove(code)
        self._say_codes()
