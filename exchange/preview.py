"""What an approver looks at before signing: the content itself, not a file name."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, select

from crypto import dsse
from exchange import content, datasets, manifest, package
from exchange.content import Content
from exchange.datasets import Dataset
from exchange.manifest import Manifest
from exchange.refusals import in_words
from vipmg import officers
from vipmg.database import schema
from vipmg.disclosure.protect import ProtectedTable


@dataclass(frozen=True, slots=True)
class Preview:
    """The very content that the approver signs, read back from what is stored."""

    manifest: Manifest
    prepared_by: str
    content: Content
    changes: pl.DataFrame
    """Cells that differ from what was sent before: ``table``, ``key``, ``period``,
    ``before``, ``now`` (null: hidden; a cell never sent before is not listed)."""
    sha256: str
    """Of the manifest: given back to `approve`, it binds the signature to what was seen."""


def of_package(db: Connection, row: Row[Any]) -> Preview:
    """Read back what is stored and compare it with what the preparer signed.

    Raises:
        PackageRefused: what is stored is not what was signed.
    """
    keys = {officer.verify_key.keyid: officer.verify_key for officer in officers.everyone(db)}
    with in_words():
        opened = dsse.open_envelope(row.envelope, manifest.TYPE, keys)
    signed = Manifest.from_bytes(opened.payload)
    with io.BytesIO(row.members) as archive:
        files = package.Archive(archive).files(signed.files)
    shown = content.read(files, signed.disclosure_control.threshold, signed.country)
    return Preview(
        signed, row.prepared_by, shown, changes(db, shown.datasets), package.sha256(opened.payload)
    )


def changes(db: Connection, tables: Sequence[Dataset | ProtectedTable]) -> pl.DataFrame:
    """Return the cells that differ from this node's last figures, as in `Preview.changes`."""
    own = select(schema.dataset.c.country).where(schema.dataset.c.received.is_(None)).limit(1)
    country = db.scalar(own) or ""
    frames = [
        pl.DataFrame(
            schema={
                "table": pl.String(),
                "key": pl.String(),
                "period": pl.String(),
                "before": pl.Int64(),
                "now": pl.Int64(),
            }
        )
    ]
    for dataset in tables:
        by = list(dataset.spec.by)
        before, _covered = datasets.current(db, dataset.spec)
        both = dataset.cells.join(
            before.filter(pl.col("country") == country), on=[*by, "period"], suffix="_before"
        ).filter(~pl.col("value").eq_missing(pl.col("value_before")))
        key = pl.concat_str(by, separator="|") if by else pl.lit("")
        frames.append(
            both.select(
                pl.lit(dataset.spec.name).alias("table"),
                key.alias("key"),
                "period",
                pl.col("value_before").alias("before"),
                pl.col("value").alias("now"),
            )
        )
    return pl.concat(frames)
