"""Every error that an officer may meet, as one tree.

    VipmgError
    ├── Refused         permission, verification: exit status 3
    ├── WrongUsage      the request itself is not meaningful: exit status 2
    └── (everything else)   the work failed: exit status 4

An error carries a title and an advice in the officer's words; the core never shows it. It is
shown in two places only: `ui/failure.py` and `vipmg/cli/__init__.py`. Subclasses live beside
the code that raises them.
"""

from typing import ClassVar

from vipmg.i18n import N_, _


class VipmgError(Exception):
    """Something an officer can understand and act upon.

    `title` and `advice` are message ids; `advice` may name the keyword facts given to the
    constructor, as in ``UnknownCode(value="XX", codelist="CL_AREA")``. Facts never hold
    personal data: they are written to logs.
    """

    title: ClassVar[str] = N_("The work could not be done")
    advice: ClassVar[str] = N_("Nothing was changed. Try again; if it happens again, call support.")
    exit_status: ClassVar[int] = 4

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(facts)

    def words(self) -> tuple[str, str]:
        """Return title and advice in the officer's language, facts filled in.

        A fact that was not given is left as ``{name}``: words never fail.
        """
        return _(self.title), _(self.advice).format_map(_Facts(self.facts))

    def __str__(self) -> str:
        return ". ".join(part.rstrip(".") for part in self.words()) + "."


class _Facts(dict[str, object]):
    """Facts by name; of one that is not there, the name in braces."""

    def __missing__(self, name: str) -> "_NotGiven":
        return _NotGiven(f"{{{name}}}")


class _NotGiven(str):
    """Stands for a fact whatever the format asked for."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return str(self)


class Refused(VipmgError):
    """A permission or a verification said no."""

    exit_status = 3


class WrongUsage(VipmgError):
    """What was asked has no meaning here: an unknown name, a bad period, a missing option."""

    exit_status = 2


class Cancelled(VipmgError):
    """The officer cancelled; whatever had begun was taken back."""

    title = N_("Cancelled")
    advice = N_("The work was cancelled and everything is as it was before.")
