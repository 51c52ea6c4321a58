"""The parser's own words, in the officer's language.

`argparse` marks them for gettext but looks them up in a catalogue of its own; here it gets ours.
"""

import argparse

from vipmg.i18n import N_, _, ngettext

WORDS: tuple[str, ...] = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("expected %s argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)
"""What `argparse` (Python 3.11 and later) says to the person at the terminal."""


def install() -> None:
    """Let `argparse` say its words in the language in force."""
    vars(argparse).update(_=_, ngettext=ngettext)
