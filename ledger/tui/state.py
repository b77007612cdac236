"""What the screens remember between two days: place, view, theme, the source cited last, and drafts of forms.

Everything lies in ``settings.state_folder()``, one small JSON file a ledger, one a draft, each replaced as a whole so
that a crash leaves the old or the new one. What cannot be read counts as not there.
"""

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ledger import settings

HOME = "matrix"
Shape = Mapping[str, Any]
"""The type of each field, or the shape of what lies in it."""
VIEW: Shape = {"filter": str, "sort": str, "folded": list}
SHAPES: Shape = {
    "screen": {"place": str, "over": {"item": str, "party": str, "at": str}},
    "matrix": {"view": VIEW, "held": str, "item": str, "party": str},
    "diff": {"from": str, "to": str, "filter": str, "on": {"item": str, "party": str, "verb": str}},
    "inbox": {"on": str},
    "commitments": {"on": str},
    "drafts": {"on": str},
    "party": {"party": str},
    "search": {"words": str},
    "review": {"entry": int, "filter": str},
    "timeline": {"on": str},
    "sources": {"source": str, "place": list, "in_text": bool},
    "theme": str,
    "source": str,
    "counting": str,
    "views": dict,
    "legend": bool,
}
"""What is remembered. A file may be of another version, or spoilt: what has not this shape counts as not there."""


class Remembered:
    """What is remembered of one ledger; ``get`` and ``set`` take plain JSON values."""

    def __init__(self, location: str) -> None:
        self._name = hashlib.sha256(location.encode()).hexdigest()[:16]
        self._path = settings.state_folder() / f"{self._name}.json"
        self._values: dict[str, Any] = _in_shape(settings.read_state(self._path), SHAPES)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - a JSON value
        """Return what is remembered under a name; the default where it is of another kind than that."""
        found = self._values.get(name, default)
        if default is not None and not isinstance(found, type(default)):
            return default
        return found

    def set(self, name: str, value: Any) -> None:  # noqa: ANN401 - a JSON value
        """Remember a value, at once and on disk."""
        if self._values.get(name) != value:
            self._values[name] = value
            _keep(self._path, self._values)

    @property
    def left_something(self) -> bool:
        """Whether there is more to come back to than the matrix: another place, an item, a form half typed."""
        return self.left_elsewhere or self._drafts.is_dir()

    @property
    def left_elsewhere(self) -> bool:
        """Whether one left from another place than the matrix, or from an item."""
        screen = self.get("screen", {})
        return screen.get("place", HOME) != HOME or bool(screen.get("over"))

    def draft(self, form: str) -> dict[str, Any]:
        """Return what was typed into a form and neither saved nor thrown away."""
        return settings.read_state(self._draft_path(form))

    def keep_draft(self, form: str, typed: dict[str, Any]) -> None:
        """Keep what is typed so far."""
        _keep(self._draft_path(form), typed)

    def drop_draft(self, form: str) -> None:
        """Forget a draft: it was saved, or thrown away on purpose."""
        with contextlib.suppress(OSError):
            self._draft_path(form).unlink(missing_ok=True)
            self._drafts.rmdir()  # which it does not where another draft is left

    def drafts(self) -> list[str]:
        """Return the titles of the forms that have a draft, the one typed into last first."""
        try:
            paths = sorted(self._drafts.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        except OSError:
            return []
        found = [settings.read_state(path) for path in paths]
        return [str(draft.get("title") or draft.get("form") or "a form") for draft in found if draft.get("typed")]

    @property
    def _drafts(self) -> Path:
        return settings.state_folder() / f"{self._name}-drafts"

    def _draft_path(self, form: str) -> Path:
        return self._drafts / f"{hashlib.sha256(form.encode()).hexdigest()[:16]}.json"


def _in_shape(found: object, shape: Shape) -> dict[str, Any]:
    """Return what is in shape; what the shape does not speak of stays as it is."""
    kept: dict[str, Any] = {}
    for name, value in found.items() if isinstance(found, dict) else ():
        wanted = shape.get(name, object)
        if isinstance(wanted, Mapping):
            kept[name] = _in_shape(value, wanted)
        elif isinstance(value, wanted):
            kept[name] = value
    return kept


def _keep(path: Path, values: dict[str, Any]) -> None:
    """Keep what is typed where that can be; where it cannot, the screens go on without."""
    with contextlib.suppress(OSError, ValueError):
        settings.write_state(path, values)
