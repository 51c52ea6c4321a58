"""The variables that tables are broken down by, and the ages that are summed from age classes."""

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from vipmg.codelists import alpha2, code_list
from vipmg.errors import WrongUsage
from vipmg.i18n import N_
from vipmg.records.model import (
    AGE_ATOMS,
    BROAD_AGES,
    FLOWS,
    NOT_APPLICABLE,
    UNKNOWN,
    VARIABLES,
    Variable,
)
from vipmg.tables.periods import FREQUENCIES
from vipmg.tables.spec import TOTAL, TableSpec

AGE_BROAD = Variable("age_broad", "CL_AGE", N_("Under 18, or 18 and over"))
AGE_NNA = Variable("age_nna", "CL_AGE", N_("Age of minors"))
TABLE_VARIABLES: Mapping[str, Variable] = MappingProxyType(
    {variable.name: variable for variable in (*VARIABLES, AGE_BROAD, AGE_NNA)}
)
MEASURES: tuple[str, ...] = ("events", "persons")
MOST_VARIABLES = 8
"""Every variable doubles the margins: past eight a table says nothing and takes minutes."""

_NAMED = 40
"""Names that an error lists at most."""

_SPLIT = {
    "Y5": "Y5T9",
    "Y6T9": "Y5T9",
    "Y10T11": "Y10T14",
    "Y12T14": "Y10T14",
    "Y15T17": "Y15T19",
    "Y18T19": "Y15T19",
}
_ADULT_FROM = AGE_ATOMS.index("Y18T19")
_MINORS = ("Y0T5",) * 2 + ("Y6T11",) * 2 + ("Y12T17",) * 2


def _ages(classes: Iterable[str]) -> Mapping[str, str]:
    """Return the recode of age classes; the broad ages and ``_U`` stand for themselves."""
    known = dict(zip(AGE_ATOMS, classes, strict=True))
    return MappingProxyType({**known, **{code: code for code in (*BROAD_AGES, UNKNOWN)}})


_ADULTS = ("Y_GE18",) * (len(AGE_ATOMS) - _ADULT_FROM)
RECODES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "age": _ages(_SPLIT.get(atom, atom) for atom in AGE_ATOMS),
        "age_broad": _ages(("Y_LT18",) * _ADULT_FROM + _ADULTS),
        "age_nna": MappingProxyType({**_ages(_MINORS + _ADULTS), "Y_LT18": UNKNOWN}),
    }
)
"""For each variable summed from age classes: from the class to the code shown."""


class UnknownName(WrongUsage):
    """A variable, flow, frequency, measure or code that does not exist was asked for."""

    title = N_("Unknown name")
    advice = N_("“{name}” does not exist here. Closest: {closest}. All: {known}.")


class TooManyVariables(WrongUsage):
    """A table was asked for that crosses more variables than can be read."""

    title = N_("Too many variables")
    advice = N_("A table crosses at most {most} different variables; {asked} were asked for.")


def check(spec: TableSpec) -> None:
    """Refuse a specification that names what does not exist.

    Raises:
        UnknownName: with the names that come closest.
        TooManyVariables: more than `MOST_VARIABLES`, or one twice.
    """
    known_names(TABLE_VARIABLES, (*spec.by, *(name for name, _codes in spec.where)))
    known_names(FLOWS, (spec.flow,))
    known_names(FREQUENCIES, (spec.freq,))
    known_names(MEASURES, (spec.measure,))
    if len(spec.by) > MOST_VARIABLES or len(set(spec.by)) < len(spec.by):
        raise TooManyVariables(most=MOST_VARIABLES, asked=len(spec.by))
    for name, codes in spec.where:
        resolved(name, codes)


def resolved(name: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Return `codes` of the variable `name` as tables hold them: countries with two letters.

    Posts are open: a register keeps posts that only its own sources know.

    Raises:
        UnknownName: a code is not in the code list of the variable.
    """
    codelist = TABLE_VARIABLES[name].codelist
    if codelist == "CL_AREA":
        codes = [alpha2(code) or code for code in codes]
    if codelist != "CL_POINT":
        known_names((*codes_of(name), "_O", UNKNOWN, NOT_APPLICABLE), codes)
    return tuple(codes)


def codes_of(name: str) -> tuple[str, ...]:
    """Return the codes that tables show for a variable, in order, the reserved ones apart."""
    shown: Iterable[str] = (code.id for code in code_list(TABLE_VARIABLES[name].codelist))
    if name in RECODES:
        shown = dict.fromkeys(RECODES[name].values())
    return tuple(code for code in shown if code not in _LAST)


def known_names(known: Iterable[str], asked: Iterable[str]) -> None:
    """Refuse any name asked for that is not known.

    Raises:
        UnknownName: with all that are known, and the closest.
    """
    names = list(known)
    for name in asked:
        if name not in names:
            folded = {candidate.casefold(): candidate for candidate in names}
            close = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.4)
            closest = ", ".join(folded[match] for match in close) or "-"
            known_few = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
            raise UnknownName(name=name, known=known_few, closest=closest)


def source(name: str) -> str:
    """Return the variable of the cube that `name` is read from."""
    return "age" if name in RECODES else name


def coded(by: Iterable[str]) -> list[pl.Expr]:
    """Return the expressions that turn columns of the cube into the variables `by`."""
    return [
        pl.col("age")
        .cast(pl.String)
        .replace_strict(dict(RECODES[name]), default=UNKNOWN)
        .cast(pl.Categorical)
        .alias(name)
        if name in RECODES
        else pl.col(name)
        for name in by
    ]


def selection(spec: TableSpec) -> dict[str, set[str]]:
    """Return ``spec.where`` in the terms of the cube: variable to the codes that are kept."""
    kept: dict[str, set[str]] = {}
    for name, codes in spec.where:
        wanted = set(resolved(name, codes))
        if name in RECODES:
            wanted = {atom for atom, code in RECODES[name].items() if code in wanted}
        column = source(name)
        kept[column] = kept[column] & wanted if column in kept else wanted
    return kept


def in_order(cells: pl.DataFrame, by: Iterable[str]) -> pl.DataFrame:
    """Return `cells` with their codes as text, sorted by period and then as people read.

    Totals come first, then the codes as in their list, then those it does not hold, unknown
    last.
    """
    names = list(by)
    places: dict[str, pl.DataType] = {
        name: pl.Enum(_ordered(name, cells[name].unique().cast(pl.String))) for name in names
    }
    places["period"] = pl.Enum(cells["period"].unique().cast(pl.String).sort())
    # Sorted as numbers: sorting 130,000 cells by their texts took five times as long as all else.
    in_places = cells.cast(pl.Schema(places)).sort("period", *names)
    return in_places.cast(dict.fromkeys(places, pl.String()))


def _ordered(name: str, present: Iterable[str]) -> list[str]:
    codes = codes_of(name)
    places = {code: place for place, code in enumerate(codes)}
    places |= {code: len(codes) + place for code, place in _LAST.items()} | {TOTAL: -1}
    return sorted(present, key=lambda code: (places.get(code, len(codes)), code))


_LAST = {TOTAL: 0, "_O": 1, UNKNOWN: 2, NOT_APPLICABLE: 3}
