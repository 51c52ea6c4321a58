"""What a node says of itself in ``node.toml``: no secret and no record is in there."""

import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from vipmg.errors import VipmgError
from vipmg.i18n import N_

FILE = "node.toml"


class NoNode(VipmgError):
    """There is no node in this folder."""

    title = N_("There is no node here")
    advice = N_(
        "The folder {folder} holds no node. Choose another folder, or make a node: vipmg init."
    )


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """The public facts of a node.

    Attributes:
        node: its identifier in the network, 32 hexadecimal digits.
        country: ISO 3166-1 alpha-2.
        agency: the name that briefs and packages carry.
        demo: the node holds synthetic data, and every page says so.
        inbox: the folder where packages for this node arrive.
        contact: what briefs give for questions; may be empty.
    """

    node: str
    country: str
    agency: str
    demo: bool = False
    inbox: str = "inbox"
    contact: str = ""


def default_folder() -> Path:
    """Return the folder of the node of this machine's user."""
    return platformdirs.user_data_path("vipmg", appauthor=False)


def load(folder: Path) -> NodeSettings:
    """Return the settings of the node in `folder`.

    Raises:
        NoNode: there is none.
    """
    try:
        return NodeSettings(**tomllib.loads((folder / FILE).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoNode(folder=folder) from error


def save(folder: Path, settings: NodeSettings) -> None:
    """Write the settings whole or not at all."""
    # A JSON string or boolean is also a TOML one.
    lines = (f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in asdict(settings).items())
    part = folder / f".{FILE}.part"
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(folder / FILE)
