"""The code lists, read once from the package's CSV files (``data/<list>.csv``).

Sources: countries ISO 3166-1 with CLDR names; first-level areas ISO 3166-2; municipalities the
national codes (GT and HN: statistics institutes; SV: the 262 municipalities until April 2024 and
the 44 that followed); other lists as in the project's vocabulary. A country that no longer exists
keeps its code with an end of validity; Czechoslovakia, whose ``CS`` was given anew to Serbia and
Montenegro, has its ISO 3166-3 code ``CSHH``.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from vipmg import i18n

RESERVED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "_T": ("Total", "Total"),
        "_U": ("Sin dato", "Not stated"),
        "_Z": ("No aplica", "Not applicable"),
        "_O": ("Otro", "Other"),
    }
)
"""The codes every list shares, with their names in Spanish and English."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code: `parent` is the area or country it lies in, `modes` the CL_MODE of a post."""

    id: str
    es: str
    en: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    modes: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes of a list in the order they are shown."""

    id: str
    codes: tuple[Code, ...]
    by_id: Mapping[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = MappingProxyType({code.id: code for code in self.codes})
        object.__setattr__(self, "by_id", index)

    def __contains__(self, code: object) -> bool:
        return code in self.by_id

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)


@cache
def code_lists() -> Mapping[str, CodeList]:
    """Return every code list by its id: ``CL_SEX``, ``CL_AREA`` and so on."""
    folder = files("vipmg.codelists").joinpath("data")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith("CL_"))
    lists = {}
    for filename in names:
        rows = csv.DictReader(folder.joinpath(filename).read_text(encoding="utf-8").splitlines())
        identifier = filename.removesuffix(".csv")
        lists[identifier] = CodeList(identifier, tuple(_code(row) for row in rows))
    return MappingProxyType(lists)


def code_list(identifier: str) -> CodeList:
    """Return the list named `identifier`; `KeyError` when there is none."""
    return code_lists()[identifier]


def name(codelist: str, code: str, language: str | None = None) -> str:
    """Return the name of `code` in `language`, by default the officer's language.

    A code that the list does not hold is its own name: figures received from a peer may use
    posts that only the peer knows.
    """
    spanish = (language or i18n.language()) == "es"
    known = code_lists()[codelist].by_id.get(code)
    if known is not None:
        return known.es if spanish else known.en
    if code in RESERVED:
        return RESERVED[code][0 if spanish else 1]
    return code


def alpha2(code: str) -> str | None:
    """Return the two-letter code of a country given as alpha-2 or alpha-3, or None."""
    return _alpha2().get(code.strip().upper())


@cache
def _alpha2() -> Mapping[str, str]:
    codes = {code.id: code.id for code in code_list("CL_AREA")}
    alpha3 = {
        alias: code.id
        for code in code_list("CL_AREA")
        for alias in code.aliases[:1]
        if len(alias) == 3
    }
    return MappingProxyType(alpha3 | codes)


def _code(row: Mapping[str, str]) -> Code:
    return Code(
        id=row["id"],
        es=row["es"],
        en=row["en"],
        parent=row["parent"] or None,
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
        modes=row["modes"],
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
