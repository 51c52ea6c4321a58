"""The rules. Each is one function; its docstring is the rule, what it returns marks the rows that
break it (null counts as keeping it). Errors hold a row back; warnings are told and let it pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import polars as pl

from vipmg.codelists import code_list
from vipmg.i18n import N_
from vipmg.records.model import ARRIVAL, DEPARTURE, FLOWS, RESIDENCE, RETURN, UNKNOWN
from vipmg.validation.applies import APPLIES
from vipmg.validation.findings import ERROR, WARNING

FIRST_DAY = date(1950, 1, 1)
OLDEST = 130
OLD = 110
MANY = 10_000


@dataclass(frozen=True, slots=True)
class Context:
    """What rules need to know besides the rows.

    Attributes:
        flow: ARR DEP RES RET.
        country: of the node, alpha-2.
        today: the day of the check.
        until: the last day the source can speak of, None: today.
        foreign: counted by another country's authority.
        columns: variable to the column of the file it was read from.
    """

    flow: str
    country: str
    today: date
    until: date | None = None
    foreign: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: which rows break it, how grave that is, which variable is named in the finding."""

    breaks: Callable[[Context], pl.Expr]
    severity: str
    variable: str
    message: str
    flows: tuple[str, ...] = tuple(FLOWS)
    own_only: bool = False
    """Does not hold for rows that another country's authority counted."""
    needs: str | None = None
    """A column of the frame that is not always there."""

    @property
    def name(self) -> str:
        """Return the rule's name: that of its function."""
        return self.breaks.__name__

    @property
    def text(self) -> str:
        """Return the rule itself, in English."""
        return (self.breaks.__doc__ or "").strip()

    def holds_for(self, context: Context, columns: list[str]) -> bool:
        """Tell whether the rule is about rows of this context that have `columns`."""
        return (
            context.flow in self.flows
            and not (self.own_only and context.foreign)
            and (self.needs is None or self.needs in columns)
        )


def known(name: str) -> pl.Expr:
    """Return whether the coded variable says something."""
    return ~pl.col(name).is_in([UNKNOWN, "_Z"])


# -- days ----------------------------------------------------------------------------------------


def day_missing(_context: Context) -> pl.Expr:
    """Every event has a day."""
    return pl.col("occurred_on").is_null()


def in_the_future(context: Context) -> pl.Expr:
    """An event is registered on or after the day it happened."""
    return pl.col("occurred_on") > context.today


def after_the_end_of_the_source(context: Context) -> pl.Expr:
    """A source does not know of events after its last day."""
    return pl.col("occurred_on") > (context.until or date.max)


def long_ago(_context: Context) -> pl.Expr:
    """No event happened before 1950: the registers of the region are younger."""
    return pl.col("occurred_on") < FIRST_DAY


def registered_before_the_event(_context: Context) -> pl.Expr:
    """Nothing is registered before it happens."""
    return pl.col("registered_on") < pl.col("occurred_on")


def registered_in_the_future(context: Context) -> pl.Expr:
    """The day of registration has come."""
    return pl.col("registered_on") > context.today


def registered_late(_context: Context) -> pl.Expr:
    """Events are registered within a year."""
    return (pl.col("registered_on") - pl.col("occurred_on")) > timedelta(days=365)


def departed_before_arrival(_context: Context) -> pl.Expr:
    """Nobody departs before they arrived."""
    return pl.col("occurred_on") < pl.col("arrived_on")


# -- age -----------------------------------------------------------------------------------------


def born_after_the_event(_context: Context) -> pl.Expr:
    """Nobody takes part in an event before being born."""
    return pl.col("birth_date") > pl.col("occurred_on")


def age_impossible(_context: Context) -> pl.Expr:
    """An age is a number of completed years from 0 to 130."""
    return ~pl.col("age").is_between(0, OLDEST)


def age_unlikely(_context: Context) -> pl.Expr:
    """Hardly anybody is older than 110 years."""
    return pl.col("age").is_between(OLD + 1, OLDEST)


def age_against_birth_date(_context: Context) -> pl.Expr:
    """The age is the completed years since birth, give or take one."""
    days = (pl.col("occurred_on") - pl.col("birth_date")).dt.total_days()
    return (days / 365.25 - pl.col("age") - 0.5).abs() > 1.6


def adult_as_minor(_context: Context) -> pl.Expr:
    """The classes of children are for people under 18."""
    return pl.col("nna").str.starts_with("NNA") & (
        (pl.col("age") >= 18) | (pl.col("age_class") == "Y_GE18")
    )


def minor_as_adult(_context: Context) -> pl.Expr:
    """The class of adults is for people of 18 and over."""
    return (pl.col("nna") == "AD") & ((pl.col("age") < 18) | (pl.col("age_class") == "Y_LT18"))


def alone_in_a_family(_context: Context) -> pl.Expr:
    """A child who came with a family unit is not unaccompanied."""
    return (pl.col("nna") == "NNA_NA") & pl.col("family_unit").is_not_null()


def child_without_class(_context: Context) -> pl.Expr:
    """Of a returned child it is noted whether it came accompanied."""
    return pl.col("nna") == "NNA_U"


def child_at_work(_context: Context) -> pl.Expr:
    """Children under 12 do not travel for business or to take a job."""
    return (pl.col("age") < 12) & pl.col("purpose").is_in(["2", "3"])


def abroad_longer_than_alive(_context: Context) -> pl.Expr:
    """Nobody was abroad longer than they have lived."""
    years = pl.col("years_abroad")
    return ((years == "Y_GE5") & (pl.col("age") < 5)) | ((years == "Y1_4") & (pl.col("age") < 1))


# -- people and countries ------------------------------------------------------------------------


def sex_not_stated(_context: Context) -> pl.Expr:
    """The sex of a person is stated."""
    return pl.col("sex") == UNKNOWN


def citizenship_not_stated(_context: Context) -> pl.Expr:
    """The citizenship of a person is stated."""
    return pl.col("citizenship") == UNKNOWN


def from_here_to_here(context: Context) -> pl.Expr:
    """The country come from, gone to or lived in before is another one than this."""
    return pl.col("counterpart") == context.country


def returned_foreigner(context: Context) -> pl.Expr:
    """Those who return are nationals, unless a readmission of third-country nationals is meant."""
    foreign = known("citizenship") & (pl.col("citizenship") != context.country)
    return foreign & (pl.col("return_type") != "RDM")


def national_as_foreigner(context: Context) -> pl.Expr:
    """Nationals are not counted as foreign residents or visitors."""
    return pl.col("category").is_in(["FR", "FV"]) & (pl.col("citizenship") == context.country)


def foreigner_as_national(context: Context) -> pl.Expr:
    """Foreigners are not counted as nationals."""
    foreign = known("citizenship") & (pl.col("citizenship") != context.country)
    return pl.col("category").is_in(["NR", "NN"]) & foreign


def visitor_who_lives_here(context: Context) -> pl.Expr:
    """Visitors and non-residents live in another country."""
    visitors = ["FV", "NN", "TR", "CP"]
    return pl.col("category").is_in(visitors) & (pl.col("residence") == context.country)


def resident_who_lives_elsewhere(context: Context) -> pl.Expr:
    """Residents live in this country."""
    elsewhere = known("residence") & (pl.col("residence") != context.country)
    return pl.col("category").is_in(["NR", "FR"]) & elsewhere


def permit_for_a_national(context: Context) -> pl.Expr:
    """Nationals need no permit of residence."""
    return (pl.col("citizenship") == context.country) & (pl.col("category") != "CITIZ")


def document_without_issuer(_context: Context) -> pl.Expr:
    """A document number counts together with the country that gave the document."""
    return pl.col("doc_number").is_not_null() & pl.col("doc_issuer").is_null()


def passport_of_another_country(_context: Context) -> pl.Expr:
    """A passport is mostly given by the country of citizenship."""
    both = pl.col("doc_issuer").is_not_null() & known("citizenship")
    return both & (pl.col("doc_type") == "P") & (pl.col("doc_issuer") != pl.col("citizenship"))


# -- places --------------------------------------------------------------------------------------


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


def _outside_validity(variable: str, codes: list) -> pl.Expr:  # type: ignore[type-arg]
    first = {code.id: code.valid_from for code in codes if code.valid_from}
    last = {code.id: code.valid_to for code in codes if code.valid_to}
    code, day = pl.col(variable), pl.col("occurred_on")
    begins = code.replace_strict(first, default=None, return_dtype=pl.Date)
    ends = code.replace_strict(last, default=None, return_dtype=pl.Date)
    return (day < begins).fill_null(value=False) | (day > ends).fill_null(value=False)


# -- counts --------------------------------------------------------------------------------------


def nobody_counted(_context: Context) -> pl.Expr:
    """A row stands for one person or more."""
    return pl.col("count").is_null() | (pl.col("count") < 1)


def too_many_counted(_context: Context) -> pl.Expr:
    """A single row hardly stands for more than 10,000 people."""
    return pl.col("count") > MANY


def decision_not_stated(_context: Context) -> pl.Expr:
    """Of a residence it is stated what was decided."""
    return pl.col("category") == UNKNOWN


_VARIABLES_APPLY = N_("“{value}” in {column} does not apply to this flow.")


@cache
def not_applicable_rules() -> tuple[Rule, ...]:
    """Return a rule for each variable that holds for some flows only."""
    return tuple(_does_not_apply(variable, flows) for variable, flows in APPLIES.items())


def _does_not_apply(variable: str, flows: tuple[str, ...]) -> Rule:
    def not_applicable(_context: Context) -> pl.Expr:
        """A variable that does not apply to a flow is left empty."""
        return pl.col(variable) != "_Z"

    others = tuple(flow for flow in FLOWS if flow not in flows)
    return Rule(not_applicable, ERROR, variable, _VARIABLES_APPLY, others)


_M = (ARRIVAL, DEPARTURE)
RULES: tuple[Rule, ...] = (
    Rule(day_missing, ERROR, "occurred_on", N_("The day of the event is missing.")),
    Rule(in_the_future, ERROR, "occurred_on", N_("{value} is still to come.")),
    Rule(
        after_the_end_of_the_source,
        ERROR,
        "occurred_on",
        N_("{value} is later than the last day this source can speak of."),
    ),
    Rule(long_ago, ERROR, "occurred_on", N_("{value} is before 1950.")),
    Rule(
        registered_before_the_event,
        ERROR,
        "registered_on",
        N_("Registered on {value}, before it happened."),
    ),
    Rule(registered_in_the_future, ERROR, "registered_on", N_("{value} is still to come.")),
    Rule(
        registered_late, WARNING, "registered_on", N_("Registered on {value}, over a year later.")
    ),
    Rule(
        departed_before_arrival,
        ERROR,
        "occurred_on",
        N_("Departed on {value}, before arriving."),
        (DEPARTURE,),
        needs="arrived_on",
    ),
    Rule(born_after_the_event, ERROR, "birth_date", N_("Born on {value}, after the event.")),
    Rule(age_impossible, ERROR, "age", N_("{value} is not an age.")),
    Rule(age_unlikely, WARNING, "age", N_("{value} years is very old.")),
    Rule(
        age_against_birth_date, ERROR, "age", N_("Age {value} does not agree with the birth date.")
    ),
    Rule(adult_as_minor, ERROR, "nna", N_("Classed as a child, but 18 or over.")),
    Rule(minor_as_adult, ERROR, "nna", N_("Classed as an adult, but under 18.")),
    Rule(alone_in_a_family, WARNING, "nna", N_("Unaccompanied, but in a family unit.")),
    Rule(
        child_without_class,
        WARNING,
        "nna",
        N_("It is not noted whether this child came accompanied."),
        (RETURN,),
        own_only=True,
    ),
    Rule(child_at_work, WARNING, "purpose", N_("A child under 12 travelling for work."), _M),
    Rule(
        abroad_longer_than_alive,
        ERROR,
        "years_abroad",
        N_("Longer abroad than the person has lived."),
        (RETURN,),
    ),
    Rule(sex_not_stated, WARNING, "sex", N_("The sex is not stated.")),
    Rule(citizenship_not_stated, WARNING, "citizenship", N_("The citizenship is not stated.")),
    Rule(
        from_here_to_here,
        ERROR,
        "counterpart",
        N_("The other country is this country."),
        (ARRIVAL, DEPARTURE, RETURN),
        own_only=True,
    ),
    Rule(
        returned_foreigner,
        WARNING,
        "citizenship",
        N_("A returned person who is not a national ({value})."),
        (RETURN,),
        own_only=True,
    ),
    Rule(
        national_as_foreigner,
        ERROR,
        "category",
        N_("A national counted as a foreigner."),
        _M,
        own_only=True,
    ),
    Rule(
        foreigner_as_national,
        ERROR,
        "category",
        N_("A foreigner counted as a national."),
        _M,
        own_only=True,
    ),
    Rule(
        visitor_who_lives_here,
        WARNING,
        "residence",
        N_("A visitor who lives in this country."),
        _M,
        own_only=True,
    ),
    Rule(
        resident_who_lives_elsewhere,
        WARNING,
        "residence",
        N_("A resident who lives in another country."),
        _M,
        own_only=True,
    ),
    Rule(
        permit_for_a_national,
        WARNING,
        "citizenship",
        N_("A permit of residence for a national."),
        (RESIDENCE,),
        own_only=True,
    ),
    Rule(
        document_without_issuer,
        WARNING,
        "doc_issuer",
        N_("The country that gave the document is missing."),
    ),
    Rule(
        passport_of_another_country,
        WARNING,
        "doc_issuer",
        N_("The passport is of another country than the citizenship ({value})."),
    ),
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
"""Every rule that is applied to a row; `not_applicable_rules` and unknown codes come besides."""

MESSAGES: Mapping[str, str] = {rule.name: rule.message for rule in RULES} | {
    "not_applicable": _VARIABLES_APPLY,
    "unknown_code": N_("“{value}” in {column} is not a known code or name."),
    "unreadable_date": N_("“{value}” in {column} is not a date."),
    "unreadable_number": N_("“{value}” in {column} is not a whole number."),
    "row_too_short": N_("The row has fewer values than the header has columns."),
    "row_too_long": N_("The row has more values than the header has columns."),
    "quote_not_closed": N_("A quotation mark is never closed."),
    "unreadable_characters": N_("The row holds characters that are not text."),
}
"""The words of each rule, by its name."""
