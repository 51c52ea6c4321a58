"""Options that several commands read alike."""

import difflib
from collections.abc import Mapping, Sequence
from datetime import date

from vipmg.codelists import alpha2, code_list, name
from vipmg.codelists.recognise import plain
from vipmg.errors import WrongUsage
from vipmg.i18n import N_, _
from vipmg.records.model import FLOWS
from vipmg.tables.variables import TABLE_VARIABLES, codes_of

FLOW_NAMES: tuple[str, ...] = tuple(flow.lower() for flow in FLOWS)
RESERVED: tuple[str, ...] = ("_O", "_U", "_Z")
SHOWN = 12
"""Codes of a list that an error shows whole; of longer lists only the closest."""


class WhereMisspelt(WrongUsage):
    """A selection was not given as VARIABLE=CODE."""

    title = N_("A selection is written VARIABLE=CODE")
    advice = N_("“{text}” is not. For example: --where sex=F. The variables are: {variables}.")


class UnknownVariable(WrongUsage):
    """A variable that no record has was named."""

    title = N_("There is no such variable")
    advice = N_("“{text}” is not a variable. Closest: {closest}. All: {variables}.")


class UnknownCode(WrongUsage):
    """A code that the variable does not have was named."""

    title = N_("There is no such code")
    advice = N_("“{text}” is not a code of {variable}. Did you mean {closest}?")


class DateMisspelt(WrongUsage):
    """A day was not given as year-month-day."""

    title = N_("A day is written year-month-day")
    advice = N_("“{text}” is not. For example: 2024-01-31.")


def selections(texts: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return ``VAR=CODE`` texts as variable to codes; the same variable twice selects either.

    Raises:
        WhereMisspelt: a text has no ``=``.
        UnknownVariable, UnknownCode: it names what does not exist; with what comes closest.
    """
    chosen: dict[str, list[str]] = {}
    for text in texts:
        variable, equals, codes = text.partition("=")
        if not equals or not codes:
            raise WhereMisspelt(text=text, variables=", ".join(TABLE_VARIABLES))
        _check_variable(variable)
        known = [_code(variable, code) for code in codes.split(",")]
        chosen.setdefault(variable, []).extend(known)
    return tuple((variable, tuple(codes)) for variable, codes in chosen.items())


def variables(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the variables named in ``--by`` options, each with commas or without.

    Raises:
        UnknownVariable: one does not exist; with what comes closest.
    """
    named = tuple(word for text in texts for word in text.split(","))
    for word in named:
        _check_variable(word)
    return named


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


def _check_variable(text: str) -> None:
    if text in TABLE_VARIABLES:
        return
    words = {variable: (variable, _(each.title)) for variable, each in TABLE_VARIABLES.items()}
    found = _closest(text, words)
    closest = ", ".join(f"{variable} ({words[variable][1]})" for variable in found) or "-"
    raise UnknownVariable(text=text, closest=closest, variables=", ".join(TABLE_VARIABLES))


def _code(variable: str, text: str) -> str:
    """Return the code as records hold it; posts are open, a register may know more of them."""
    codelist = TABLE_VARIABLES[variable].codelist
    if codelist == "CL_AREA":
        text = alpha2(text) or text
    known = (*codes_of(variable), *RESERVED)
    if codelist == "CL_POINT" or text in known:
        return text
    aliases = {code.id: code.aliases for code in code_list(codelist)}
    words = {code: (code, name(codelist, code), *aliases.get(code, ())) for code in known}
    found = known if len(known) <= SHOWN else _closest(text, words)
    closest = ", ".join(f"{code} ({words[code][1]})" for code in found) or "-"
    raise UnknownCode(text=text, variable=variable, closest=closest)


def _closest(text: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    """Return at most three codes one of whose `words` is nearest to `text`."""
    of_word = {plain(word): code for code, all_words in words.items() for word in all_words}
    near = difflib.get_close_matches(plain(text), of_word, n=6, cutoff=0.5)
    return list(dict.fromkeys(of_word[word] for word in near))[:3]
