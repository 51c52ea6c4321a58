import pytest

from ui.pages.settings import SettingsPage
from ui.settings.people import AddOfficerDialog, PassphraseDialog
from vipmg import officers
from vipmg.node import check_passphrase
from vipmg.settings import load

PASSPHRASE = "una frase larga de prueba"
OTHER = "caballo lámpara río quince"


@pytest.fixture
def show(qtbot, dressed, jobs):
    def page_on(node):
        page = SettingsPage(node, jobs)
        qtbot.addWidget(page)
        page.resize(1000, 700)
        page.show()
        page.refresh()
        qtbot.waitUntil(lambda: page.people.model.rowCount() == 3)
        return page

    return page_on


def test_contact_and_mailbox_are_kept(qtbot, show, node, tmp_path):
    page = show(node)
    page.facts.contact.setText("2222-0000")
    page.facts.inbox.setText(str(tmp_path / "llegada"))
    with qtbot.waitSignal(page.noticed):
        page.facts.keep()
    kept = load(node.folder)
    assert (kept.contact, kept.inbox) == ("2222-0000", str(tmp_path / "llegada"))
    assert (tmp_path / "llegada").is_dir()


def test_an_officer_is_added_and_the_card_is_spoken_of(qtbot, show, node):
    page = show(node)
    dialog = AddOfficerDialog(page)
    qtbot.addWidget(dialog)
    dialog.add()
    assert "nombre" in dialog.error.text()
    dialog.name.setText("Dora")
    dialog.roles["approver"].setChecked(True)
    dialog.first.line.setText("abc")
    dialog.add()
    assert "débil" in dialog.error.text()
    dialog.first.line.setText(OTHER)
    dialog.second.line.setText(OTHER)
    with qtbot.waitSignal(dialog.accepted, timeout=30_000):
        dialog.add()
    page.people._changed({"approver"})
    qtbot.waitUntil(lambda: page.people.model.rowCount() == 4)
    assert "tarjeta de este nodo" in page.people.note.text()
    assert page.people.note.isVisible()


def test_an_officer_is_removed(qtbot, show, node):
    page = show(node)
    with node.register.reading() as db:
        beto = officers.get(db, "Beto")
    page.people.remove_officer(beto)
    qtbot.waitUntil(lambda: page.people.model.rowCount() == 2)


def test_everybody_changes_their_own_passphrase(qtbot, show, make_node):
    node = make_node("GT", "Carla")
    page = show(node)
    assert not page.people.add.isEnabled()
    assert not page.facts.save.isEnabled()
    assert not page.backup.make.isEnabled()
    dialog = PassphraseDialog(page)
    qtbot.addWidget(dialog)
    dialog.old.line.setText("no es esta")
    dialog.first.line.setText(OTHER)
    dialog.second.line.setText(OTHER)
    dialog.change()
    qtbot.waitUntil(lambda: bool(dialog.error.text()), timeout=20_000)
    dialog.old.line.setText(PASSPHRASE)
    with qtbot.waitSignal(dialog.accepted, timeout=30_000):
        dialog.change()
    check_passphrase(node.folder, "Carla", OTHER)


def test_a_backup_is_made_and_said_to_be_checked(qtbot, show, node, tmp_path):
    page = show(node)
    target = tmp_path / "copia.zip"
    with qtbot.waitSignal(page.noticed, timeout=20_000) as told:
        page.backup.back_up(target)
    assert target.is_file()
    assert "copia.zip" in told.args[0]


def test_language_theme_and_size_are_asked_of_the_window(qtbot, window):
    window.open_page("settings")
    look = window.page("settings").look
    assert (look.language.text(), look.theme.text(), look.scale.text()) == (
        "Español",
        "Claro",
        "100 %",
    )
    window.page("settings").asked.emit("language")
    assert look.language.text() == "English"
    assert look.theme.text() == "Light"
