"""Every rule. Each is one function; its docstring is the rule, and the rows it marks break it
(null counts as keeping it). Errors hold a row back; warnings are told and let it pass.
"""

from collections.abc import Mapping
from functools import cache

import polars as pl

from vipmg.i18n import N_
from vipmg.records.model import FLOWS
from vipmg.validation import days, people, places
from vipmg.validation.applies import APPLIES
from vipmg.validation.findings import ERROR
from vipmg.validation.rule import Context, Rule

RULES: tuple[Rule, ...] = (*days.RULES, *people.RULES, *places.RULES)
"""The rules applied to every row; `not_applicable_rules` and unknown codes come besides."""

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
