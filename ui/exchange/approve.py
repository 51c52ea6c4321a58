"""Approving: the very content that is signed, then the passphrase, or a reason to refuse."""

from PySide6.QtWidgets import QWidget

from exchange import send
from exchange.preview import Preview
from ui.exchange.content import ContentView, Leaving
from ui.failure import words_of
from ui.page import Page
from ui.widgets.busy import BusyLine
from ui.widgets.dialog import Dialog
from ui.widgets.make import button, field, label
from ui.widgets.passphrase import PassphraseField
from ui.widgets.reason import ask_reason
from vipmg import officers
from vipmg.i18n import N_, _
from vipmg.progress import Progress


class ApproveDialog(Dialog):
    """Shows what the preparer signed; what is approved is this and nothing else.

    With `deciding` off it only shows: for the preparer, and for packages that have left.
    """

    def __init__(
        self, page: Page, preview: Preview, parent: QWidget | None = None, *, deciding: bool = True
    ) -> None:
        title = N_("Look at it and approve") if deciding else N_("What the package holds")
        super().__init__(parent or page, title)
        self.resize(860, 640)
        self._page, self._preview = page, preview
        self.content, self.busy = ContentView(), BusyLine()
        self.passphrase, self.error = PassphraseField(N_("Your passphrase")), label(kind="error")
        self.error.setWordWrap(True)
        self.seal = label(kind="small", wrap=True)
        self.body.addWidget(self.content, 1)
        self.body.addWidget(self.seal)
        if deciding:
            self.body.addWidget(field(self.words, N_("Your passphrase"), self.passphrase))
        self.body.addWidget(self.error)
        self.body.addWidget(self.busy)
        self.add_cancel(N_("Cancel") if deciding else N_("Close"))
        self.refuse = button(self.words, N_("Reject…"), self.reject_package)
        self.sign = button(self.words, N_("Approve and sign"), self.approve, kind="primary")
        self.sign.setDefault(True)
        for part in (self.refuse, self.sign):
            part.setVisible(deciding)
            self.foot.addWidget(part)
        self.retranslate()
        self.content.show_content(Leaving.of(preview))

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        words = _("The signature is bound to exactly this content: SHA-256 {digest}")
        digest = self._preview.sha256
        self.seal.setText(
            words.format(digest=" ".join(digest[at : at + 8] for at in range(0, 64, 8)))
        )

    def approve(self) -> None:
        """Sign what is shown."""
        secret, register = self.passphrase.text(), self._page.node.register
        if not secret:
            self.error.setText(_("Type your passphrase."))
            self.passphrase.setFocus()
            return
        seen, package = self._preview.sha256, self._preview.manifest.package

        def work(_progress: Progress) -> None:
            with register.reading() as db:
                key = officers.signing_key(db, register.officer.name, secret)
            send.approve(register, package, key, seen=seen)

        self._wait(busy=True)
        job = self._page.jobs.run(
            work, lambda _none: self.accept(), title=_("Approving"), failed=self._refuse
        )
        self.busy.follow(job)

    def reject_package(self) -> None:
        """Refuse to approve it, with a reason."""
        effects = [_("The package will not be sent. Its preparer sees your reason.")]
        reason = ask_reason(self, N_("Reject the package"), effects, N_("Reject"))
        if reason is None:
            return
        register, package = self._page.node.register, self._preview.manifest.package
        self._wait(busy=True)
        self._page.jobs.read(
            lambda: send.reject(register, package, reason),
            lambda _none: self.accept(),
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        self._wait(busy=False)
        self.passphrase.clear()
        self.error.setText(". ".join(part.rstrip(".") for part in words_of(error)) + ".")

    def _wait(self, *, busy: bool) -> None:
        self.error.clear()
        self.sign.setEnabled(not busy)
        self.refuse.setEnabled(not busy)
