"""A file before it is checked: how it can be read, and its first rows. No window here."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vipmg.i18n import language
from vipmg.importing import manifests, readers
from vipmg.importing.layout import ROW
from vipmg.importing.mapping import Mapping, ready_names, recognise
from vipmg.records.model import FLOWS

MANIFESTS = "manifests"
"""Stands beside the flows: a list of flights, buses and the people they declare."""
PREVIEW = 6
"""Rows of the file shown before it is checked."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What is known of a file before any row is checked."""

    path: Path
    first_rows: pl.DataFrame
    """Its first rows as text, with the names of its own columns."""
    mapping: str | None
    """The ready mapping that fits its header; None: none does."""
    kinds: tuple[str, ...]
    """The flows it may hold, and `MANIFESTS`."""


def look(path: Path) -> Source:
    """Return what can be told from the header of `path`.

    Raises:
        what `readers.read` raises: the file cannot be read at all.
    """
    headers = readers.headers(path)
    for _sheet, columns in headers:
        if set(manifests.COLUMNS) <= set(columns):
            return Source(path, _first_rows(path, None), None, (MANIFESTS,))
    found = next(filter(None, (recognise(columns) for _sheet, columns in headers)), None)
    rows = _first_rows(path, found)
    kinds = tuple(flow for flow in FLOWS if flow in found.flows) if found else tuple(FLOWS)
    return Source(path, rows, found.name if found else None, kinds)


def flows_of(mapping: str) -> tuple[str, ...]:
    """Return the flows that a mapping reads, in the usual order."""
    read = Mapping.load(mapping).flows
    return tuple(flow for flow in FLOWS if flow in read)


def title_of(mapping: str) -> str:
    """Return what a mapping is called in the officer's language."""
    loaded = Mapping.load(mapping)
    return loaded.es if language() == "es" else loaded.en


def ready() -> tuple[str, ...]:
    """Return the mappings that come with the program, the node's own names last."""
    return tuple(sorted(ready_names(), key=lambda name: (name == "vipmg", name)))


def _first_rows(path: Path, mapping: Mapping | None) -> pl.DataFrame:
    batches = (
        readers.read(path, mapping.layout, PREVIEW)
        if mapping
        else readers.read(path, batch_rows=PREVIEW)
    )
    first = next(iter(batches), None)
    return pl.DataFrame() if first is None else first.rows.drop(ROW).head(PREVIEW)
