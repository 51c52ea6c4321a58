"""What the generator knows of each country: levels, departments, routes. Read from TOML."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vipmg.demo.draws import largest_remainder
from vipmg.errors import WrongUsage
from vipmg.i18n import N_

DATA = Path(__file__).parent
COUNTRIES: tuple[str, ...] = ("SLV", "GTM", "HND")
CELLS: tuple[tuple[str, str], ...] = (
    ("M", "AD"),
    ("F", "AD"),
    ("M", "NNA_A"),
    ("F", "NNA_A"),
    ("M", "NNA_NA"),
    ("F", "NNA_NA"),
)
"""Sex and class of the six figures that every published line of returns has."""


class NotInTheDemonstration(WrongUsage):
    """A country for which the generator has no data."""

    title = N_("This country is not in the demonstration")
    advice = N_("The demonstration has El Salvador, Guatemala and Honduras: SLV, GTM, HND.")


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Returns of one year from one country, at full scale.

    Attributes:
        cells: people by `CELLS`, adding up to the total.
        months: people by month, used as weights where the total differs.
        air: how many of them arrived by air; the rest by land.
    """

    year: int
    origin: str
    cells: tuple[int, ...]
    months: tuple[int, ...]
    air: int

    @property
    def total(self) -> int:
        """People returned."""
        return sum(self.cells)


@dataclass(frozen=True, slots=True)
class Route:
    """A way between a country and a counterpart (``other``: any not named)."""

    counterpart: str
    mode: str
    point: str
    weight: float


@dataclass(frozen=True, slots=True)
class Country:
    """One of the three agencies; `routes` serve travellers, `landings` returned people."""

    alpha3: str
    alpha2: str
    departments: Mapping[str, float]
    settled: Mapping[str, float]
    returns: tuple[ReturnLine, ...]
    partners: Mapping[str, float]
    foreign_residents: Mapping[str, float]
    routes: tuple[Route, ...]
    landings: tuple[Route, ...]

    def points(self, routes: tuple[Route, ...]) -> dict[str, dict[str, float]]:
        """Return the weights of posts by ``counterpart/mode`` of `routes`."""
        found: dict[str, dict[str, float]] = {}
        for route in routes:
            posts = found.setdefault(f"{route.counterpart}/{route.mode}", {})
            posts[route.point] = posts.get(route.point, 0.0) + route.weight
        return found


@dataclass(frozen=True, slots=True)
class Weak:
    """Months (``2024-09``, both included) in which one side records only `coverage`."""

    side: str
    first: str
    last: str
    coverage: float


@dataclass(frozen=True, slots=True)
class Corridor:
    """Movements from one country of the region to another; see corridors.toml.

    Either `share` (travellers) or `years` (returns carried out) says how many.
    """

    origin: str
    destination: str
    left: float
    entered: float
    share: float = 0.0
    air: float = 0.0
    years: tuple[int, ...] = ()
    weak: tuple[Weak, ...] = ()

    @property
    def name(self) -> str:
        """Return e.g. ``SVGT``."""
        return self.origin + self.destination


@cache
def country(code: str) -> Country:
    """Read the data of one country of `COUNTRIES`.

    Raises:
        NotInTheDemonstration: there is none for `code`.
    """
    if code not in COUNTRIES:
        raise NotInTheDemonstration(country=code)
    facts = _toml(f"countries/{code.lower()}.toml")
    posts = _toml("posts.toml")[code]
    return Country(
        alpha3=code,
        alpha2=facts["alpha2"],
        departments=facts["departments"],
        settled=facts["settled"],
        returns=tuple(_line(line) for line in facts["returns"]),
        partners=facts["partners"],
        foreign_residents=facts["foreign_residents"],
        routes=_routes(posts["routes"]),
        landings=_routes(posts["landings"]),
    )


@cache
def corridors(kind: str) -> tuple[Corridor, ...]:
    """Return the corridors of a `kind`: ``movements`` or ``carried_out``."""
    return tuple(
        Corridor(
            origin=facts["from"],
            destination=facts["to"],
            left=facts["left"],
            entered=facts["entered"],
            share=facts.get("share", 0.0),
            air=facts.get("air", 0.0),
            years=tuple(facts.get("years", ())),
            weak=tuple(Weak(**each) for each in facts.get("weak", ())),
        )
        for facts in _toml("corridors.toml")[kind]
    )


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Return the names of ``women``, ``men`` and ``family``."""
    return {kind: tuple(listed) for kind, listed in _toml("names.toml").items()}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _line(facts: Mapping[str, Any]) -> ReturnLine:
    total = facts.get("total", sum(facts["cells"]))
    return ReturnLine(
        year=facts["year"],
        origin=facts["from"],
        cells=tuple(int(n) for n in largest_remainder(facts["cells"], total)),
        months=tuple(facts["months"]),
        air=facts["air"],
    )


def _routes(facts: Mapping[str, list[list[Any]]]) -> tuple[Route, ...]:
    return tuple(
        Route(counterpart, mode, point, weight)
        for counterpart, ways in facts.items()
        for mode, point, weight in ways
    )
