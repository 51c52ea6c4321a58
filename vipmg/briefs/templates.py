"""The briefs there are: which tables each needs, and how each is composed."""

from collections.abc import Callable
from dataclasses import dataclass

from vipmg.briefs.compose import Brief, BriefInput
from vipmg.briefs.movements import compose_movements
from vipmg.briefs.periods import Span
from vipmg.briefs.regional import compose_regional
from vipmg.briefs.returns import YEARS, compose_returns
from vipmg.errors import WrongUsage
from vipmg.i18n import N_
from vipmg.tables.spec import TableSpec


class UnknownTemplate(WrongUsage):
    """There is no brief of that name."""

    title = N_("No such brief")
    advice = N_("There is no brief called “{name}”. Choose one of: {known}.")


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of brief; `title` is a message id."""

    name: str
    title: str
    compose: Callable[[BriefInput], Brief]
    specs: Callable[[Span], tuple[TableSpec, ...]]


def returns_specs(span: Span) -> tuple[TableSpec, ...]:
    """Return R1 of both years, R2 of four years and R5, over the months of the brief."""
    before, by = span.year_before(), ("counterpart", "nna", "sex")
    return (
        TableSpec("R1", "RET", by, "_T", span.first, span.last),
        TableSpec("R1", "RET", by, "_T", before.first, before.last),
        TableSpec("R2", "RET", (), "M", f"{span.last_year - YEARS + 1}-01", span.last),
        TableSpec("R5", "RET", ("area1",), "_T", span.first, span.last),
    )


def movements_specs(span: Span) -> tuple[TableSpec, ...]:
    """Return M1 of both flows: the period and the year before by mode and post, and by month."""
    before = span.year_before()
    first = min(before.first, f"{span.last_year - 1}-01")
    return tuple(
        spec
        for flow in ("ARR", "DEP")
        for spec in (
            TableSpec("M1", flow, ("mode", "point"), "_T", span.first, span.last),
            TableSpec("M1", flow, ("mode",), "_T", before.first, before.last),
            TableSpec("M1", flow, (), "M", first, span.last),
        )
    )


def regional_specs(span: Span) -> tuple[TableSpec, ...]:
    """Return the exchange tables of both years that each member is asked for."""
    first = f"{span.last_year - 1}-01"
    returned = (("category", ("RT",)),)
    return (
        TableSpec("XRET", "RET", ("counterpart", "sex", "nna"), "M", first, span.last),
        TableSpec("XDEP", "DEP", ("counterpart", "sex"), "M", first, span.last),
        TableSpec("XARR", "ARR", ("counterpart", "sex"), "M", first, span.last),
        TableSpec("XRTO", "DEP", ("counterpart", "sex"), "M", first, span.last, returned),
    )


TEMPLATES: tuple[Template, ...] = (
    Template("monthly_returns", N_("Official figures of returns"), compose_returns, returns_specs),
    Template("movements", N_("Entries and exits of persons"), compose_movements, movements_specs),
    Template("regional", N_("Returns in the region"), compose_regional, regional_specs),
)


def template(name: str) -> Template:
    """Return the template called `name`.

    Raises:
        UnknownTemplate: there is none.
    """
    for one in TEMPLATES:
        if one.name == name:
            return one
    raise UnknownTemplate(name=name, known=", ".join(one.name for one in TEMPLATES))
