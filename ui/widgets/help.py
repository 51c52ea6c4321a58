"""Help beside the page: what it is for, the next step, the words used. No internet."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout

from ui.theme import GRID, tabular
from ui.theme.apply import text_scale
from ui.widgets.make import icon_button, label, row
from ui.words import Words
from vipmg.i18n import LANGUAGES, N_, language

FOLDER = Path(__file__).parents[1] / "help"
WIDTH, NARROWEST = 320, 264


def topics() -> tuple[str, ...]:
    """Return the names of all help topics."""
    return tuple(sorted(path.stem for path in (FOLDER / LANGUAGES[0]).glob("*.md")))


def text_of(topic: str) -> str:
    """Return the Markdown text of `topic` in the language in force."""
    return (FOLDER / language() / f"{topic}.md").read_text(encoding="utf-8")


def _calm(document: QTextDocument) -> None:
    """Give headings and paragraphs the sizes and distances of the desktop; Markdown has none."""
    document.setIndentWidth(2 * GRID)
    block = document.begin()
    while block.isValid():
        cursor, level = QTextCursor(block), block.blockFormat().headingLevel()
        space = QTextBlockFormat()
        space.setTopMargin(GRID if level == 1 else 2 * GRID if level else 0)
        space.setBottomMargin(GRID / 2)
        cursor.mergeBlockFormat(space)
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            size = QTextCharFormat()
            size.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            size.setFont(
                tabular(round((15 if level == 1 else 13) * text_scale()), QFont.Weight.DemiBold)
            )
            cursor.mergeCharFormat(size)
        block = block.next()


class HelpPanel(QFrame):
    """The text of one topic, at the right of the page: narrower where the page needs the room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("help")
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDTH)
        self.words = Words()
        self._topic = ""
        heading = label(kind="heading")
        self.words.say(heading.setText, N_("Help"))
        close = icon_button(self.words, N_("Close help"), self.hide, "x")
        self._text = QTextBrowser()
        self._text.setOpenLinks(False)
        self._text.anchorClicked.connect(lambda link: self.show_topic(link.toString()))
        self.words.say(self._text.setAccessibleName, N_("Help text"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.addLayout(row(heading, None, close))
        layout.addWidget(self._text, 1)
        self.hide()

    def sizeHint(self) -> QSize:
        """Return the width at which the text is read well."""
        return QSize(WIDTH, super().sizeHint().height())

    def show_topic(self, topic: str) -> None:
        """Show `topic`; links lead from one topic to another."""
        if topic in topics():
            self._topic = topic
            self._text.setMarkdown(text_of(topic))
            _calm(self._text.document())

    def retranslate(self) -> None:
        """Show the topic in the language in force."""
        self.words.again()
        self.show_topic(self._topic)
