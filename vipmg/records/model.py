"""The variables of a record and the frame that carries records between the parts.

Codes are SDMX ids; reserved: ``_T`` total, ``_U`` unknown, ``_Z`` not applicable, ``_O`` other.
Countries are ISO 3166-1 alpha-2 (SDMX CL_AREA).
"""

from bisect import bisect_right
from dataclasses import dataclass

import polars as pl

from vipmg.database.schema import CODED
from vipmg.i18n import N_

UNKNOWN = "_U"
NOT_APPLICABLE = "_Z"

ARRIVAL, DEPARTURE, RESIDENCE, RETURN = "ARR", "DEP", "RES", "RET"
FLOWS: dict[str, str] = {
    ARRIVAL: N_("Arrivals"),
    DEPARTURE: N_("Departures"),
    RESIDENCE: N_("Residences"),
    RETURN: N_("Returns"),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that tables may be broken down by; `codelist` names its code list."""

    name: str
    codelist: str
    title: str


VARIABLES: tuple[Variable, ...] = (
    Variable("sex", "CL_SEX", N_("Sex")),
    Variable("age", "CL_AGE", N_("Age")),
    Variable("citizenship", "CL_AREA", N_("Citizenship")),
    Variable("country_birth", "CL_AREA", N_("Country of birth")),
    Variable("residence", "CL_AREA", N_("Usual residence")),
    Variable("counterpart", "CL_AREA", N_("Country from or to")),
    Variable("mode", "CL_MODE", N_("Mode of transport")),
    Variable("category", "CL_CATEGORY", N_("Category")),
    Variable("point", "CL_POINT", N_("Post")),
    Variable("area1", "CL_AREA1", N_("Department")),
    Variable("area2", "CL_AREA2", N_("Municipality")),
    Variable("nna", "CL_NNA", N_("Adult or minor")),
    Variable("purpose", "CL_PURPOSE", N_("Purpose")),
    Variable("reason", "CL_REASON", N_("Reason")),
    Variable("years_abroad", "CL_YEARS_ABROAD", N_("Time abroad")),
    Variable("return_type", "CL_RET_TYPE", N_("Type of return")),
    Variable("length", "CL_LENGTH", N_("Length of permit")),
    Variable("form_level", "CL_FORM_LEVEL", N_("Form completed")),
)
VARIABLE_NAMES: tuple[str, ...] = tuple(variable.name for variable in VARIABLES)
IDENTITY: tuple[str, ...] = (
    "doc_type",
    "doc_issuer",
    "doc_number",
    "given_names",
    "family_names",
    "birth_date",
    "contact",
)

RECORD_SCHEMA: dict[str, pl.DataType] = {
    "flow": pl.String(),
    "occurred_on": pl.Date(),
    "registered_on": pl.Date(),
    "age": pl.Int16(),
    "age_class": pl.String(),
    **{name: pl.String() for name in CODED},
    "count": pl.Int32(),
    "manifest": pl.String(),
    "family_unit": pl.String(),
    "source_system": pl.String(),
    "source_sheet": pl.String(),
    "source_row": pl.Int32(),
    "status": pl.String(),
    **{name: pl.Date() if name == "birth_date" else pl.String() for name in IDENTITY},
}
"""Columns of a record frame. ``age`` is completed years (null: not known); ``age_class`` is what
the cube counts by (`AGE_ATOMS`, or a broad age where only that is known, or ``_U``)."""

_ATOM_STARTS = (0, 5, 6, 10, 12, 15, 18, *range(20, 90, 5))
BROAD_AGES = ("Y_LT18", "Y_GE18")


def _atom(first: int, following: int | None) -> str:
    if following is None:
        return f"Y_GE{first}"
    return f"Y{first}" if following == first + 1 else f"Y{first}T{following - 1}"


AGE_ATOMS: tuple[str, ...] = tuple(
    _atom(first, following)
    for first, following in zip(_ATOM_STARTS, (*_ATOM_STARTS[1:], None), strict=True)
)
"""The age classes from which five-year bands, minors' bands and broad ages can all be summed."""

_ATOM_OF: dict[int, str] = {
    age: AGE_ATOMS[bisect_right(_ATOM_STARTS, age) - 1] for age in range(_ATOM_STARTS[-1] + 1)
}


def with_age_class(frame: pl.DataFrame, broad: str | None = None) -> pl.DataFrame:
    """Return `frame` with ``age_class`` computed from ``age``.

    Where the age is missing, the column named `broad` (``Y_LT18``, ``Y_GE18``) serves if given;
    otherwise the class is ``_U``.
    """
    fallback = pl.lit(UNKNOWN)
    if broad is not None:
        fallback = pl.when(pl.col(broad).is_in(BROAD_AGES)).then(pl.col(broad)).otherwise(fallback)
    known = pl.col("age").clip(0, _ATOM_STARTS[-1]).replace_strict(_ATOM_OF, default=None)
    return frame.with_columns(
        pl.when(pl.col("age").is_null()).then(fallback).otherwise(known).alias("age_class")
    )
