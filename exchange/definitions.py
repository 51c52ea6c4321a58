"""The definitions card: what the sender's figures mean, shown beside them everywhere."""

from dataclasses import asdict, dataclass
from typing import Self

from crypto import strict_json
from exchange import shapes
from vipmg.i18n import N_

_SPEC = "vipmg/definitions/1"


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a reader must know before comparing two countries' figures; free text, by theme."""

    unit: str = "events"
    """``events`` (one person may count several times) or ``persons``."""
    status: str = "P"
    """CL_OBS_STATUS of the release: ``P`` preliminary, ``A`` final."""
    residence_rule: str = ""
    population: str = ""
    posts: str = ""
    cut_off: str = ""
    breaks: str = ""

    def to_bytes(self) -> bytes:
        """Return the card as it travels."""
        return strict_json.dumps({**asdict(self), "spec": _SPEC, "crit": []})

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Read a card.

        Raises:
            PackageRefused: as `shapes.read`.
        """
        facts = shapes.read(content, _SHAPE)
        return cls(**{name: facts[name] for name in TITLES})


TITLES = {
    "unit": N_("Unit counted"),
    "status": N_("Status of the figures"),
    "residence_rule": N_("Rule of residence"),
    "population": N_("Population covered"),
    "posts": N_("Posts covered"),
    "cut_off": N_("Cut-off date"),
    "breaks": N_("Breaks in the series"),
}
"""The themes of the card, in the order in which they are shown."""

_SHAPE: dict[str, shapes.Shape] = {"spec": _SPEC, "crit": [], **dict.fromkeys(TITLES, str)}
