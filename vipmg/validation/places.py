"""Rules about places and counts: posts, departments, municipalities, people in a row."""

import polars as pl

from vipmg.codelists import Code, code_list
from vipmg.i18n import N_
from vipmg.records.model import ARRIVAL, DEPARTURE, RESIDENCE, RETURN, UNKNOWN
from vipmg.validation.findings import ERROR, WARNING
from vipmg.validation.rule import Context, Rule, known

_M = (ARRIVAL, DEPARTURE)
MANY = 10_000


def mode_against_post(_context: Context) -> pl.Expr:
    """People come through a post by a mode that it serves: nobody flies into a land post."""
    posts = {code.id: code.modes for code in code_list("CL_POINT") if code.modes}
    serves = pl.col("point").replace_strict(posts, default=None, return_dtype=pl.String)
    return known("mode") & ~serves.str.contains(pl.col("mode"), literal=True)


def post_of_another_country(context: Context) -> pl.Expr:
    """Events are registered at posts of this country."""
    return known("point") & ~pl.col("point").str.starts_with(context.country + "_")


def municipality_outside_department(_context: Context) -> pl.Expr:
    """A municipality lies in the department that stands beside it."""
    parents = {code.id: code.parent for code in code_list("CL_AREA2")}
    lies_in = pl.col("area2").replace_strict(parents, default=None, return_dtype=pl.String)
    return known("area1") & (lies_in != pl.col("area1"))


def department_of_another_country(context: Context) -> pl.Expr:
    """Nationals return to, and residents live in, departments of this country."""
    return known("area1") & ~pl.col("area1").str.starts_with(context.country + "-")


def municipality_not_in_force(_context: Context) -> pl.Expr:
    """A municipality existed on the day of the event."""
    codes = [code for code in code_list("CL_AREA2") if code.valid_from or code.valid_to]
    return _outside_validity("area2", codes)


def country_not_in_force(_context: Context) -> pl.Expr:
    """The country of citizenship existed on the day of the event."""
    codes = [code for code in code_list("CL_AREA") if code.valid_to]
    return _outside_validity("citizenship", codes)


def _outside_validity(variable: str, codes: list[Code]) -> pl.Expr:
    first = {code.id: code.valid_from for code in codes if code.valid_from}
    last = {code.id: code.valid_to for code in codes if code.valid_to}
    code, day = pl.col(variable), pl.col("occurred_on")
    begins = code.replace_strict(first, default=None, return_dtype=pl.Date)
    ends = code.replace_strict(last, default=None, return_dtype=pl.Date)
    return (day < begins).fill_null(value=False) | (day > ends).fill_null(value=False)


def nobody_counted(_context: Context) -> pl.Expr:
    """A row stands for one person or more."""
    return pl.col("count").is_null() | (pl.col("count") < 1)


def too_many_counted(_context: Context) -> pl.Expr:
    """A single row hardly stands for more than 10,000 people."""
    return pl.col("count") > MANY


def decision_not_stated(_context: Context) -> pl.Expr:
    """Of a residence it is stated what was decided."""
    return pl.col("category") == UNKNOWN


RULES: tuple[Rule, ...] = (
    Rule(
        mode_against_post,
        WARNING,
        "mode",
        N_("The post does not serve this mode of transport ({value})."),
        (*_M, RETURN),
    ),
    Rule(
        post_of_another_country,
        ERROR,
        "point",
        N_("“{value}” is not a post of this country."),
        (*_M, RETURN),
        own_only=True,
    ),
    Rule(
        municipality_outside_department,
        ERROR,
        "area2",
        N_("Municipality {value} does not lie in the department given."),
        (RESIDENCE, RETURN),
    ),
    Rule(
        department_of_another_country,
        WARNING,
        "area1",
        N_("Department {value} lies in another country."),
        (RESIDENCE, RETURN),
        own_only=True,
    ),
    Rule(
        municipality_not_in_force,
        WARNING,
        "area2",
        N_("Municipality {value} did not exist on that day."),
        (RESIDENCE, RETURN),
    ),
    Rule(
        country_not_in_force,
        WARNING,
        "citizenship",
        N_("{value} did not exist on that day."),
    ),
    Rule(nobody_counted, ERROR, "count", N_("A row stands for at least one person.")),
    Rule(too_many_counted, WARNING, "count", N_("{value} people in a single row.")),
    Rule(
        decision_not_stated,
        WARNING,
        "category",
        N_("It is not stated what was decided."),
        (RESIDENCE,),
    ),
)
