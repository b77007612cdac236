"""The configuration file of the screens (TOML): keys, theme, glyphs. A fault in it is said, and the rest is used.

::

    theme = "high-contrast"       # ledger-dark, ledger-light, colour-blind-safe, high-contrast, terminal
    glyphs = "ascii"              # or "default"
    start = "inbox"               # the screen one begins at; or "matrix"

    signing_key = "~/.ssh/id_ed25519"   # posl key

    [keys]                        # by the names that ? shows
    record-stance = "S"
    up = "up,k"

    [ledgers]                     # short names: posl -L talks
    talks = "postgresql://host/talks"
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger import settings
from ledger.domain.naming import did_you_mean
from ledger.tui.actions import check_keys
from ledger.tui.themes import NAMES

KNOWN = ("theme", "glyphs", "start", "keys", "ledgers", "signing_key")
TABLES = ("keys", "ledgers")
STARTS = ("matrix", "inbox")


@dataclass(slots=True)
class Config:
    """What the file says; ``faults`` are sentences about what it says in vain."""

    theme: str | None = None
    ascii: bool = False
    start: str = STARTS[0]
    keys: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def load(path: Path | None = None) -> Config:
    """Read the configuration file; where there is none, the defaults."""
    path = path or settings.config_file()
    try:
        return _from(settings.configured(path))
    except (OSError, ValueError) as problem:
        return Config(faults=[f"{path.name}: {problem}"])


def _from(found: dict[str, Any]) -> Config:
    faults = [
        f'there is no setting "{name}"; {did_you_mean(name, KNOWN) or ", ".join(KNOWN)}'
        for name in found
        if name not in KNOWN
    ]
    faults += [settings.table_wanted(name) for name in TABLES if not isinstance(found.get(name, {}), dict)]
    theme, glyphs, keys = found.get("theme"), found.get("glyphs", "default"), found.get("keys", {})
    if theme is not None and theme not in NAMES:
        faults.append(f'there is no theme "{theme}"; {did_you_mean(str(theme), NAMES) or ", ".join(NAMES)}')
    if glyphs not in ("default", "ascii"):
        faults.append('glyphs is "default" or "ascii"')
    good, wrong = check_keys({name: str(key) for name, key in keys.items()} if isinstance(keys, dict) else {})
    start = found.get("start", STARTS[0])
    if start not in STARTS:
        faults.append('start is "matrix" or "inbox"')
    return Config(
        theme if theme in NAMES else None,
        glyphs == "ascii",
        start if start in STARTS else STARTS[0],
        good,
        faults + wrong,
    )
