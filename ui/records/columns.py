"""How a record is read aloud: names of codes, never codes."""

from collections.abc import Mapping
from typing import Any

from ui.widgets.dates import day
from ui.widgets.pill import Tone
from ui.widgets.rows import Column
from ui.words import number
from vipmg.codelists import name
from vipmg.i18n import N_, _
from vipmg.records.model import NOT_APPLICABLE, VARIABLES

Row = Mapping[str, Any]

FLOW_WORDS: Mapping[str, str] = {
    "ARR": N_("Arrival"),
    "DEP": N_("Departure"),
    "RES": N_("Residence"),
    "RET": N_("Return"),
}
FLOW_ICONS: Mapping[str, str] = {
    "ARR": "plane-landing",
    "DEP": "plane-takeoff",
    "RES": "house",
    "RET": "undo-2",
}
STATUS_TONES: Mapping[str, Tone] = {
    "VALID": "good",
    "LOCKED": "neutral",
    "DOUBT": "warn",
    "DUPLICATE": "warn",
    "CANCELLED": "bad",
    "DRAFT": "neutral",
}
STATUS = "CL_REC_STATUS"
_LISTS: Mapping[str, str] = {variable.name: variable.codelist for variable in VARIABLES}
_NONE = "–"


def flow_word(flow: str) -> str:
    """Return what one record of `flow` is called."""
    return _(FLOW_WORDS.get(flow, flow))


def words(row: Row, variable: str) -> str:
    """Return what a record says of a variable, in the officer's language."""
    if variable == "age":
        return age(row)
    code = str(row[variable])
    return _NONE if code == NOT_APPLICABLE else name(_LISTS[variable], code)


def age(row: Row) -> str:
    """Return the completed years, or the age class where only that is known."""
    years = row["age"]
    return name("CL_AGE", str(row["age_class"])) if years is None else str(years)


def _code(variable: str, title: str, share: int) -> Column:
    return Column(title, lambda row: words(row, variable), share=share)


COLUMNS: tuple[Column, ...] = (
    Column(N_("Date"), lambda row: day(row["occurred_on"]), share=9),
    Column(
        N_("Flow"),
        lambda row: flow_word(row["flow"]),
        share=12,
        icon=lambda row: FLOW_ICONS.get(row["flow"], ""),
    ),
    _code("citizenship", N_("Citizenship"), 12),
    _code("sex", N_("Sex"), 8),
    Column(N_("Age"), age, "right", share=6),
    _code("point", N_("Post"), 15),
    _code("counterpart", N_("Country"), 13),
    _code("area1", N_("Department"), 13),
    Column(
        N_("State"),
        lambda row: name(STATUS, row["status"]),
        share=12,
        tone=lambda row: STATUS_TONES.get(row["status"], "neutral"),
    ),
)
PEOPLE = Column(N_("People"), lambda row: number(row["count"]), "right", share=8)
"""Shown where rows stand for several people."""
