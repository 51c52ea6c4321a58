"""Importing a file in one audited act: all of it, or nothing."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, func, insert, select, update

from vipmg import node_keys
from vipmg.cube import segments
from vipmg.database.schema import batch, finding, finding_count, record
from vipmg.i18n import N_, _, language
from vipmg.importing import readers
from vipmg.importing.coding import Coder, completed
from vipmg.importing.duplicates import Seen
from vipmg.importing.errors import AlreadyImported, BatchMissing, LayoutUnknown
from vipmg.importing.layout import ROW, TextBatch, shown
from vipmg.importing.mapping import Mapping, recognise
from vipmg.importing.result import ImportResult
from vipmg.importing.tally import Prepared, Tally
from vipmg.officers import Permission
from vipmg.progress import SILENT, Progress
from vipmg.records import store
from vipmg.records.model import RECORD_SCHEMA
from vipmg.register import Register
from vipmg.validation.check import check
from vipmg.validation.findings import ERROR, FINDINGS_SCHEMA
from vipmg.validation.rule import Context

_CELLS_HELD = 1_000_000
"""Cells of the cube that an import holds in memory before it merges them."""
_RECORDS_AT_A_TIME = 250_000
_STORED_AT_A_TIME = 100_000
"""Rows handed to the database at once, where each is a row of Python objects for a moment."""
_READING = N_("Checking and registering rows")


@dataclass(frozen=True, slots=True)
class _Source:
    """What is imported, as the register notes it."""

    file_name: str
    flow: str
    mapping: str
    sha256: str
    reasons: dict[str, str]


def import_file(
    register: Register,
    path: Path,
    flow: str,
    mapping: str | Path | Mapping | None = None,
    check_only: bool = False,
    again: bool = False,
    progress: Progress = SILENT,
) -> ImportResult:
    """Register the sound rows of `path` in one audited act; return what became of every row.

    Args:
        register: opened by an officer who may import.
        path: CSV, TSV, XLSX, XLS, ODS or Parquet, plain or packed.
        flow: ARR DEP RES RET.
        mapping: name, .toml file or mapping; None: recognised by the header.
        check_only: change nothing, return what an import would come to.
        again: import although the very same file is in the register.
        progress: told of every batch.

    Raises:
        NotAllowed: the officer may not import.
        AlreadyImported: the register holds the very same file.
        ColumnsMissing, LayoutUnknown, MappingUnknown, MappingBroken, MappingTooNew,
        FlowNotInMapping: the file cannot be mapped; and what `readers.read` raises.
        Cancelled: `progress` asked to stop; nothing was changed.
    """
    register.require(Permission.IMPORT)
    chosen = _mapping(path, flow, mapping)
    batches = _prepared(register, path, flow, chosen)
    reasons = {
        skip.reason: skip.es if language() == "es" else skip.en for skip in chosen.flow(flow).skips
    }
    source = _Source(path.name, flow, chosen.name, _sha256(path), reasons)
    if check_only:
        return _checked(source, batches, progress)
    return _registered(register, source, batches, again, progress)


def import_frames(
    register: Register,
    frames: Iterable[pl.DataFrame],
    source: str,
    flow: str,
    check_only: bool = False,
    progress: Progress = SILENT,
) -> ImportResult:
    """Register records that come as record frames: from forms, or made by a program.

    Frames need only ``occurred_on``; columns of `RECORD_SCHEMA` that are absent are unknown.
    The same rules hold as for files. `source` names where they come from.

    Raises:
        NotAllowed: the officer may not import.
        Cancelled: `progress` asked to stop; nothing was changed.
    """
    register.require(Permission.IMPORT)
    context = Context(flow, register.country, register.today())
    digest = hashlib.sha256(f"{source} {datetime.now(UTC).isoformat()}".encode()).hexdigest()
    whence = _Source(source, flow, source, digest, {})
    batches = _prepared_frames(frames, context, source)
    if check_only:
        return _checked(whence, batches, progress)
    return _registered(register, whence, batches, again=True, progress=progress)


def take_back(register: Register, batch_id: int, why: str = "", progress: Progress = SILENT) -> int:
    """Cancel every record of an import in one act; return how many.

    The records stay in the register, cancelled, with their history; no table counts them, and
    the same file may be imported anew.

    Raises:
        NotAllowed: the officer may not import.
        BatchMissing: there is no such import, or it was taken back before.
    """
    with register.act(Permission.IMPORT, subject=str(batch_id)) as act:
        found = act.db.execute(select(batch).where(batch.c.id == batch_id)).first()
        if found is None or found.taken_back_at is not None:
            raise BatchMissing(batch=batch_id)
        secret = node_keys.records_secret(act.db)
        cancelled = 0
        first, last = found.first_record or 0, found.last_record or -1
        for start in range(first, last + 1, _RECORDS_AT_A_TIME):
            progress.report(start - first, last + 1 - first, _("Taking records back"))
            end = min(start + _RECORDS_AT_A_TIME - 1, last)
            some = (
                record.c.id.between(start, end)
                & (record.c.batch == batch_id)
                & record.c.status.in_(segments.COUNTED)
            )
            change = {"status": "CANCELLED"}
            before = store.supersede(act.db, some, change, register.officer.name, why)
            if before.height:
                segments.merge(act.db, segments.group(before, secret), sign=-1)
            cancelled += before.height
        now = datetime.now(UTC)
        act.db.execute(update(batch).where(batch.c.id == batch_id).values(taken_back_at=now))
        act.note(taken_back=batch_id, records=cancelled)
    return cancelled


# -- what is read ----------------------------------------------------------------------------------


def _mapping(path: Path, flow: str, given: str | Path | Mapping | None) -> Mapping:
    if isinstance(given, Mapping):
        return given
    if given is not None:
        return Mapping.load(given)
    headers = readers.headers(path)
    for _sheet, columns in headers:
        found = recognise(columns, flow)
        if found is not None:
            return found
    raise LayoutUnknown(file=path.name, found=shown(headers[0][1]) if headers else "")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prepared(register: Register, path: Path, flow: str, mapping: Mapping) -> Iterator[Prepared]:
    """Yield the batches of a file, coded and checked."""
    mapping.flow(flow)
    today = register.today()
    coder = Coder(mapping, flow, register.country)
    seen = Seen(mapping.identical_rows)
    columns: dict[str, str] | None = None
    for text in readers.read(path, mapping.layout):
        if columns is None:
            header = [name for name in text.rows.columns if name != ROW]
            columns = coder.source_columns(header, path.name)
        until = mapping.until
        context = Context(flow, register.country, today, until, mapping.foreign, columns)
        yield _prepare(text, coder, seen, context)


def _prepare(text: TextBatch, coder: Coder, seen: Seen, context: Context) -> Prepared:
    coded = coder.code(text)
    frame, source, problems = coded.frame, coded.source, coded.problems
    skips = dict(coded.skips)
    again = seen.again(source, frame)
    if again.any():
        skips["identical"] = int(again.sum())
        frame, source = frame.filter(~again), source.filter(~again)
        problems = tuple(problem.among(~again) for problem in problems)
    sound, found = check(frame, context, problems, source)
    rows = text.rows.height + text.bad.height
    findings = pl.concat([_unsplit(text), found])
    return Prepared(_record_frame(sound), findings, rows, skips, text.done, text.total)


def _prepared_frames(
    frames: Iterable[pl.DataFrame], context: Context, system: str
) -> Iterator[Prepared]:
    for number, frame in enumerate(frames, start=1):
        complete = completed(frame, context.flow, system)
        sound, found = check(complete, context)
        yield Prepared(_record_frame(sound), found, frame.height, {}, number, 0)


def _unsplit(text: TextBatch) -> pl.DataFrame:
    """Return the rows that could not be split into columns as findings."""
    return text.bad.select(
        pl.lit(text.sheet, dtype=pl.String).alias("sheet"),
        "row",
        pl.lit(None, dtype=pl.String).alias("column"),
        "value",
        "rule",
        pl.lit(ERROR).alias("severity"),
        pl.lit("{}").alias("facts"),
    ).cast(FINDINGS_SCHEMA)  # type: ignore[arg-type]


def _record_frame(sound: pl.DataFrame) -> pl.DataFrame:
    return sound.select(pl.col(name).cast(kind) for name, kind in RECORD_SCHEMA.items())


# -- what is registered ----------------------------------------------------------------------------


def _checked(source: _Source, batches: Iterator[Prepared], progress: Progress) -> ImportResult:
    tally = Tally()
    for prepared in batches:
        progress.report(prepared.done, prepared.total, _(_READING))
        tally.add(prepared)
    return tally.result(source.file_name, source.flow, source.mapping, None, source.reasons)


def _registered(
    register: Register,
    source: _Source,
    batches: Iterator[Prepared],
    again: bool,
    progress: Progress,
) -> ImportResult:
    tally = Tally()
    with register.act(Permission.IMPORT, subject=source.file_name) as act:
        if not again:
            _refuse_the_same_file(act.db, source)
        number = _open_batch(act.db, register, source)
        writer = _Writer(act.db, number)
        for prepared in batches:
            progress.report(prepared.done, prepared.total, _(_READING))
            writer.add(prepared.sound)
            tally.add(prepared)
        writer.close()
        result = tally.result(source.file_name, source.flow, source.mapping, number, source.reasons)
        _close_batch(act.db, result, writer)
        act.note(
            batch=number,
            flow=source.flow,
            mapping=source.mapping,
            sha256=source.sha256,
            rows=result.rows,
            imported=result.imported,
            findings=result.findings,
            skipped=result.skipped,
            duplicates=result.duplicates,
        )
    return result


class _Writer:
    """Stores frames and gathers what they add to the cube."""

    def __init__(self, db: Connection, number: int) -> None:
        self._db, self._number = db, number
        self._persons = node_keys.persons_secret(db)
        self._records = node_keys.records_secret(db)
        self._deltas: list[dict[segments.SegmentKey, pl.DataFrame]] = []
        self._cells = 0
        self.first: int | None = None
        self.last: int | None = None

    def add(self, frame: pl.DataFrame) -> None:
        for part in frame.iter_slices(_STORED_AT_A_TIME):
            self._add(part)

    def _add(self, frame: pl.DataFrame) -> None:
        ids = store.add(self._db, frame, self._number, self._persons)
        self.first = ids.start if self.first is None else self.first
        self.last = ids.stop - 1
        numbers = pl.int_range(ids.start, ids.stop, dtype=pl.Int64, eager=True).alias("id")
        delta = segments.group(frame.with_columns(numbers), self._records)
        self._deltas.append(delta)
        self._cells += sum(cells.height for cells in delta.values())
        if self._cells > _CELLS_HELD:
            self.close()

    def close(self) -> None:
        """Merge what was gathered into the cube."""
        segments.merge(self._db, segments.together(self._deltas))
        self._deltas, self._cells = [], 0


def _refuse_the_same_file(db: Connection, source: _Source) -> None:
    same = select(batch.c.id, batch.c.imported_at).where(
        batch.c.sha256 == source.sha256,
        batch.c.flow == source.flow,
        batch.c.taken_back_at.is_(None),
    )
    found = db.execute(same.order_by(batch.c.id.desc())).first()
    if found is not None:
        day = f"{found.imported_at:%Y-%m-%d}"
        raise AlreadyImported(file=source.file_name, day=day, batch=found.id)


def _open_batch(db: Connection, register: Register, source: _Source) -> int:
    number = int(db.scalar(select(func.coalesce(func.max(batch.c.id), 0))) or 0) + 1
    counts = dict.fromkeys(("rows", "imported", "findings", "skipped", "duplicates", "warnings"), 0)
    db.execute(
        insert(batch).values(
            id=number,
            flow=source.flow,
            source=source.mapping,
            file_name=source.file_name,
            sha256=source.sha256,
            imported_at=datetime.now(UTC),
            imported_by=register.officer.name,
            skips="{}",
            **counts,
        )
    )
    return number


def _close_batch(db: Connection, result: ImportResult, writer: _Writer) -> None:
    skips = json.dumps(result.skips, sort_keys=True, separators=(",", ":"))
    counts = ("rows", "imported", "findings", "skipped", "duplicates", "warnings")
    db.execute(
        update(batch)
        .where(batch.c.id == result.batch)
        .values(
            skips=skips,
            first_period=result.first_period,
            last_period=result.last_period,
            first_record=writer.first,
            last_record=writer.last,
            **{name: getattr(result, name) for name in counts},
        )
    )
    kept = result.examples.with_columns(pl.lit(result.batch).alias("batch")).to_dicts()
    if kept:
        db.execute(insert(finding), kept)
        db.execute(
            insert(finding_count),
            [
                {"batch": result.batch, "rule": f.rule, "severity": f.severity, "count": f.count}
                for f in result.counts
            ],
        )
