"""Rules about days: when it happened, when it was registered."""

from datetime import date, timedelta

import polars as pl

from vipmg.i18n import N_
from vipmg.records.model import DEPARTURE
from vipmg.validation.findings import ERROR, WARNING
from vipmg.validation.rule import Context, Rule

FIRST_DAY = date(1950, 1, 1)


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
)
