"""Options that several commands read alike."""

from collections.abc import Sequence
from datetime import date

from vipmg.errors import WrongUsage
from vipmg.i18n import N_
from vipmg.records.model import FLOWS, VARIABLE_NAMES

FLOW_NAMES: tuple[str, ...] = tuple(flow.lower() for flow in FLOWS)


class WhereMisspelt(WrongUsage):
    """A selection was not given as VARIABLE=CODE."""

    title = N_("A selection is written VARIABLE=CODE")
    advice = N_("“{text}” is not. For example: --where sex=F. The variables are: {variables}.")


class DateMisspelt(WrongUsage):
    """A day was not given as year-month-day."""

    title = N_("A day is written year-month-day")
    advice = N_("“{text}” is not. For example: 2024-01-31.")


def selections(texts: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return ``VAR=CODE`` texts as variable to codes; the same variable twice selects either.

    Raises:
        WhereMisspelt: a text has no ``=`` or names no variable.
    """
    chosen: dict[str, list[str]] = {}
    for text in texts:
        variable, equals, codes = text.partition("=")
        if not equals or not codes or variable not in (*VARIABLE_NAMES, "age_broad", "age_nna"):
            raise WhereMisspelt(text=text, variables=", ".join(VARIABLE_NAMES))
        chosen.setdefault(variable, []).extend(codes.split(","))
    return tuple((variable, tuple(codes)) for variable, codes in chosen.items())


def day(text: str | None, *, last: bool = False) -> date | None:
    """Return a day; a month stands for its first day, or its last one.

    Raises:
        DateMisspelt: the text is neither.
    """
    if text is None:
        return None
    try:
        if len(text) == len("2024-01"):
            first = date.fromisoformat(f"{text}-01")
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1) if last else first
        return date.fromisoformat(text)
    except ValueError as error:
        raise DateMisspelt(text=text) from error
