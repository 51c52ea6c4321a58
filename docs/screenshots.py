"""Draw the pages of the desktop on the demonstration, as pictures.

python docs/screenshots.py                       the main pages into docs/images
python docs/screenshots.py --all FOLDER          every page, 2 languages, 2 themes, 2 sizes
python docs/screenshots.py --demo FOLDER         on a demonstration made before
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtWidgets import QApplication, QWidget

from ui.jobs import Jobs
from ui.pages import PAGES
from ui.signin import SignIn
from ui.state import State
from ui.theme import apply_theme
from ui.widgets.notice import Notice
from ui.window import Window
from ui.words import speak
from vipmg.__main__ import doors
from vipmg.demo import story
from vipmg.node import open_node

SHOWN = ("home", "records", "importing", "tables", "briefs", "exchange", "region", "audit")
"""The pages in docs/images: neither the sign-in nor the settings, which name folders."""

IMAGES = Path(__file__).parent / "images"
SIZES = ((1366, 768), (1920, 1080))
PATIENCE = 40.0
SMALLEST = 0
"""Quality of a PNG as Qt counts it: the most compression, and no loss."""


def main() -> None:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", type=Path)
    parser.add_argument("--demo", type=Path)
    args = parser.parse_args()
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.demo or Path(scratch) / "demo"
        if not (folder / "gtm").exists():
            story.run_demo(folder, records=30_000)
        kept = State(Path(scratch) / "desktop.ini")
        if args.all is None:
            IMAGES.mkdir(exist_ok=True)
            draw(app, folder / "gtm", kept, IMAGES, ("es", "light", SIZES[0]), SHOWN)
            return
        for language in ("es", "en"):
            for theme in ("light", "dark"):
                for size in SIZES:
                    target = args.all / f"{language}-{theme}-{size[0]}"
                    target.mkdir(parents=True, exist_ok=True)
                    draw(app, folder / "gtm", kept, target, (language, theme, size))


def draw(
    app: QApplication,
    node: Path,
    kept: State,
    target: Path,
    look: tuple[str, str, tuple[int, int]],
    shown: tuple[str, ...] = (),
) -> None:
    """Draw `shown`, or the sign-in and every page, in one language, theme and size."""
    language, theme, size = look
    apply_theme(app, theme)
    speak(app, language)
    jobs = Jobs()
    if not shown:
        sign_in = SignIn(doors(), jobs, kept, node)
        take(app, sign_in, jobs, (900, 680), target / "signin.png")
    opened = open_node(node, story.FIRST_OFFICER, story.PASSPHRASE)
    window = Window(opened, jobs, kept, PAGES)
    window.resize(*size)
    window.show()
    for name in shown or tuple(window.pages):
        window.open_page(name)
        take(app, window, jobs, size, target / f"{name}.png")
    jobs.close()
    window.close()
    window.deleteLater()
    opened.close()


def take(app: QApplication, widget: QWidget, jobs: Jobs, size: tuple[int, int], file: Path) -> None:
    """Wait until the work on `widget` is done, then draw it."""
    widget.resize(*size)
    widget.show()
    started = time.monotonic()
    quiet = 0
    while quiet < 20 and time.monotonic() - started < PATIENCE:
        app.processEvents()
        time.sleep(0.02)
        quiet = 0 if jobs.busy else quiet + 1
    for notice in widget.findChildren(Notice):
        notice.hide()
    app.processEvents()
    widget.grab().save(str(file), "PNG", SMALLEST)
    print(file)


if __name__ == "__main__":
    main()
