"""What the screens remember between two days: place, view, theme, the source cited last, and drafts of forms.

Everything lies in ``settings.state_folder()``, one small JSON file a ledger, one a draft, each replaced as a whole so
that a crash leaves the old or the new one. What cannot be read counts as not there.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger import settings


class State:
    """What is remembered of one ledger; ``get`` and ``set`` take plain JSON values."""

    def __init__(self, location: str) -> None:
        self._name = hashlib.sha256(location.encode()).hexdigest()[:16]
        self._path = settings.state_folder() / f"{self._name}.json"
        self._values: dict[str, Any] = _read(self._path)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - a JSON value
        """Return what is remembered under a name."""
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:  # noqa: ANN401 - a JSON value
        """Remember a value, at once and on disk."""
        if self._values.get(name) != value:
            self._values[name] = value
            _write(self._path, self._values)

    def draft(self, form: str) -> dict[str, Any]:
        """Return what was typed into a form and neither saved nor thrown away."""
        return _read(self._draft_path(form))

    def keep_draft(self, form: str, typed: dict[str, Any]) -> None:
        """Keep what is typed so far."""
        _write(self._draft_path(form), typed)

    def drop_draft(self, form: str) -> None:
        """Forget a draft: it was saved, or thrown away on purpose."""
        with contextlib.suppress(OSError):
            self._draft_path(form).unlink(missing_ok=True)

    def drafts(self) -> Iterator[str]:
        """Return the forms that have a draft."""
        for path in sorted(self._drafts.glob("*.json")):
            found = _read(path)
            if found:
                yield str(found.get("form", path.stem))

    @property
    def _drafts(self) -> Path:
        return settings.state_folder() / f"{self._name}-drafts"

    def _draft_path(self, form: str) -> Path:
        return self._drafts / f"{hashlib.sha256(form.encode()).hexdigest()[:16]}.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, values: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_suffix(".new")
        descriptor = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(values, file, ensure_ascii=False)
        new.replace(path)
