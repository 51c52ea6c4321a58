"""Rules about people: their age, company, sex, citizenship and documents."""

import polars as pl

from vipmg.i18n import N_
from vipmg.records.model import ARRIVAL, DEPARTURE, RESIDENCE, RETURN, UNKNOWN
from vipmg.validation.findings import ERROR, WARNING
from vipmg.validation.rule import Context, Rule, known

_M = (ARRIVAL, DEPARTURE)
OLDEST = 130
OLD = 110


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


RULES: tuple[Rule, ...] = (
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
)
