"""Writing a listing as CSV, in the words of the screen."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from ui.records.listing import Listing
from ui.widgets.rows import Column
from vipmg.i18n import _
from vipmg.officers import Permission
from vipmg.progress import Progress
from vipmg.register import Register


def write_csv(
    register: Register,
    listing: Listing,
    columns: Sequence[Column],
    path: Path,
    progress: Progress,
) -> int:
    """Write every row of `listing` under the titles of `columns`; return how many.

    UTF-8 with a byte order mark, as Excel wants it. The file appears whole or not at all, and
    the audit trail tells that records left the register.
    """
    total, done = listing.count(), 0
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            written = csv.writer(file)
            written.writerow([_(column.title) for column in columns])
            for page in listing.pages():
                progress.report(done, total, _("Writing records"))
                written.writerows([_plain(column.text(row)) for column in columns] for row in page)
                done += len(page)
        os.replace(part, path)  # noqa: PTH105 - over a file of that name, at once
    finally:
        part.unlink(missing_ok=True)
    with register.act(Permission.READ_RECORDS, subject=path.name) as act:
        act.note(step="records exported", rows=done)
    return done


def _plain(value: object) -> str:
    """Return the cell as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "@"} else text
