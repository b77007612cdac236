"""Where the ledger lives and who is at work: the one reader of the environment, and of the clock.

========================  ==============================================================================
``POSL_LEDGER``           the ledger: a path or an SQLAlchemy URL
``POSL_AUTHOR``           who records, when ``--author`` is not given; else the login name
``POSL_CONFIG``           the configuration file: screens, names of ledgers; else ``config.toml`` in the user's folder
``POSL_SIGNING_KEY``      the SSH key that acts sign themselves with; empty: nothing signs itself
``POSL_STATE``            where the screens remember their place, and what one has seen; else the state folder
``SUDO_UID``              whose files are root's own too, where root acts for somebody
``EDITOR``, ``VISUAL``    what ``posl edit`` opens
``NO_COLOR``, ``TERM``    no colours where the first is set or the second is ``dumb``
``POSL_READ_ONLY``        when set, nothing is written to a ledger
``POSL_SERVED_FROM``      set by ``posl serve``: the folder in which a browser's session reads and writes files
``POSL_DEBUG``            when set, an error of the program's own shows its traceback
``SOURCE_DATE_EPOCH``     a fixed clock (seconds since 1970, UTC), so that output can be reproduced
========================  ==============================================================================
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

LEDGER_FILE = "ledger.db"
APP = "position-ledger"
VERSION = "0.1.0"
"""The distribution has it from here: ``--version`` need not look for what is installed."""


def ledger_address(given: str | None = None) -> str | None:
    """Return where the ledger is: as given, else ``POSL_LEDGER``, else ``ledger.db`` here or in a folder above.

    One in a folder above that is somebody else's, or lies in somebody else's folder, is not taken (as git takes none).
    """
    named = given or named_ledger()
    if named:
        return named
    found = _found()
    return str(found) if found and not _is_anothers(found) else None


def anothers_ledger() -> Path | None:
    """Return the ledger that would have been found, were it not somebody else's."""
    found = _found()
    return found if found and _is_anothers(found) else None


def _found() -> Path | None:
    here = Path.cwd().resolve()
    return next((folder / LEDGER_FILE for folder in (here, *here.parents) if (folder / LEDGER_FILE).is_file()), None)


def _is_anothers(found: Path) -> bool:
    if found.parent == Path.cwd().resolve() or not hasattr(os, "geteuid"):
        return False
    mine = {os.geteuid()}
    if os.geteuid() == 0 and os.environ.get("SUDO_UID", "").isdecimal():
        mine.add(int(os.environ["SUDO_UID"]))
    return not {found.stat().st_uid, found.parent.stat().st_uid} <= mine


def aliased_ledgers() -> dict[str, str]:
    """Return the ledgers that the configuration file gives short names (``[ledgers]``); raise as ``configured``."""
    found = configured().get("ledgers", {})
    if not isinstance(found, dict):
        raise ValueError(table_wanted("ledgers"))  # noqa: TRY004 - as what is no TOML at all
    return {str(name): str(typed_path(str(at))) if "://" not in str(at) else str(at) for name, at in found.items()}


def table_wanted(name: str) -> str:
    """Return what is said of a setting that is a table, where the configuration file gives it something else."""
    return f'{name} is a table: [{name}] on a line, under it lines such as name = "value"'


def signing_key() -> Path:
    """Return where one's key to sign with is: as somebody said, else beside the configuration file."""
    named = _named_key()
    return typed_path(named) if named else config_file().with_name("signing_key")


def acts_are_signed() -> bool:
    """Whether acts sign themselves: where ``POSL_SIGNING_KEY`` or the configuration file names a key (signing_key)."""
    return _named_key() is not None


def _named_key() -> str | None:
    given = os.environ.get("POSL_SIGNING_KEY")
    named = _configured().get("signing_key") if given is None else given
    return str(named) if named else None


def _configured() -> dict[str, Any]:
    try:
        return configured()
    except (OSError, ValueError):
        return {}


def configured(path: Path | None = None) -> dict[str, Any]:
    """Return what the configuration file says, nothing where there is none.

    Raises ``OSError`` or ``ValueError`` where it cannot be read: which says where and why.
    """
    try:
        text = (path or config_file()).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    import tomllib  # few have the file

    return tomllib.loads(text)


def without_questions() -> dict[str, str]:
    """Return the environment for a program that is to ask nobody for a passphrase."""
    return {**os.environ, "SSH_ASKPASS_REQUIRE": "never"}


def named_ledger() -> str | None:
    """Return the ledger that the environment names."""
    return os.environ.get("POSL_LEDGER") or None


def author_name(given: str | None = None) -> str:
    """Return who is recording: what was given, else ``POSL_AUTHOR``, else the login name."""
    named = given or os.environ.get("POSL_AUTHOR")
    if named:
        return named
    try:
        import getpass

        return getpass.getuser()
    except (KeyError, OSError):  # no such user in this container
        return "unknown"


def now() -> datetime:
    """Return the present moment in UTC, to the second."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed and fixed.isdigit() else datetime.now(UTC)
    return moment.replace(microsecond=0)


def today() -> date:
    """Return the present day in UTC: one day for everybody who looks at one ledger."""
    return now().date()


def typed_path(text: str) -> Path:
    """Return the path that somebody typed: ``~`` is their home; of one nobody has, the name stays as it is."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def read_only() -> bool:
    """Whether nothing may be written to a ledger."""
    return bool(os.environ.get("POSL_READ_ONLY"))


def served_from() -> Path | None:
    """Return the folder in which files are read and written for a browser; ``None`` where a person is at a terminal."""
    folder = os.environ.get("POSL_SERVED_FROM")
    return Path(folder) if folder else None


def hand_down(ledger: str, author: str | None, folder: Path, *, reading: bool) -> None:
    """Let programs that this one starts know ledger and author: others can list arguments, but no environment."""
    os.environ["POSL_LEDGER"], os.environ["POSL_SERVED_FROM"] = ledger, str(folder)
    if author:
        os.environ["POSL_AUTHOR"] = author
    if reading:
        os.environ["POSL_READ_ONLY"] = "1"


def editor() -> str:
    """Return the command that opens an editor."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"


def colours_wanted() -> bool:
    """Whether colours may be used on a terminal (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and not terminal_is_dumb()


def terminal_is_dumb() -> bool:
    """Whether the terminal can only print line by line: no colours, no screens."""
    return os.environ.get("TERM") in {"dumb", "unknown"}


def terminal_name() -> str | None:
    """Return what kind of terminal this is said to be."""
    return os.environ.get("TERM") or None


def shell_asks() -> bool:
    """Whether a shell has started us to ask what may follow on its line (``posl completion`` has told it how)."""
    return "_POSL_COMPLETE" in os.environ


def debugging() -> bool:
    """Whether an error of the program's own shows its traceback."""
    return bool(os.environ.get("POSL_DEBUG"))


def config_file() -> Path:
    """Return the configuration file of the screens, whether it exists or not."""
    named = os.environ.get("POSL_CONFIG")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path(APP) / "config.toml"


def state_folder() -> Path:
    """Return where the screens keep drafts and their place, whether it exists or not."""
    named = os.environ.get("POSL_STATE")
    if named:
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path(APP)


def read_state(path: Path) -> dict[str, Any]:
    """Return what a file of the state folder keeps; what cannot be read counts as not there."""
    import json

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_state(path: Path, values: dict[str, Any]) -> None:
    """Keep values in a file that only its owner may read, whole or not at all; raise ``OSError`` where it cannot be."""
    import json

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(".new")
    descriptor = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(values, file, ensure_ascii=False)
    new.replace(path)


def without_plugins() -> None:
    """Keep Pydantic from searching every installed package for plugins, where nobody wished otherwise."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
