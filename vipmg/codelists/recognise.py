"""Which code a written value stands for: codes, names in both languages, aliases, demonyms."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from vipmg.codelists.lists import Code, code_list

_WITHIN_A_COUNTRY = frozenset({"CL_AREA1", "CL_AREA2", "CL_POINT"})


def plain(text: str) -> str:
    """Return `text` as compared: upper case, no accents, words of letters and digits only."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return re.sub(r"[^A-Z0-9]+", " ", letters.upper()).strip()


@cache
def spellings(codelist: str, country: str | None = None) -> Mapping[str, str]:
    """Return every spelling that means one code of `codelist`, as `plain` writes it.

    Areas and posts are those of `country` (alpha-2) alone: San Cristóbal lies in several. A
    spelling that could mean two codes is left out, so that it becomes a question; a code itself
    always counts, and a name that is in force counts before one that was.
    """
    codes = [code for code in code_list(codelist) if _lies_in(code, codelist, country)]
    meanings: dict[str, str] = {}
    for some in (_in_force(codes), _demonyms(codelist), _ended(codes)):
        meanings = _unambiguous(some) | meanings
    return MappingProxyType(meanings | {plain(code.id): code.id for code in codes})


def _lies_in(code: Code, codelist: str, country: str | None) -> bool:
    if country is None or codelist not in _WITHIN_A_COUNTRY:
        return True
    return code.id.startswith(country)


def _in_force(codes: list[Code]) -> list[tuple[str, str]]:
    return [pair for code in codes if code.valid_to is None for pair in _written(code)]


def _ended(codes: list[Code]) -> list[tuple[str, str]]:
    return [pair for code in codes if code.valid_to is not None for pair in _written(code)]


def _written(code: Code) -> Iterator[tuple[str, str]]:
    for text in {plain(text) for text in (code.es, code.en, *code.aliases)}:
        yield text, code.id


def _unambiguous(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for text, code in pairs:
        found.setdefault(text, set()).add(code)
    return {text: next(iter(codes)) for text, codes in found.items() if len(codes) == 1}


def _demonyms(codelist: str) -> list[tuple[str, str]]:
    if codelist != "CL_AREA":
        return []
    table = files("vipmg.codelists").joinpath("data", "demonyms_es.csv")
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return [(plain(row["alias"]), row["id"]) for row in rows]
