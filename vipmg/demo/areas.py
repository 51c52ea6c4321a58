"""Where people come from and live: municipalities as the code list was on each day."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl

from vipmg.codelists import code_lists, name
from vipmg.demo.calendar import FIRST
from vipmg.demo.draws import at, pick
from vipmg.records.model import UNKNOWN


def homes(
    departments: Mapping[str, float], places: pl.Series, days: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """Return department and municipality, as the code list was on each day, of each place.

    A place is a number from 0 to 1 along the departments; the same place is always in the same
    department, also where a reform redrew its municipalities.
    """
    area1 = pl.Series([None], dtype=pl.String).new_from_index(0, len(places))
    area2 = area1
    for since in reforms():
        towns, parents, weights = municipalities(departments, max(since, FIRST))
        found = at(weights, places.to_numpy())
        later = days >= since
        area1 = pick(parents, found).zip_with(later, area1)
        area2 = pick(towns, found).zip_with(later, area2)
    return area1, area2


@cache
def reforms() -> tuple[date, ...]:
    """Return the days since when the code list of municipalities is another, earliest first."""
    found = {code.valid_from for code in code_lists()["CL_AREA2"].codes if code.valid_from}
    return (date.min, *sorted(found))


def municipalities(
    departments: Mapping[str, float], on: date
) -> tuple[list[str], list[str], list[float]]:
    """Return the municipalities that exist on a day, with their departments and weights.

    Weights of the departments are kept; within each, Zipf's law in the order of the code list, a
    municipality named like its department first: invented. A department without municipalities
    in the code list keeps its weight, its municipality unknown.
    """
    children: dict[str, list[tuple[bool, str]]] = {}
    for code in code_lists()["CL_AREA2"].codes:
        if (code.valid_from or date.min) <= on <= (code.valid_to or date.max):
            home = code.parent or ""
            named = code.es.startswith(name("CL_AREA1", home, "es"))
            children.setdefault(home, []).append((not named, code.id))
    towns, homes, weights = [], [], []
    for department, weight in departments.items():
        here = [town for _, town in sorted(children.get(department, []))] or [UNKNOWN]
        ranks = [1 / (place + 1.5) for place in range(len(here))]
        towns += here
        homes += [department] * len(here)
        weights += [weight * rank / sum(ranks) for rank in ranks]
    return towns, homes, weights
