"""Labels, buttons and rows with the name, size and sound that the look asks for."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme import GRID, set_icon
from ui.words import Words

TONES = {"primary": "on_accent", "danger": "surface"}


def label(text: str = "", kind: str = "", wrap: bool = False) -> QLabel:
    """Return a label; `kind` is a name of the style sheet. Text is never taken as HTML."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setObjectName(kind)
    return made


def button(
    words: Words,
    text: str,
    pressed: Callable[[], object],
    *,
    kind: str = "",
    icon: str = "",
) -> QPushButton:
    """Return a button that says `text` (a message id) and calls `pressed`.

    `kind` is ``primary``, ``danger``, ``flat``, ``link`` or nothing.
    """
    made = QPushButton()
    made.setObjectName(kind)
    made.setAutoDefault(kind == "primary")
    words.say(caption(made) if icon else made.setText, text)
    if icon:
        set_icon(made, icon, TONES.get(kind, "muted"))
    made.clicked.connect(lambda *_checked: pressed())
    return made


def caption(button: QPushButton) -> Callable[[str], None]:
    """Return the setter of the text beside an icon: room between, which Qt does not give."""

    def say(text: str) -> None:
        button.setText(f"\u2002{text}")
        button.setAccessibleName(text)

    return say


def icon_button(words: Words, name: str, pressed: Callable[[], object], icon: str) -> QPushButton:
    """Return a flat button that shows only an icon; `name` (a message id) is said and hinted."""
    made = QPushButton()
    made.setObjectName("flat")
    made.setAutoDefault(False)
    set_icon(made, icon)
    words.say(made.setAccessibleName, name)
    words.say(made.setToolTip, name)
    made.clicked.connect(lambda *_checked: pressed())
    return made


def row(*parts: QWidget | None, space: int = GRID) -> QHBoxLayout:
    """Return the widgets side by side; `None` is the stretch between them."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(space)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return layout


def centred(part: QWidget) -> QHBoxLayout:
    """Return `part` in the middle of a line, as high as its wrapped text asks for."""
    layout = QHBoxLayout()
    layout.addStretch(1)
    layout.addWidget(part, 100)
    layout.addStretch(1)
    return layout


def card(*parts: QWidget, space: int = GRID) -> QFrame:
    """Return the widgets one below the other on a bordered surface."""
    frame = QFrame()
    frame.setObjectName("card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    layout.setSpacing(space)
    for part in parts:
        layout.addWidget(part)
    return frame


def rule() -> QFrame:
    """Return a thin line."""
    frame = QFrame()
    frame.setObjectName("rule")
    return frame


def name_control(words: Words, control: QWidget, name: str) -> None:
    """Name `control` for a screen reader (a message id), and the list that a combo opens."""
    words.say(control.setAccessibleName, name)
    if isinstance(control, QComboBox):
        words.say(control.view().setAccessibleName, name)


def field(words: Words, name: str, control: QWidget, hint: str = "") -> QWidget:
    """Return `control` under its label `name`, with a `hint` below (message ids)."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GRID // 2)
    above = label()
    above.setBuddy(control)
    words.say(above.setText, name)
    name_control(words, control, name)
    layout.addWidget(above)
    layout.addWidget(control)
    if hint:
        small = label(kind="small", wrap=True)
        words.say(small.setText, hint)
        words.say(control.setAccessibleDescription, hint)
        layout.addWidget(small)
    return box
