"""What an office promises with each release, and the words that explain it."""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from vipmg.disclosure.errors import BadPolicy
from vipmg.i18n import _, ngettext

Rule = Literal["T", "E"]
Zeros = Literal["published", "eligible"]


@dataclass(frozen=True, slots=True)
class Waiver:
    """Cells that need no protection of their own, why, and the two officers who said so.

    `where` selects the cells: every variable named must have the code given (``_T``: the total).
    """

    where: tuple[tuple[str, str], ...]
    reason: str
    officers: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Policy:
    """The promise made with a release.

    Attributes:
        threshold: counts from 1 to `threshold` - 1 are protected (3 to 20).
        rule: ``T``: nobody can prove that a protected count is below the threshold;
            ``E``: no protected count follows exactly from the published ones.
        zeros: ``published``: every zero is shown, so an attacker knows that a hidden count is at
            least 1; ``eligible``: zeros may be hidden too, so that a hidden count may be 0.
        persons: also protect counts of fewer than `threshold` persons, where persons are known.
        complement: also protect a cell that leaves 1 to `threshold` - 1 of one of its totals.
        waivers: cells that are exempt.
        seconds: the time allowed for the solver; nothing leaves when it is not enough.
    """

    threshold: int = 5
    rule: Rule = "T"
    zeros: Zeros = "eligible"
    persons: bool = False
    complement: bool = False
    waivers: tuple[Waiver, ...] = ()
    seconds: float = 600.0

    def __post_init__(self) -> None:
        if not 3 <= self.threshold <= 20:
            raise BadPolicy(reason=_("The threshold must lie between 3 and 20"))
        if self.rule not in ("T", "E") or self.zeros not in ("published", "eligible"):
            raise BadPolicy(reason=_("The rule must be T or E, the zeros published or eligible"))
        for waiver in self.waivers:
            if not waiver.reason.strip() or len({*waiver.officers} - {""}) != 2:
                raise BadPolicy(reason=_("A waiver needs a reason and two different officers"))

    @property
    def one_code(self) -> bool:
        """Whether all hidden cells carry one confidentiality code.

        Rule T promises that nobody can tell a small count from another hidden cell; a code that
        says "small" would break the promise by itself.
        """
        return self.rule == "T"

    def to_json(self) -> str:
        """Return the policy as JSON, the same text for the same policy."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Policy":
        """Return the policy written by `to_json`.

        Raises:
            BadPolicy: the text is not a policy, or not one that may be promised.
        """
        try:
            facts = json.loads(text)
            waivers = tuple(
                Waiver(
                    tuple((str(name), str(code)) for name, code in waiver["where"]),
                    waiver["reason"],
                    tuple(waiver["officers"]),
                )
                for waiver in facts.pop("waivers", ())
            )
            return cls(**facts, waivers=waivers)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise BadPolicy(reason=_("The text is not a policy")) from error

    def describe(self) -> str:
        """Return the promise in plain words, in the language in force."""
        most = self.threshold - 1
        words = [
            _(
                "Counts from 1 to {most} are hidden, "
                "and so are the other cells needed to keep them hidden."
            ).format(most=most)
        ]
        if self.rule == "T":
            words.append(
                _(
                    "Nobody who has every published figure can prove "
                    "that a hidden small count is below {threshold}."
                ).format(threshold=self.threshold)
            )
        else:
            words.append(_("No hidden small count follows exactly from the published figures."))
        if self.zeros == "eligible" and self.rule == "T":
            words.append(_("Some zeros are hidden too, so a hidden cell may also be zero."))
        else:
            words.append(_("Zeros are shown."))
        if self.persons:
            words.append(
                _("Counts of fewer than {threshold} persons are hidden as well.").format(
                    threshold=self.threshold
                )
            )
        if self.complement:
            words.append(_("A cell that is nearly all of its total is hidden as well."))
        if self.waivers:
            count = len(self.waivers)
            words.append(
                ngettext("{count} exemption applies.", "{count} exemptions apply.", count).format(
                    count=count
                )
            )
        return " ".join(words)
