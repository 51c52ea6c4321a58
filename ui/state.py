"""What the desktop remembers between two days, in one file of the user's settings folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings

RECENT = 8


class State:
    """Geometry, theme, language, text size and recent nodes. No secrets, nothing of records."""

    def __init__(self, file: Path | None = None) -> None:
        path = file or user_config_path("vipmg", appauthor=False) / "desktop.ini"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, name: str, default: Any = None) -> Any:
        """Return what was kept under `name`."""
        return self._settings.value(name, default)

    def keep(self, name: str, value: Any) -> None:
        """Keep `value` under `name`."""
        self._settings.setValue(name, value)
        self._settings.sync()

    def geometry(self) -> QByteArray:
        """Return the kept place of the window, empty at first."""
        value = self.get("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    def recent(self) -> tuple[Path, ...]:
        """Return the nodes opened lately that still exist, the last one first."""
        kept = self.get("recent", [])
        names: Sequence[str] = [kept] if isinstance(kept, str) else list(kept or [])
        return tuple(path for path in map(Path, names) if path.is_dir())

    def add_recent(self, folder: Path, officer: str) -> None:
        """Remember that `officer` opened the node in `folder`."""
        names = [str(folder), *(str(path) for path in self.recent() if path != folder)]
        self.keep("recent", names[:RECENT])
        self.keep("officer", officer)
