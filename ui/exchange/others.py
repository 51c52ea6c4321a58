"""The other countries: their cards, how far each is trusted, where their packages are put."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from exchange import peers
from exchange.cards import Card
from exchange.peers import Peer
from ui.exchange import saying
from ui.exchange.ceremony import CeremonyDialog
from ui.page import Page
from ui.theme import GRID
from ui.widgets.drop import DropArea
from ui.widgets.empty import EmptyState
from ui.widgets.make import button, card, label, row
from ui.widgets.reason import ask_reason
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words
from vipmg.i18n import N_, _

ENDING = ".card"
LARGEST_CARD = 1 << 20
"""Bytes: a card of many officers has some thousands."""
COLUMNS = (
    Column(N_("Country"), lambda p: saying.country(p.country), share=14),
    Column(
        N_("Trust"),
        lambda p: _(saying.STANDINGS[p.status][0]),
        tone=lambda p: saying.STANDINGS[p.status][1],
        share=12,
    ),
    Column(N_("Agency"), lambda p: p.card.agency, share=24),
    Column(N_("Sent"), lambda p: p.last_sent, "right", order=lambda p: p.last_sent, share=6),
    Column(
        N_("Received"), lambda p: p.last_received, "right", order=lambda p: p.last_received, share=6
    ),
    Column(N_("Mailbox"), lambda p: p.mailbox or _("not set"), share=28),
)


class OthersTab(QWidget):
    """Cards taken in and given out; trust is confirmed by voice, never by file."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.words, self._page = Words(), page
        self.save = button(self.words, N_("Save our card…"), self.ask_save, icon="download")
        self.intro = label(kind="muted", wrap=True)
        self.words.say(
            self.intro.setText,
            N_("Exchange cards by any way, then compare fifteen words by telephone."),
        )
        self.drop = DropArea(N_("Drop the card of another country here."), (ENDING,))
        self.drop.chosen.connect(lambda files: self.add_card(files[0]))
        self.model = RowsModel(COLUMNS)
        self.view = RecordsView(self.model, N_("Other countries"))
        self.empty = EmptyState(
            "users",
            N_("No other country is known yet"),
            N_("Save our card, give it to them, and drop theirs below."),
        )
        self.detail, self.title = card(), label(kind="heading", wrap=True)
        self.story = label(wrap=True)
        self.compare = button(
            self.words, N_("Compare the words…"), self.open_ceremony, kind="primary"
        )
        self.mailbox = button(
            self.words, N_("Choose their mailbox…"), self.ask_mailbox, icon="folder-open"
        )
        self.revoke = button(self.words, N_("End the trust…"), self.ask_revoke)
        self._lay_out()
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.model.modelReset.connect(self._show_chosen)
        if not page.may("trust"):
            for part in (self.drop, self.compare, self.mailbox, self.revoke):
                part.setEnabled(False)
                self.words.say(part.setToolTip, N_("Only an exchange officer decides on trust."))
        self._show_chosen()

    def refresh(self) -> None:
        """Read the countries again."""

        def read() -> list[Peer]:
            with self._page.node.register.reading() as db:
                return peers.everyone(db)

        self._page.jobs.read(read, self._show)

    def chosen(self) -> Peer | None:
        """Return the country chosen."""
        rows = self.view.selectionModel().selectedRows()
        found: Peer | None = self.model.row_at(rows[0].row()) if rows else None
        return found

    def add_card(self, file: Path) -> None:
        """Take in a card; the country is not confirmed by that."""
        register = self._page.node.register

        def work() -> Peer:
            with file.open("rb") as card_:
                return peers.add(register, card_.read(LARGEST_CARD))

        self._page.jobs.read(work, self._added)

    def ask_save(self) -> None:
        """Save this node's card where the officer says."""
        offered = f"{self._page.node.settings.country.lower()}{ENDING}"
        name, _kind = QFileDialog.getSaveFileName(self, _("Save our card…"), offered, f"*{ENDING}")
        if name:
            self.save_card(Path(name))

    def save_card(self, file: Path) -> None:
        """Write this node's card to `file`."""
        register = self._page.node.register
        words = _("The card is in {file}. Give it to the other countries by any way.")
        self._page.jobs.read(
            lambda: file.write_bytes(peers.own_card(register)),
            lambda _size: self._page.noticed.emit(words.format(file=file.name)),
        )

    def open_ceremony(self) -> None:
        """Show the words of the chosen country and take what it reads."""
        peer, register = self.chosen(), self._page.node.register
        if peer is None:
            return

        def read() -> tuple[tuple[str, ...], str]:
            ours = Card.from_bytes(peers.own_card(register))
            return peers.pair_words(register, peer.country), ours.fingerprint

        self._page.jobs.read(read, lambda found: self._hold_ceremony(peer.country, *found))

    def ask_mailbox(self) -> None:
        """Choose the folder where packages for the chosen country are put."""
        peer, register = self.chosen(), self._page.node.register
        if peer is None:
            return
        name = QFileDialog.getExistingDirectory(
            self, _("Choose their mailbox…"), peer.mailbox or ""
        )
        if name:
            self._page.jobs.read(
                lambda: peers.set_mailbox(register, peer.country, name),
                lambda _none: self.refresh(),
            )

    def ask_revoke(self) -> None:
        """End the trust in the chosen country, with a reason."""
        peer, register = self.chosen(), self._page.node.register
        if peer is None:
            return
        effects = [
            _("Nothing is sent to {country} or received from it any more.").format(
                country=saying.country(peer.country)
            ),
            _("Figures already received stay. To trust again, both compare the words anew."),
        ]
        reason = ask_reason(self, N_("End the trust"), effects, N_("End the trust"))
        if reason is not None:
            self._page.jobs.read(
                lambda: peers.revoke(register, peer.country, reason), lambda _none: self.refresh()
            )

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        self._show_chosen()

    def _hold_ceremony(self, country: str, words: tuple[str, ...], fingerprint: str) -> None:
        if CeremonyDialog(self._page, country, words, fingerprint, self).exec():
            said = _("{country} is confirmed. Packages can be sent to it.")
            self._page.noticed.emit(said.format(country=saying.country(country)))
        self.refresh()

    def _added(self, peer: Peer) -> None:
        words = _("The card of {country} is here. Compare the words before anything is sent.")
        self._page.noticed.emit(words.format(country=saying.country(peer.country)))
        self.refresh()

    def _show(self, everyone: list[Peer]) -> None:
        before = self.chosen()
        self.model.show(everyone)
        self.view.setVisible(bool(everyone))
        self.empty.setVisible(not everyone)
        if everyone:
            at = [n for n, peer in enumerate(everyone) if before and peer.node == before.node]
            self.view.selectRow(at[0] if at else 0)

    def _show_chosen(self) -> None:
        peer = self.chosen()
        self.detail.setVisible(peer is not None)
        if peer is None:
            return
        self.title.setText(
            _("{country}: {state}").format(
                country=saying.country(peer.country), state=_(saying.STANDINGS[peer.status][0])
            )
        )
        self.story.setText("\n".join(_story(peer)))
        self.compare.setVisible(peer.status == "unverified")
        self.revoke.setVisible(peer.status != "revoked")
        self.mailbox.setVisible(peer.status != "revoked")

    def _lay_out(self) -> None:
        inside = self.detail.layout()
        if isinstance(inside, QVBoxLayout):
            inside.addWidget(self.title)
            inside.addWidget(self.story)
            inside.addLayout(row(self.compare, self.mailbox, self.revoke, None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        top = row(self.intro, self.save)
        top.setStretch(0, 1)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.detail)
        layout.addWidget(self.drop)
        self.empty.hide()


def _story(peer: Peer) -> list[str]:
    officers = ", ".join(signer.name for signer in peer.card.officers)
    lines = [
        _("Fingerprint of their card: {fingerprint}").format(fingerprint=peer.card.fingerprint),
        _("Officers who may sign for them: {names}").format(names=officers or "—"),
    ]
    if peer.status == "unverified":
        lines.append(_("Not confirmed: nothing is sent or received until the words agree."))
    if peer.status == "confirmed" and not peer.mailbox:
        lines.append(_("Choose the folder where packages for them are put."))
    return lines
