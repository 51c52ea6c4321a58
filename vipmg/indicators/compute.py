"""Indicators of a node, computed from its tables and from the lists it received."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl
from sqlalchemy import Connection, func, select

from vipmg.database.schema import manifest
from vipmg.i18n import N_
from vipmg.indicators import formulae
from vipmg.officers import Permission
from vipmg.records.model import NOT_APPLICABLE, RETURN, UNKNOWN
from vipmg.register import Register
from vipmg.tables.observations import Figures, observations
from vipmg.tables.periods import Span, parse
from vipmg.tables.spec import TOTAL, TableSpec
from vipmg.tables.tabulate import figures

MINORS = ("NNA_A", "NNA_NA", "NNA_SEP", "NNA_U")
UNACCOMPANIED = ("NNA_NA",)
REGISTERED = ("BASIC", "FULL")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; `value` None means "not computable", and is printed so.

    Attributes:
        id: of the catalogue: ``I-7``.
        title: a message id.
        numerator, denominator: what `value` was computed from, where there is such a thing.
    """

    id: str
    title: str
    value: float | None
    numerator: int | None = None
    denominator: int | None = None


def count(table: Figures, **codes: str | Sequence[str]) -> int | None:
    """Return the figure of `table` for `codes`, summed where several are given.

    Variables that are not named are taken in total, and all periods together. Nothing
    registered is 0; None when a figure it needs is hidden.
    """
    chosen = {name: codes.get(name, TOTAL) for name in table.spec.by}
    conditions = [
        pl.col(name).is_in([code] if isinstance(code, str) else list(code))
        for name, code in chosen.items()
    ]
    found = observations(table).filter(*conditions)
    return None if found["value"].null_count() else int(found["value"].sum())


def of_returns(register: Register, period: str) -> tuple[Indicator, ...]:
    """Return I-1, I-2, I-4, I-5, I-6 and I-7 of the returns of `period`.

    The figures are exact: for eyes inside the node. Briefs for outside compute the same
    formulae on protected tables (`from_tables`).

    Raises:
        BadPeriod: `period` is not one.
        NotAllowed: the officer may not tabulate.
    """
    span = parse(period)
    now = TableSpec("custom", RETURN, ("nna", "sex"), "_T", span.first, span.last)
    last = span.years_before()
    with register.reading(Permission.TABULATE) as db:
        table = figures(db, now)
        before = figures(db, replace(now, first=last.first, last=last.last))
        persons = figures(db, replace(now, by=(), measure="persons"))
        covered = coverage(db, span)
    returned = count(persons)
    known = Indicator("I-2", N_("Persons returned"), returned or None, numerator=returned)
    return (*from_tables(table, before), known, covered)


def from_tables(now: Figures, before: Figures | None = None) -> tuple[Indicator, ...]:
    """Return I-1, I-4, I-5 and, given the same months of last year, I-6.

    Both tables are broken down by ``nna`` and ``sex`` at least.
    """
    events = count(now)
    minors, adults = count(now, nna=MINORS), count(now, nna="AD")
    of_known_age = None if minors is None or adults is None else minors + adults
    alone = count(now, nna=UNACCOMPANIED)
    men, women = count(now, sex="M"), count(now, sex="F")
    of_both = [
        Indicator("I-1", N_("Return events"), events, events),
        Indicator(
            "I-4",
            N_("Share of minors"),
            formulae.nna_share(minors, adults),
            minors,
            of_known_age,
        ),
        Indicator(
            "I-4u",
            N_("Share of unaccompanied minors"),
            formulae.unaccompanied_share(alone, minors),
            alone,
            minors,
        ),
        Indicator("I-5", N_("Men per woman"), formulae.men_per_woman(men, women), men, women),
    ]
    if before is not None:
        last = count(before)
        change = formulae.variation(events, last)
        of_both.append(
            Indicator("I-6", N_("Change on the same months of last year"), change, events, last)
        )
    return tuple(of_both)


def coverage(db: Connection, span: Span, levels: Sequence[str] = REGISTERED) -> Indicator:
    """Return I-7: persons registered ÷ persons declared on the lists of the same months.

    With `levels` ``("FULL",)`` it is the coverage of full interviews. Without any list
    received it is not computable.
    """
    where = (("form_level", tuple(levels)),)
    spec = TableSpec("custom", RETURN, (), "_T", span.first, span.last, where)
    registered = count(figures(db, spec))
    declared = db.scalar(
        select(func.sum(manifest.c.declared_count)).where(
            manifest.c.flow == RETURN, manifest.c.period.between(span.first, span.last)
        )
    )
    value = formulae.registration_coverage(registered, declared)
    return Indicator("I-7", N_("Registration coverage"), value, registered, declared)


def completeness(db: Connection, flow: str, variable: str, span: Span) -> Indicator:
    """Return I-8 of one variable: records with a valid code ÷ records where it applies."""
    table = figures(db, TableSpec("custom", flow, (variable,), "_T", span.first, span.last))
    everything = count(table) or 0
    applicable = everything - (count(table, **{variable: NOT_APPLICABLE}) or 0)
    valid = applicable - (count(table, **{variable: UNKNOWN}) or 0)
    value = formulae.item_completeness(valid, applicable)
    return Indicator("I-8", N_("Completeness"), value, valid, applicable)


def suppression(table: Figures) -> tuple[Indicator, ...]:
    """Return I-24 of a protected table: cells hidden ÷ non-empty cells, in all and by cause.

    Where the policy does not tell causes apart (CONF_STATUS ``C``), only the first is
    computable.
    """
    cells = observations(table)
    hidden = cells.filter(pl.col("value").is_null())["conf_status"]
    non_empty = hidden.len() + cells.filter(pl.col("value") > 0).height
    primary, secondary = (hidden.filter(hidden == code).len() for code in "AD")
    told = not (hidden == "C").any()
    causes: tuple[tuple[str, str, int | None], ...] = (
        ("I-24", N_("Cells hidden"), hidden.len()),
        ("I-24p", N_("Cells hidden for small counts"), primary if told else None),
        ("I-24s", N_("Cells hidden to protect others"), secondary if told else None),
    )
    return tuple(
        Indicator(code, title, formulae.suppression_rate(number, non_empty), number, non_empty)
        for code, title, number in causes
    )
