"""The one style sheet, made from the tokens.

There is no rule for the cells of a table: such a rule makes Qt measure every cell through the
style sheet and scrolling five times slower; `ui.widgets.records` paints rows itself.
"""

from pathlib import Path
from string import Template

from ui.theme.tokens import Tokens

FONT = 13
"""Size of ordinary text, in pixels."""

_MARKS = (Path(__file__).parent / "marks").as_posix()

_SHEET = Template(
    """
* { font-family: "Inter"; font-size: ${base}px; }
QWidget { color: $text; }
QMainWindow, QDialog, #page, #entry { background: $ground; }
QLabel { background: transparent; }
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 6px 8px; }

#navigation { background: $side; border-right: 1px solid $line; }
#agency { font-size: ${small}px; color: $muted; }
#brand { font-size: ${large}px; font-weight: 600; }
#group { font-size: ${tiny}px; font-weight: 600; color: $muted; padding: 0 12px; }
#place { text-align: left; border: 1px solid transparent; border-radius: 6px; padding: 0 11px;
  min-height: 32px; color: $muted; background: transparent; }
#place:hover { background: $hover; color: $text; }
#place[current="true"] { background: $soft; color: $ink; font-weight: 600; }
#place:focus { border: 2px solid $accent; padding: 0 10px; }

#header { background: $surface; border-bottom: 1px solid $line; }
#title { font-size: ${title}px; font-weight: 600; }
#heading { font-size: ${large}px; font-weight: 600; }
#display { font-size: ${display}px; font-weight: 600; }
#muted { color: $muted; }
#small { color: $muted; font-size: ${small}px; }
#error { color: $bad; }
#warning { color: $warn; }
#figure { font-size: ${figure}px; font-weight: 600; }
#change { font-size: ${small}px; color: $muted; }

#card, #dialogcard { background: $surface; border: 1px solid $line; border-radius: 8px; }
#internal { background: $warn_soft; border: 1px solid $warn; border-radius: 6px; }
#internalwords { color: $warn; font-weight: 600; }
#notice { background: $text; }
#notice QLabel { color: $ground; }
#rule { background: $line; border: none; max-height: 1px; min-height: 1px; }

QPushButton, QToolButton { background: $surface; border: 1px solid $edge; border-radius: 6px;
  padding: 0 12px; min-height: 28px; color: $text; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:disabled, QToolButton:disabled { color: $muted; border-color: $line;
  background: $ground; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 0 11px; }
QPushButton#primary { background: $accent; border-color: $accent; color: $on_accent;
  font-weight: 600; }
QPushButton#primary:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton#primary:focus { border: 2px solid $text; padding: 0 11px; }
QPushButton#primary:disabled { background: $neutral_soft; border-color: $line; color: $muted; }
QPushButton#danger { background: $bad; border-color: $bad; color: $surface; font-weight: 600; }
QPushButton#danger:focus { border: 2px solid $text; }
QPushButton#flat, QToolButton#flat { background: transparent; border: 1px solid transparent;
  padding: 0 8px; }
QPushButton#flat:hover, QToolButton#flat:hover { background: $hover; }
QPushButton#flat:focus, QToolButton#flat:focus { border: 2px solid $accent; padding: 0 7px; }
QPushButton#link { background: transparent; border: 2px solid transparent; padding: 0 2px;
  color: $accent; text-align: left; }
QPushButton#link:hover { text-decoration: underline; }
QPushButton#link:focus { border: 2px solid $accent; }
QPushButton#chip { background: $soft; color: $ink; border: 1px solid $soft; border-radius: 14px;
  min-height: 26px; padding: 0 10px 0 12px; }
QPushButton#chip:hover { border-color: $ink; }
QPushButton#chip:focus { border: 2px solid $accent; padding: 0 9px 0 11px; }
QPushButton#addchip { background: transparent; color: $muted; border: 1px dashed $edge;
  border-radius: 14px; min-height: 26px; padding: 0 12px; }
QPushButton#addchip:hover { color: $text; background: $hover; }
QPushButton#addchip:focus { border: 2px solid $accent; padding: 0 11px; }
#place, #chip, #addchip { outline: 0; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QComboBox, QSpinBox, QDateEdit, QPlainTextEdit, QTextEdit { background: $surface;
  border: 1px solid $edge; border-radius: 6px; padding: 0 9px; min-height: 28px; color: $text;
  selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus,
QTextEdit:focus { border: 2px solid $accent; padding: 0 8px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 5px 7px; }
QLineEdit:disabled, QComboBox:disabled { background: $ground; color: $muted; border-color: $line; }
QLineEdit[wrong="true"] { border: 2px solid $bad; padding: 0 8px; }
QLineEdit QToolButton { min-height: 0; border: none; background: transparent; padding: 0; }
QComboBox { padding-right: 24px; }
QComboBox QLineEdit, QSpinBox QLineEdit, QDateEdit QLineEdit, QComboBox QLineEdit:focus,
QSpinBox QLineEdit:focus, QDateEdit QLineEdit:focus { border: none; padding: 0; min-height: 0;
  background: transparent; }
QSpinBox, QDateEdit { padding: 0; }
QSpinBox:focus, QDateEdit:focus { padding: 0; }
#mono { font-family: "DejaVu Sans Mono", "Consolas", "Menlo", monospace; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url($marks/chevron-$shade.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; outline: 0;
  selection-background-color: $selection; selection-color: $text; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; background: $surface;
  border: 1px solid $edge; border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
  image: url($marks/check-$shade.svg); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; }
QCheckBox::indicator:disabled { background: $neutral_soft; border-color: $line; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QTableView, QListView, QTreeView { background: $surface; border: 1px solid $line;
  border-radius: 8px; gridline-color: $line; outline: 0;
  selection-background-color: $selection; selection-color: $text; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 1px solid $accent; }
QHeaderView { background: $surface; border: none; border-top-left-radius: 8px;
  border-top-right-radius: 8px; }
QHeaderView::section { background: $surface; color: $muted; border: none;
  border-bottom: 1px solid $edge; padding: 0 10px; font-weight: 600; }
QTableCornerButton::section { background: $surface; border: none; }
QTextBrowser { background: $surface; border: none; padding: 8px 12px; }
#help { background: $surface; border-left: 1px solid $line; }
#drop { background: $surface; border: 2px dashed $edge; border-radius: 8px; }
#drop[over="true"] { border-color: $accent; background: $soft; }

QProgressBar { background: $neutral_soft; border: none; border-radius: 3px; max-height: 6px;
  min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
#strip { background: $surface; border-top: 1px solid $line; }
QScrollArea, #clear { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $edge; border-radius: 4px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QTabBar::tab { background: transparent; color: $muted; padding: 8px 12px;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $ink; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { color: $text; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
"""
)


def sheet(tokens: Tokens, scale: float = 1.0) -> str:
    """Return the style sheet for `tokens`, text enlarged by `scale` (1.0 to 1.5)."""
    names = [name for name in tokens.__slots__ if name != "dark"]
    sizes = {"base": 13, "tiny": 11, "small": 12, "large": 15, "title": 20, "figure": 26}
    return _SHEET.substitute(
        {name: getattr(tokens, name) for name in names},
        **{name: str(round(size * scale)) for name, size in sizes.items()},
        display=str(round(24 * scale)),
        marks=_MARKS,
        shade="dark" if tokens.dark else "light",
    )
