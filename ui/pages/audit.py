"""Audit: who did what, and when."""

import csv
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from ui.jobs import Jobs
from ui.page import FOOT, Page
from ui.widgets.dates import moment
from ui.widgets.make import button, label, row
from ui.widgets.pill import Pill
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.widgets.search import SearchField
from vipmg import audit
from vipmg.audit import Entry, Verification
from vipmg.i18n import N_, _, ngettext
from vipmg.node import Node
from vipmg.officers import Permission
from vipmg.progress import Progress

NEWEST = 5000
"""Entries shown at most; the search finds older ones."""

DIGEST, SHORT = re.compile(r"\b[0-9a-f]{32,}\b"), 12
"""A digest in hexadecimal, and how many of its digits the list shows."""

ACTS = {
    "import": N_("Import"),
    "edit": N_("Correction"),
    "read_identity": N_("Look at an identity"),
    "brief": N_("Brief"),
    "prepare": N_("Prepare a package"),
    "approve": N_("Approve a package"),
    "send": N_("Send"),
    "receive": N_("Receive"),
    "trust": N_("Trust in a country"),
    "refer": N_("Referral"),
    "settings": N_("Settings"),
    "officers": N_("Officers and keys"),
    "backup": N_("Backup"),
}
"""Acts by the permission they need; one that is not listed shows its own name."""


def act_name(entry: Entry) -> str:
    """Return what kind of act an entry tells of."""
    return _(ACTS[entry.permission]) if entry.permission in ACTS else entry.permission


def short_facts(entry: Entry) -> str:
    """Return the facts of an entry; of a digest only its beginning, by which it is known."""
    return shortened(facts(entry))


def shortened(text: str) -> str:
    """Return `text` with only the beginning of each digest or number of a package."""
    return DIGEST.sub(lambda digest: f"{digest[0][:SHORT]}…", text)


def facts(entry: Entry) -> str:
    """Return the facts of an entry as they stand in the trail."""
    return "  ".join(f"{name}: {value}" for name, value in entry.facts.items())


COLUMNS = (
    Column(N_("Number"), lambda e: e.number, "right", order=lambda e: e.number, share=7),
    Column(
        N_("When"), lambda e: moment(datetime.fromisoformat(e.at)), order=lambda e: e.at, share=14
    ),
    Column(N_("Officer"), lambda e: e.officer, share=12),
    Column(N_("Act"), act_name, share=16),
    Column(N_("On what"), lambda e: shortened(e.subject), share=20, hint=lambda e: e.subject),
    Column(N_("Facts"), short_facts, share=40, hint=facts),
)


class AuditPage(Page):
    """Who did what, and when. `open_with` takes a text to search for."""

    name = "audit"
    title = N_("Audit")
    subtitle = N_("Who did what, and when")
    group = FOOT
    icon = "scroll-text"
    permission = "audit"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self._verified: Verification | None = None
        self.search = SearchField(N_("Search officer, act or subject…"))
        self.search.searched.connect(lambda _text: self.refresh())
        self.verify = button(
            self.words, N_("Verify"), self.verify_all, kind="primary", icon="shield-check"
        )
        self.export = button(self.words, N_("Export…"), self.ask_export, icon="download")
        self.count, self.verdict = label(kind="muted"), Pill()
        self.root = label(kind="small", wrap=True)
        self.model = RowsModel(COLUMNS)
        self.view = RecordsView(self.model, N_("Entries of the audit trail, the newest first"))
        top = row(self.search, self.count, None, self.export, self.verify)
        top.setStretch(0, 1)
        self.search.setMaximumWidth(360)
        self.body.addLayout(top)
        told = row(self.verdict, self.root)
        told.setStretch(1, 1)
        self.body.addLayout(told)
        self.body.addWidget(self.view, 1)
        self.verdict.hide()
        self.root.hide()

    def refresh(self) -> None:
        """Read the newest entries with the text searched for."""
        text, register = self.search.text().strip(), self.node.register

        def read() -> list[Entry]:
            with register.reading(Permission.AUDIT) as db:
                return audit.entries(db, NEWEST, text)

        self.jobs.read(read, self._show)

    def open_with(self, subject: object) -> None:
        """Search for `subject`."""
        self.search.setText(str(subject))

    def verify_all(self) -> None:
        """Prove, in a job, that no entry was changed, removed or put in."""
        register = self.node.register

        def work(_progress: Progress) -> Verification:
            with register.reading(Permission.AUDIT) as db:
                return audit.verify(db)

        self.verify.setEnabled(False)
        self.jobs.run(work, self._tell, title=_("Verify the audit trail"), failed=self._failed)

    def ask_export(self) -> None:
        """Let the officer choose a file for the entries shown."""
        name, _kind = QFileDialog.getSaveFileName(self, _("Export…"), "auditoria.csv", "*.csv")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the entries shown to `path`, the newest first."""
        entries: list[Entry] = [self.model.row_at(at) for at in range(self.model.rowCount())]
        self.jobs.run(
            lambda _progress: _write(entries, path),
            lambda _none: self.noticed.emit(_("Written: {file}").format(file=path.name)),
            title=_("Export"),
        )

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        self._say_count(self.model.rowCount())
        if self._verified is not None:
            self._tell(self._verified)

    def _show(self, entries: list[Entry]) -> None:
        self.model.show(entries)
        self._say_count(len(entries))

    def _say_count(self, count: int) -> None:
        words = ngettext("{count} entry", "{count} entries", count)
        if count == NEWEST:
            words = _("The newest {count} entries; search for older ones")
        self.count.setText(words.format(count=f"{count:,}"))

    def _tell(self, found: Verification) -> None:
        self.verify.setEnabled(True)
        self._verified = found
        if found.first_wrong is None:
            words = _("The trail holds: {count} entries")
            self.verdict.show_status(words.format(count=f"{found.entries:,}"), "good")
        else:
            words = _("The trail does not hold: entry {number} was changed or is missing")
            self.verdict.show_status(words.format(number=found.first_wrong), "bad")
        self.root.setText(_("Root of the tree: {root}").format(root=found.root))
        self.verdict.show()
        self.root.show()

    def _failed(self, error: Exception) -> None:
        self.verify.setEnabled(True)
        self.jobs.failed.emit(error)


def _write(entries: Sequence[Entry], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(("number", "at", "officer", "permission", "subject", "facts"))
        for entry in entries:
            line = (entry.number, entry.at, entry.officer, entry.permission, entry.subject)
            out.writerow((*line, facts(entry)))
