"""Which variables say something about which flow; elsewhere they are ``_Z``, not applicable."""

from collections.abc import Mapping
from types import MappingProxyType

_MOVEMENTS = ("ARR", "DEP")

APPLIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mode": ("ARR", "DEP", "RET"),
        "point": ("ARR", "DEP", "RET"),
        "category": ("ARR", "DEP", "RES"),
        "area1": ("RES", "RET"),
        "area2": ("RES", "RET"),
        "purpose": _MOVEMENTS,
        "reason": ("RES", "RET"),
        "years_abroad": ("RET",),
        "return_type": ("RET",),
        "length": ("RES",),
        "form_level": ("RET",),
    }
)
"""Variables that hold for some flows only; a variable not named holds for all four."""
