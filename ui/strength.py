"""How hard a passphrase is to guess, in a word. A hint, not a proof."""

import math
from itertools import pairwise
from typing import Literal

from ui.widgets.pill import Tone
from vipmg.i18n import N_

LEAST = 12
"""Characters that a passphrase has at least."""

Level = Literal["weak", "fair", "strong"]
WORDS: dict[Level, tuple[str, Tone]] = {
    "weak": (N_("Weak"), "bad"),
    "fair": (N_("Fair"), "warn"),
    "strong": (N_("Strong"), "good"),
}


def strength(passphrase: str) -> Level:
    """Return how hard `passphrase` is to guess, judged by its length and variety.

    Characters that repeat or run on (aaaa, 1234) count for little; four unlike words of five
    letters are strong.
    """
    kinds = (
        (26, any(char.islower() for char in passphrase)),
        (26, any(char.isupper() for char in passphrase)),
        (10, any(char.isdigit() for char in passphrase)),
        (33, any(not char.isalnum() for char in passphrase)),
    )
    alphabet = sum(size for size, used in kinds if used) or 1
    steps = [ord(after) - ord(before) for before, after in pairwise(passphrase)]
    worth = 1 + sum(1 for step in steps if abs(step) > 1) if passphrase else 0
    variety = len(set(passphrase)) / max(len(passphrase), 1)
    bits = worth * math.log2(alphabet) * min(1.0, 0.4 + variety)
    if len(passphrase) < LEAST or bits < 50:
        return "weak"
    return "strong" if bits >= 80 else "fair"
