"""What a rule is, and what it may know besides the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from vipmg.records.model import FLOWS, UNKNOWN


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
