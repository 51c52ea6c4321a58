import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from ui.doors import Doors
from ui.failure import FailureDialog, report
from ui.firstrun import FirstRun
from ui.shortcuts import KeysDialog
from ui.signin import SignIn
from ui.theme import apply_theme
from ui.widgets.header import HeaderBar
from ui.widgets.pill import Pill
from ui.words import speak
from vipmg.errors import Refused

DOORS = Doors(lambda *_: None, lambda *_: "one two", lambda _folder: None)


def unnamed(root):
    """Controls that a screen reader could not name."""
    for widget in [root, *root.findChildren(QWidget)]:
        interface = QAccessible.queryAccessibleInterface(widget)
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus and not isinstance(
            widget, QAbstractButton | QLineEdit
        ):
            continue
        if interface is None or widget.objectName().startswith("qt_"):
            continue
        if not interface.text(QAccessible.Text.Name).strip():
            yield f"{type(widget).__name__} in {type(widget.parent()).__name__}"


def said(root):
    """Every text a person reads or hears in `root`."""
    for widget in [root, *root.findChildren(QWidget)]:
        for read in ("text", "placeholderText", "toolTip", "accessibleName", "windowTitle"):
            text = getattr(widget, read, lambda: "")()
            if isinstance(text, str) and text.strip():
                yield text.strip()


@pytest.fixture
def screens(window, qtbot, jobs, kept, tmp_path):
    made = [
        window,
        SignIn(DOORS, jobs, kept, tmp_path),
        FirstRun(None, DOORS, jobs),
        FailureDialog(None, ZeroDivisionError("Ana")),
        KeysDialog(None, [page.title for page in window.pages.values()]),
    ]
    for screen in made[1:]:
        qtbot.addWidget(screen)
    return made


def test_every_control_has_a_name(screens):
    assert [name for screen in screens for name in unnamed(screen)] == []


def test_places_are_not_read_as_check_boxes(window):
    for button in window.navigation.findChildren(QAbstractButton):
        role = QAccessible.queryAccessibleInterface(button).role()
        assert role == QAccessible.Role.Button


@pytest.mark.parametrize("code", ["es", "en"])
@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_the_window_fits_a_small_screen(window, qapp, code, scale):
    apply_theme(qapp, "light", scale)
    speak(qapp, code)
    window.help.show()
    qapp.processEvents()
    assert window.minimumSizeHint().width() <= 1024
    assert window.minimumSizeHint().height() <= 700


def test_no_spanish_is_left_in_english(screens, qapp):
    from babel.messages.pofile import read_po

    from vipmg.i18n import LOCALE

    speak(qapp, "en")
    with (LOCALE / "es" / "ui.po").open("rb") as file:
        pairs = [(one.id, one.string) for one in read_po(file) if isinstance(one.id, str)]
    english = {source for source, _spanish in pairs}
    spanish = {words for _source, words in pairs} - english
    left = {text for screen in screens for text in said(screen)} & spanish
    assert left == set()


def test_every_text_of_the_desktop_is_in_spanish(screens):
    from babel.messages.pofile import read_po

    from vipmg.i18n import LOCALE

    with (LOCALE / "es" / "ui.po").open("rb") as file:
        pairs = [(one.id, one.string) for one in read_po(file) if isinstance(one.id, str)]
    spanish = {words for _source, words in pairs}
    english = {source for source, words in pairs} - spanish
    assert {text for screen in screens for text in said(screen)} & english == set()


def test_a_press_on_a_place_opens_its_page(window, qtbot):
    for name, page in window.pages.items():
        qtbot.mouseClick(window.navigation.button(name), Qt.MouseButton.LeftButton)
        assert window.stack.currentWidget() is page
        assert window.navigation.button(name).accessibleDescription() == "Página actual"


def test_ctrl_and_a_number_opens_a_page(window, qtbot, qapp):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.shown.name == "tables"
    assert window.header.place() == "Tablas"


def test_the_theme_and_the_language_are_kept_for_tomorrow(window, kept):
    window.appearance.switch_theme()
    window.appearance.switch_language()
    assert kept.get("theme") == "dark"
    assert kept.get("language") == "en"
    assert window.header.place() == "Home"


def test_demonstration_data_are_marked(qtbot, dressed):
    for demo in (True, False):
        header = HeaderBar(demo=demo)
        qtbot.addWidget(header)
        header.resize(1100, 64)
        header.show()
        seen = [pill.text() for pill in header.findChildren(Pill) if pill.isVisible()]
        assert ("DATOS DE DEMOSTRACIÓN" in seen) is demo


def test_the_report_of_an_error_holds_no_personal_data():
    try:
        int("Ana Pérez")
    except ValueError as error:
        text = report(error)
    assert "Ana" not in text
    assert "ValueError" in text


def test_signing_in_opens_the_node_and_forgets_the_passphrase(qtbot, jobs, kept, tmp_path):
    asked = []
    doors = Doors(lambda *given: asked.append(given) or "node", lambda *_: "")
    screen = SignIn(doors, jobs, kept, tmp_path)
    qtbot.addWidget(screen)
    screen.officer.setText("ana")
    screen.passphrase.line.setText("secreto")
    with qtbot.waitSignal(screen.opened) as opened:
        qtbot.keyClick(screen.passphrase.line, Qt.Key.Key_Return)
    assert opened.args == ["node"]
    assert asked == [(tmp_path, "ana", "secreto")]
    assert screen.passphrase.text() == ""
    assert kept.recent() == (tmp_path,)


def test_a_refusal_is_said_beside_the_fields(qtbot, jobs, kept, tmp_path, dressed):
    class WrongPassphrase(Refused):
        title = "La contraseña no es correcta"
        advice = "Escríbala de nuevo."

    def refuse(*_given):
        raise WrongPassphrase

    screen = SignIn(Doors(refuse, lambda *_: ""), jobs, kept, tmp_path)
    qtbot.addWidget(screen)
    screen.officer.setText("ana")
    screen.passphrase.line.setText("mal")
    screen.sign_in()
    qtbot.waitUntil(lambda: "contraseña no es correcta" in screen.error.text())
    assert screen.passphrase.text() == ""
    assert screen.enter.isEnabled()


def test_the_first_day_ends_with_a_node(qtbot, jobs, tmp_path, dressed):
    made = []

    def create(*given):
        made.append(given)
        return " ".join(["palabra"] * 24)

    wizard = FirstRun(None, Doors(lambda *_: None, create), jobs)
    qtbot.addWidget(wizard)
    assert wizard.language.choices["es"].isChecked()
    wizard.go_on()
    wizard.go_on()
    assert wizard.step is wizard.agency, "a step with gaps is not left"
    assert wizard.error.text()
    wizard.agency._country.setCurrentIndex(2)
    wizard.agency._agency.setText("DGME")
    wizard.go_on()
    wizard.place.choose(tmp_path / "nodo")
    wizard.go_on()
    card = wizard.officers.cards[0]
    card.name.setText("ana")
    card.first.line.setText("abc")
    wizard.go_on()
    assert "ana" in wizard.error.text()
    for field in (card.first, card.second):
        field.line.setText("caballo lámpara río quince")
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.step is wizard.recovery)
    folder, country, agency, officers = made[0]
    assert (folder, country, agency) == (tmp_path / "nodo", "SV", "DGME")
    assert officers[0].roles == ("statistician", "administrator")
    assert card.first.text() == ""
    assert "24 palabra" in wizard.recovery.phrase.toPlainText()
    wizard.go_on()
    assert wizard.isVisible() or wizard.error.text(), "it waits for the confirmation"
    wizard.recovery.kept.setChecked(True)
    wizard.go_on()
    assert wizard.step is wizard.last
    assert not wizard.last.demo.isVisible(), "there is none to open"
    with qtbot.waitSignal(wizard.created) as created:
        wizard.go_on()
    assert created.args == [tmp_path / "nodo", "importing"]


def test_labels_never_take_text_for_markup(window):
    for label in window.findChildren(QLabel):
        if label.text() and not label.objectName().startswith("qt_"):
            assert label.textFormat() == Qt.TextFormat.PlainText
