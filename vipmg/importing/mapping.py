"""Which column of a file is which variable: TOML files that offices can share.

A mapping says where the table lies (``[layout]``), what the source means by its rows
(``[source]``), and for each flow which column holds which variable (``[flow.ret.columns]``; what
stands in ``[columns]`` holds for every flow). Keys of a column are the attributes of `Column`.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from vipmg.codelists.recognise import plain
from vipmg.i18n import _
from vipmg.importing import dates
from vipmg.importing.errors import (
    FlowNotInMapping,
    MappingBroken,
    MappingTooNew,
    MappingUnknown,
)
from vipmg.importing.layout import Layout, holds
from vipmg.records.model import RECORD_SCHEMA

VERSION = 1
"""The format of mapping files that this program writes and the newest it reads."""

EXTRA: tuple[str, ...] = ("age_group", "arrived_on", "flow_code")
"""What a mapping may name besides the columns of a record: the broad age where only that is
known (``Y_LT18``, ``Y_GE18``), the day of arrival of somebody who departs."""

UNKNOWN_MARKS: tuple[str, ...] = (
    "N/A",
    "S/D",
    "SIN DATO",
    "SIN DATOS",
    "NO INDICADO",
    "NO INDICA",
    "DESCONOCIDO",
    "IGNORADO",
    "NULL",
    "NONE",
    "UNKNOWN",
    "NOT STATED",
    "NOT REPORTED",
)


@dataclass(frozen=True, slots=True)
class Column:
    """How one variable is read.

    Attributes:
        variable: a column of the record frame, or one of `EXTRA`.
        columns: the column of the file; of several, the first that the file has.
        value: a constant in place of a column.
        year, month: columns from which a date is composed (the first day is taken).
        dates: formats tried in turn: ``iso``, ``us``, ``dmy``, ``yyyymmdd``, ``sas-days``,
            ``excel-days`` or a pattern as of strptime.
        values: written value (as `plain` writes it) to code, looked up before the code list.
        otherwise: the code of every other value; None makes those findings.
        empty: the code of an empty cell.
        prefix: put before a value that is kept as it is written (posts of other countries).
        country: areas and posts are looked up in this country, by default the node's.
        optional: the file need not have the column.
    """

    variable: str
    columns: tuple[str, ...] = ()
    value: str | None = None
    year: str | None = None
    month: str | None = None
    dates: tuple[str, ...] = ("iso",)
    values: Mapped[str, str] | None = None
    otherwise: str | None = None
    empty: str | None = None
    prefix: str | None = None
    country: str | None = None
    optional: bool = False

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """The file's columns this variable needs, each with its alternatives."""
        composed = tuple((name,) for name in (self.year, self.month) if name)
        return (*((self.columns,) if self.columns else ()), *composed)


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that are left out, declared: where `column` is empty, one of, or none of the values."""

    reason: str
    column: str
    empty: bool = False
    among: tuple[str, ...] = ()
    not_among: tuple[str, ...] = ()
    es: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class FlowColumns:
    """How the records of one flow are read."""

    columns: tuple[Column, ...]
    skips: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the files of one source are read.

    Attributes:
        system: the source system noted in every record.
        identical_rows: ``records`` where identical rows are different people (redacted files),
            ``duplicates`` where they are the same event twice, ``persons`` where they are so only
            if the row names the person (document, or names and birth date).
        foreign: the rows were counted by another country's authority, so rules that take the
            node's country for the place of registration do not hold.
        until: the last day the source can speak of; None: the day of the import.
    """

    name: str
    system: str
    es: str
    en: str
    layout: Layout
    flows: Mapped[str, FlowColumns]
    unknown: frozenset[str]
    identical_rows: str = "records"
    foreign: bool = False
    until: date | None = None

    @classmethod
    def load(cls, name_or_path: str | Path) -> "Mapping":
        """Return a ready mapping by its name, or the one in the .toml file at that path.

        Raises:
            MappingUnknown, MappingBroken, MappingTooNew.
        """
        ready = files("vipmg.importing").joinpath("mappings", f"{name_or_path}.toml")
        path = Path(name_or_path)
        if path.suffix != ".toml" and ready.is_file():
            return read(ready.read_text(encoding="utf-8"), str(name_or_path))
        if not path.is_file():
            raise MappingUnknown(mapping=name_or_path, ready=", ".join(ready_names()))
        try:
            return read(path.read_text(encoding="utf-8"), path.stem)
        except UnicodeDecodeError as problem:
            raise MappingBroken(mapping=path.name, problem=_("it is not UTF-8 text")) from problem

    def flow(self, flow: str) -> FlowColumns:
        """Return how `flow` (ARR DEP RES RET) is read, or raise `FlowNotInMapping`."""
        if flow not in self.flows:
            known = ", ".join(sorted(self.flows))
            raise FlowNotInMapping(mapping=self.name, flows=known, flow=flow)
        return self.flows[flow]


def ready_names() -> tuple[str, ...]:
    """Return the names of the mappings that come with the program."""
    folder = files("vipmg.importing").joinpath("mappings")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def recognise(header: Iterable[str], flow: str | None = None) -> Mapping | None:
    """Return the ready mapping whose signature is in `header`, the longest signature first."""
    cells = tuple(header)
    fitting = [
        mapping
        for mapping in map(Mapping.load, ready_names())
        if holds(cells, mapping.layout.signature) and (flow is None or flow in mapping.flows)
    ]
    return max(fitting, key=lambda mapping: len(mapping.layout.signature), default=None)


def read(text: str, name: str) -> Mapping:
    """Return the mapping that `text`, a TOML document, describes."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise MappingBroken(mapping=name, problem=_not_toml(problem)) from problem
    version = document.get("version", 1)
    if not isinstance(version, int) or version > VERSION:
        raise MappingTooNew(mapping=name, version=version, known=VERSION)
    try:
        return _mapping(document, name)
    except KeyError as problem:
        words = _("“{name}” is missing").format(name=problem.args[0])
        raise MappingBroken(mapping=name, problem=words) from problem
    except ValueError as problem:
        raise MappingBroken(mapping=name, problem=f"{problem}") from problem
    except (TypeError, AttributeError) as problem:
        words = _("a value stands where a list or a table must stand, or the other way round")
        raise MappingBroken(mapping=name, problem=words) from problem


def _not_toml(problem: tomllib.TOMLDecodeError) -> str:
    place = re.search(r"line (\d+)", str(problem))
    if place is None:
        return _("it is not TOML")
    return _("line {line} is not TOML").format(line=place[1])


def _mapping(document: dict[str, Any], name: str) -> Mapping:
    source = document.get("source", {})
    layout = document.get("layout", {})
    shared = document.get("columns", {})
    maps = document.get("maps", {})
    flows = {
        flow.upper(): FlowColumns(
            tuple(
                _column(variable, entry, maps)
                for variable, entry in (shared | described.get("columns", {})).items()
            ),
            tuple(
                _skip(entry) for entry in (*document.get("skip", ()), *described.get("skip", ()))
            ),
        )
        for flow, described in document["flow"].items()
    }
    identical = source.get("identical_rows", "records")
    if identical not in {"records", "duplicates", "persons"}:
        words = _("identical_rows is records, duplicates or persons, not “{text}”")
        raise ValueError(words.format(text=identical))
    return Mapping(
        name=document.get("name", name),
        system=source.get("system", name),
        es=source.get("es", name),
        en=source.get("en", name),
        layout=Layout(
            encoding=layout.get("encoding"),
            delimiter=layout.get("delimiter"),
            header_row=layout.get("header_row"),
            sheet=layout.get("sheet"),
            signature=tuple(layout.get("signature", ())),
        ),
        flows=flows,
        unknown=frozenset(plain(mark) for mark in (*UNKNOWN_MARKS, *source.get("unknown", ()))),
        identical_rows=identical,
        foreign=source.get("foreign", False),
        until=source.get("until"),
    )


def _column(variable: str, entry: dict[str, Any], maps: Mapped[str, dict[str, str]]) -> Column:
    if variable not in RECORD_SCHEMA and variable not in EXTRA:
        raise ValueError(_("there is no variable “{name}”").format(name=variable))
    columns = entry.get("column", ())
    named = entry.get("map", ())
    values: dict[str, str] = {}
    for map_name in (named,) if isinstance(named, str) else named:
        values |= maps[map_name]
    values |= entry.get("values", {})
    return Column(
        variable=variable,
        columns=(columns,) if isinstance(columns, str) else tuple(columns),
        value=entry.get("value"),
        year=entry.get("year"),
        month=entry.get("month"),
        dates=_dates(entry.get("date", "iso")),
        values={plain(written): code for written, code in values.items()} or None,
        otherwise=entry.get("otherwise"),
        empty=entry.get("empty"),
        prefix=entry.get("prefix"),
        country=entry.get("country"),
        optional=entry.get("optional", False),
    )


def _dates(given: str | Sequence[str]) -> tuple[str, ...]:
    formats = (given,) if isinstance(given, str) else tuple(given)
    for text in formats:
        if text not in dates.NAMES and "%" not in text:
            words = _(
                "“{text}” is not a way to write dates: say {names}, or a pattern such as %d/%m/%Y"
            )
            raise ValueError(words.format(text=text, names=", ".join(dates.NAMES)))
    return formats


def _skip(entry: dict[str, Any]) -> Skip:
    return Skip(
        reason=entry["reason"],
        column=entry["column"],
        empty=entry.get("empty", False),
        among=tuple(entry.get("among", ())),
        not_among=tuple(entry.get("not_among", ())),
        es=entry.get("es", ""),
        en=entry.get("en", ""),
    )
