"""Applying the rules to a frame of records."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from vipmg.codelists import code_list
from vipmg.codelists.lists import RESERVED
from vipmg.database.schema import CODED
from vipmg.records.model import VARIABLES
from vipmg.validation.findings import ERROR, FINDINGS_SCHEMA, Problem
from vipmg.validation.rule import Context, Rule
from vipmg.validation.rules import RULES, not_applicable_rules

_CODELIST = {variable.name: variable.codelist for variable in VARIABLES}
_RESERVED = frozenset(RESERVED) - {"_T"}


class Checked(NamedTuple):
    """The rows that broke no rule that holds a row back, and everything found."""

    sound: pl.DataFrame
    findings: pl.DataFrame


def check(
    frame: pl.DataFrame,
    context: Context,
    problems: Sequence[Problem] = (),
    source: pl.DataFrame | None = None,
) -> Checked:
    """Return the sound rows of `frame` and the findings (`FINDINGS_SCHEMA`).

    Args:
        frame: records of one flow with the columns of `RECORD_SCHEMA`.
        context: what the rules need to know.
        problems: values that coding could not read, as Booleans over the rows of `frame`.
        source: the rows of text that `frame` was coded from; values are quoted from it.
    """
    rules = [
        rule for rule in (*RULES, *not_applicable_rules()) if rule.holds_for(context, frame.columns)
    ]
    unread = {(problem.variable, problem.rule) for problem in problems}
    broken = [*problems, *_unknown_codes(frame, context, unread), *_broken(frame, rules, context)]
    severities = {rule.name: rule.severity for rule in rules}
    found: list[pl.DataFrame] = []
    held = pl.Series([False]).new_from_index(0, frame.height)
    for problem in broken:
        severity = severities.get(problem.rule, ERROR)
        if severity == ERROR:
            held |= problem.wrong
        found.append(_findings(frame, context, problem, severity, source))
    if not found:
        return Checked(frame, pl.DataFrame(schema=FINDINGS_SCHEMA))
    return Checked(frame.filter(~held) if held.any() else frame, pl.concat(found))


def _broken(frame: pl.DataFrame, rules: Sequence[Rule], context: Context) -> list[Problem]:
    marks = frame.select(
        rule.breaks(context).fill_null(value=False).alias(str(number))
        for number, rule in enumerate(rules)
    )
    any_broken = marks.select(pl.all().any()).row(0) if marks.height else ()
    return [
        Problem(rule.name, rule.variable, marks[str(number)])
        for number, (rule, broken) in enumerate(zip(rules, any_broken, strict=False))
        if broken
    ]


def _unknown_codes(
    frame: pl.DataFrame, context: Context, unread: set[tuple[str, str]]
) -> list[Problem]:
    """Find values that are in no code list; posts of other countries are theirs to name."""
    found: list[Problem] = []
    for variable in CODED:
        codes = code_list(_CODELIST[variable])
        strange = [
            code
            for code in frame[variable].unique()
            if code not in codes and code not in _RESERVED and not _theirs(variable, code, context)
        ]
        if not strange:
            continue
        wrong = frame[variable].is_in(strange, nulls_equal=True)
        if (variable, "unknown_code") in unread:
            wrong &= frame[variable].is_not_null()
        if wrong.any():
            found.append(Problem("unknown_code", variable, wrong))
    return found


def _theirs(variable: str, code: str | None, context: Context) -> bool:
    return variable == "point" and context.foreign and code is not None


def _findings(
    frame: pl.DataFrame,
    context: Context,
    problem: Problem,
    severity: str,
    source: pl.DataFrame | None,
) -> pl.DataFrame:
    column = context.columns.get(problem.variable)
    if source is not None and column in source.columns:
        values = source[column]
    elif problem.variable in frame.columns:
        values = frame[problem.variable].cast(pl.String)
    else:
        values = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    rows = frame.select(
        pl.col("source_sheet").alias("sheet"),
        pl.col("source_row").cast(pl.Int32).alias("row"),
        pl.lit(column or problem.variable).alias("column"),
        values.str.slice(0, 200).alias("value"),
        pl.lit(problem.rule).alias("rule"),
        pl.lit(severity).alias("severity"),
        pl.lit("{}").alias("facts"),
    )
    return rows.filter(problem.wrong).cast(FINDINGS_SCHEMA)  # type: ignore[arg-type]
