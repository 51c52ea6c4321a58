"""Every text a person sees is there in Spanish."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
PACKAGES = ("vipmg", "ui", "exchange")
CATALOGUES = sorted((ROOT / "vipmg" / "locale" / "es").glob("*.po"))
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def marked() -> dict[str, str]:
    """Return each message id (singular) marked in the code, with the file it stands in."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        for file, _line, message, *_rest in extract_from_dir(
            str(ROOT / package), keywords=KEYWORDS, method_map=[("**.py", "python")]
        ):
            found.setdefault(
                message[0] if isinstance(message, tuple) else message, f"{package}/{file}"
            )
    return found


def translated() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for path in CATALOGUES:
        with path.open("rb") as source:
            for message in read_po(source, locale="es"):
                if message.id and not message.fuzzy:
                    single = message.id[0] if isinstance(message.id, tuple) else message.id
                    words = (
                        message.string
                        if isinstance(message.string, str)
                        else " ".join(message.string)
                    )
                    if words:
                        pairs.setdefault(single, words)
    return pairs


def test_no_text_lacks_its_spanish():
    known = translated()
    missing = [f"{file}: {text}" for text, file in marked().items() if text not in known]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_names_the_same_facts(catalogue):
    names = re.compile(r"\{(\w*)[^}]*\}")
    with catalogue.open("rb") as source:
        for message in read_po(source, locale="es"):
            if not message.id:
                continue
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            words = message.string if isinstance(message.string, tuple) else (message.string,)
            wanted = set(names.findall(ids[-1]))
            for text in words:
                assert set(names.findall(text)) <= wanted, (message.id, text)


def test_no_translation_is_left_over():
    used = marked()
    left = [text for text in translated() if text not in used]
    assert not left, left
