"""What leaves: packages in preparation, sent, answered."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from exchange import outgoing, peers, send
from exchange.outgoing import Outgoing, Sent
from exchange.peers import Peer
from exchange.preview import Preview
from ui.exchange import saying
from ui.exchange.approve import ApproveDialog
from ui.exchange.prepare import PrepareDialog
from ui.page import Page
from ui.theme import GRID
from ui.widgets.dates import moment
from ui.widgets.dialog import confirm
from ui.widgets.empty import EmptyState
from ui.widgets.make import button, card, label, row
from ui.widgets.reason import ask_reason
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words
from vipmg.i18n import N_, _, ngettext

COLUMNS = (
    Column(
        N_("State"),
        lambda p: saying.package_state(p)[0],
        tone=lambda p: saying.package_state(p)[1],
        share=16,
    ),
    Column(N_("Tables"), lambda p: ", ".join(p.tables), share=16),
    Column(N_("For"), lambda p: saying.countries(p.recipients), share=16),
    Column(N_("What for"), lambda p: p.purpose, share=24, hint=lambda p: p.purpose),
    Column(
        N_("Prepared"), lambda p: moment(p.prepared_at), order=lambda p: p.prepared_at, share=14
    ),
    Column(N_("By"), lambda p: p.prepared_by, share=8),
    Column(N_("Approved by"), lambda p: p.approved_by or "", share=10),
)


class LeavingTab(QWidget):
    """Packages of this node, and what the officer may do with the one chosen."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.words, self._page = Words(), page
        self.prepare = button(
            self.words, N_("Prepare a package…"), self.open_prepare, kind="primary", icon="plus"
        )
        self.intro = label(kind="muted", wrap=True)
        self.model = RowsModel(COLUMNS)
        self.view = RecordsView(self.model, N_("Packages of this node"))
        self.empty = EmptyState(
            "send",
            N_("No packages yet"),
            N_("A package holds protected tables for other countries. Two officers sign it."),
        )
        self.detail, self.title = card(), label(kind="heading", wrap=True)
        self.story = label(wrap=True)
        self.look = button(self.words, N_("Look at it…"), self.open_look, icon="eye")
        self.approve = button(
            self.words, N_("Look and approve…"), self.open_approve, kind="primary", icon="eye"
        )
        self.send = button(self.words, N_("Send"), self.ask_send, kind="primary", icon="send")
        self.withdraw = button(self.words, N_("Withdraw…"), self.ask_withdraw)
        self._lay_out()
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.model.modelReset.connect(self._show_chosen)
        if not page.may("prepare"):
            self.prepare.setEnabled(False)
            self.words.say(self.prepare.setToolTip, N_("Only an exchange officer prepares."))
        self.retranslate()

    def refresh(self) -> None:
        """Read the packages again."""
        register = self._page.node.register
        self._page.jobs.read(lambda: outgoing.everything(register), self._show)

    def chosen(self) -> Outgoing | None:
        """Return the package chosen."""
        rows = self.view.selectionModel().selectedRows()
        found: Outgoing | None = self.model.row_at(rows[0].row()) if rows else None
        return found

    def choose(self, package: str) -> None:
        """Choose a package by its number."""
        for at in range(self.model.rowCount()):
            if self.model.row_at(at).package == package:
                self.view.selectRow(at)

    def open_prepare(self) -> None:
        """Lead through the preparation of a package for the countries confirmed by now."""
        register = self._page.node.register

        def read() -> list[Peer]:
            with register.reading() as db:
                return peers.everyone(db)

        self._page.jobs.read(read, self._prepare_for)

    def _prepare_for(self, known: Sequence[Peer]) -> None:
        ready = [peer for peer in known if peer.status == "confirmed"]
        if not ready:
            self._page.noticed.emit(
                _("Confirm a country first: see Countries. Packages go only to confirmed ones.")
            )
            return
        PrepareDialog(self._page, ready).exec()
        self.refresh()

    def open_look(self) -> None:
        """Show what the chosen package holds."""
        self._read_preview(partial(self._open_preview, deciding=False))

    def open_approve(self) -> None:
        """Show what the chosen package holds, and ask for the decision."""
        self._read_preview(partial(self._open_preview, deciding=True))

    def ask_send(self) -> None:
        """Send the chosen package, once the officer has seen to whom."""
        package = self.chosen()
        if package is None:
            return
        effects = [
            _("One sealed file for each country goes into its mailbox: {countries}.").format(
                countries=saying.countries(package.recipients)
            ),
            _("What has been sent cannot be taken back."),
        ]
        if confirm(self, N_("Send the package?"), effects, N_("Send")):
            self.send_package(package.package)

    def send_package(self, package: str) -> None:
        """Send a package in a job."""
        register = self._page.node.register
        self._page.jobs.run(
            lambda progress: send.send(register, package, progress=progress),
            self._sent,
            title=_("Send the package"),
            failed=self._failed,
        )

    def ask_withdraw(self) -> None:
        """Take the chosen package back, with a reason."""
        package = self.chosen()
        if package is None:
            return
        effects = [_("The package will not be sent, and its figures count as never released.")]
        reason = ask_reason(self, N_("Withdraw the package"), effects, N_("Withdraw"))
        if reason is not None:
            register = self._page.node.register
            self._page.jobs.read(
                lambda: send.withdraw(register, package.package, reason),
                lambda _none: self.refresh(),
                failed=self._failed,
            )

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        self._show_intro()
        self._show_chosen()

    def _show(self, packages: list[Outgoing]) -> None:
        before = self.chosen()
        self.model.show(packages)
        self.empty.setVisible(not packages)
        self.view.setVisible(bool(packages))
        self._show_intro()
        if packages:
            wanted = [at for at, p in enumerate(packages) if before and p.package == before.package]
            self.view.selectRow(wanted[0] if wanted else 0)

    def _show_intro(self) -> None:
        packages: list[Outgoing] = [self.model.row_at(at) for at in range(self.model.rowCount())]
        waiting = sum(package.state == "prepared" for package in packages)
        ready = sum(package.state == "approved" for package in packages)
        silent = sum(saying.package_state(package)[0] == _("no answer yet") for package in packages)
        parts = [
            ngettext(
                "{n} package waits for approval", "{n} packages wait for approval", waiting
            ).format(n=waiting)
            if waiting
            else "",
            ngettext(
                "{n} is approved and can be sent", "{n} are approved and can be sent", ready
            ).format(n=ready)
            if ready
            else "",
            ngettext("{n} has not been answered", "{n} have not been answered", silent).format(
                n=silent
            )
            if silent
            else "",
        ]
        said = " · ".join(part for part in parts if part)
        self.intro.setText(said or _("Nothing waits here."))

    def _show_chosen(self) -> None:
        package = self.chosen()
        self.detail.setVisible(package is not None)
        if package is None:
            return
        word, _tone = saying.package_state(package)
        self.title.setText(
            _("Package {number}: {state}").format(number=package.package[:8], state=word)
        )
        self.story.setText("\n".join(self._story(package)))
        mine = package.prepared_by == self._page.node.register.officer.name
        self.approve.setVisible(package.state == "prepared")
        self.approve.setEnabled(self._page.may("approve") and not mine)
        self.approve.setToolTip(
            _("You prepared it: another officer must approve it.")
            if mine
            else ""
            if self._page.may("approve")
            else _("Only an approver approves.")
        )
        again = package.state == "sent" and any(not _answered(s) for s in package.deliveries)
        self.send.setVisible(package.state == "approved" or again)
        self.send.setEnabled(self._page.may("send"))
        self.send.setText("\u2002" + (_("Send again") if again else _("Send")))
        self.send.setToolTip("" if self._page.may("send") else _("Only an exchange officer sends."))
        self.withdraw.setVisible(
            package.state in {"prepared", "approved"} and self._page.may("prepare")
        )

    def _story(self, package: Outgoing) -> list[str]:
        lines = [
            _("Prepared by {name} on {moment} for: {purpose}").format(
                name=package.prepared_by,
                moment=moment(package.prepared_at),
                purpose=package.purpose,
            )
        ]
        if package.state == "prepared":
            lines.append(_("Next: another officer, an approver, looks at it and signs."))
        if package.approved_by:
            lines.append(_("Approved by {name}.").format(name=package.approved_by))
        if package.state == "approved":
            lines.append(_("Next: an exchange officer sends it."))
        return lines + [saying.delivery_words(sent) for sent in package.deliveries]

    def _read_preview(self, show: object) -> None:
        package, register = self.chosen(), self._page.node.register
        if package is not None:
            self._page.jobs.read(lambda: send.preview(register, package.package), show)  # type: ignore[arg-type]

    def _open_preview(self, preview: Preview, *, deciding: bool) -> None:
        ApproveDialog(self._page, preview, deciding=deciding).exec()
        self.refresh()

    def _sent(self, deliveries: tuple[Sent, ...]) -> None:
        self.refresh()
        count = len(deliveries)
        words = ngettext(
            "Sent to {count} country. Its receipt comes with “Receive”.",
            "Sent to {count} countries. Their receipts come with “Receive”.",
            count,
        )
        self._page.noticed.emit(words.format(count=count))

    def _failed(self, error: Exception) -> None:
        self.refresh()
        self._page.jobs.failed.emit(error)

    def _lay_out(self) -> None:
        inside = self.detail.layout()
        if isinstance(inside, QVBoxLayout):
            inside.addWidget(self.title)
            inside.addWidget(self.story)
            inside.addLayout(row(self.approve, self.send, self.look, self.withdraw, None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        top = row(self.intro, self.prepare)
        top.setStretch(0, 1)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.detail)
        self.empty.hide()


def _answered(sent: Sent) -> bool:
    return sent.state in {"accepted", "rejected"}
