"""What was agreed with a country: which tables, how well protected, from when to when.

Without an agreement on record, confirmed peers exchange what they choose. With one, this node
neither prepares what it does not cover nor accepts it. (Both sides signing the same agreement
is a later step: it will be one more paper beside card, manifest and delivery.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, insert, select

from exchange.refusals import PackageRefused
from vipmg.database import schema
from vipmg.officers import Permission
from vipmg.register import Register


@dataclass(frozen=True, slots=True)
class Agreement:
    """The terms with one country; both dates included."""

    country: str
    """Of the peer, alpha-2."""
    tables: tuple[str, ...]
    """Names of the tables that may be exchanged."""
    threshold: int
    """No count between 1 and one less than this may be shown."""
    purpose: str
    valid_from: date
    valid_to: date

    def covers(self, tables: Sequence[str], threshold: int, today: date) -> bool:
        """Tell whether tables protected with `threshold` may be exchanged today."""
        return (
            set(tables) <= set(self.tables)
            and threshold >= self.threshold
            and self.valid_from <= today <= self.valid_to
        )


def record(register: Register, agreement: Agreement) -> None:
    """Put an agreement on record in the place of the earlier one with that country."""
    with register.act(Permission.TRUST, subject=agreement.country) as act:
        act.note(step="agreement", tables="+".join(agreement.tables))
        table = schema.agreement
        act.db.execute(delete(table).where(table.c.country == agreement.country))
        act.db.execute(
            insert(table).values(
                country=agreement.country,
                tables="+".join(agreement.tables),
                threshold=agreement.threshold,
                purpose=agreement.purpose,
                valid_from=agreement.valid_from,
                valid_to=agreement.valid_to,
                recorded_at=datetime.now(UTC),
                recorded_by=register.officer.name,
            )
        )


def everyone(db: Connection) -> dict[str, Agreement]:
    """Return the agreements by country."""
    rows = db.execute(select(schema.agreement).order_by(schema.agreement.c.country))
    return {
        row.country: Agreement(
            row.country,
            tuple(row.tables.split("+")),
            row.threshold,
            row.purpose,
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    }


def check(db: Connection, country: str, tables: Sequence[str], threshold: int, today: date) -> None:
    """Return if there is no agreement with `country`, or it covers the tables.

    Raises:
        PackageRefused: "not-agreed".
    """
    agreement = everyone(db).get(country)
    if agreement and not agreement.covers(tables, threshold, today):
        raise PackageRefused("not-agreed")
