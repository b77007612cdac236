"""An act that fails in its midst: at every statement, and where the disk is full. All of it is there, or nothing."""

import resource
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from ledger.errors import LedgerError
from ledger.files import new_file
from ledger.services.exporting import jsonl_lines
from ledger.storage import migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location, Mode, open_engine
from tests.support import load, stance
from tests.trials.children import told_by
from tests.trials.counting import SHARE, counted
from tests.trials.ledgers import OLDEST, copy_of, dump, last, old, small, unsound

AT = datetime(2026, 2, 10, tzinfo=UTC)


class HereError(Exception):
    """The statement that is to fail."""


def failing_at(number: int, act: Callable[[], object]) -> bool:
    """Do this, failing at the n-th statement; return whether there were so many."""
    count = 0

    def listen(*_args: Any) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise HereError

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        act()
    except HereError:
        return True
    except LedgerError:
        return True
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    return False


def _import(location: Location) -> None:
    database = Database(location)
    load(database, stance("land", "green", "supports", "R2"), stance("fuel", "blue", "opposes", "R2"))
    database.close()


EACH_AGAIN = 10
"""Of so many failures one is followed by the same act again, to its end: what came before left the same file each time."""


def test_every_statement_of_an_import(tmp_path: Path) -> None:
    template, number = small(tmp_path), 0
    with counted("a failure at every statement of an import") as tally:
        while True:
            number += 1
            location = copy_of(template)
            if not failing_at(number, lambda: _import(location)):  # noqa: B023 - done in it
                break
            problem = _changed(location, template)
            if problem is None and number % EACH_AGAIN == 0:
                _import(location)
                problem = unsound(location)
            tally.take(f"statement {number}: {problem}" if problem else None)
        tally.more = f"{tally.tried // EACH_AGAIN} done again afterwards, to the end"


def _changed(location: Location, template: Path) -> str | None:
    """What is left of an act that failed: nothing, where not a byte of the file is another."""
    assert location.path is not None
    if location.path.read_bytes() == template.read_bytes():
        return None
    return unsound(location) or (
        None if dump(location) == dump(Location(path=template)) else "something of it is there"
    )


def _upgrade(location: Location) -> None:
    engine = open_engine(location, Mode.write)
    try:
        migrate.move_engine(engine)
    finally:
        engine.dispose()


LATER = "0008"
"""Where the migrations begin when only a share of the trials is wanted."""


def test_every_statement_of_a_migration(tmp_path: Path) -> None:
    first = OLDEST if SHARE == 1 else LATER
    template, number = old(tmp_path, first), 0
    with counted("a failure at every statement of a migration") as tally:
        while True:
            number += 1
            location = copy_of(template)
            if not failing_at(number, lambda: _upgrade(location)):  # noqa: B023 - done in it
                break
            problem = None if _schema(location) == _schema(Location(path=template)) else "part of it was there"
            if problem is None and number % EACH_AGAIN == 0:
                migrate.upgrade(location, AT)
                problem = unsound(location)
            tally.take(f"statement {number}: {problem}" if problem else None)
            for left in tmp_path.glob("*before-upgrade*"):
                left.unlink()
        tally.more = f"from {first} up; {tally.tried // EACH_AGAIN} done again afterwards, to the end"


def _schema(location: Location) -> list[Any]:
    engine = open_engine(location, Mode.read)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2").all()
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
    engine.dispose()
    return [*map(tuple, found), *map(tuple, revision)]


# -- a disk that is full -----------------------------------------------------------------------------------------------


def _export(source: Path, target: Path) -> None:
    database = Database(Location(path=source))
    with database.read() as store, new_file(target) as part, part.open("w", encoding="utf-8") as out:
        for _ in range(40):
            out.writelines(jsonl_lines(store))
    database.close()


def _import_much(source: Path, _target: Path) -> None:
    database = Database(Location(path=source))
    much = [
        stance("land", "green", "supports", f"2026-01-{day:02}", more=f", summary: {'x' * 9_000}")
        for day in range(1, 29)
    ]
    load(database, *much)
    database.close()


ACTIONS: dict[str, Callable[[Path, Path], object]] = {
    "import": _import_much,
    "record": lambda source, _target: _import(Location(path=source)),
    "upgrade": lambda source, _target: migrate.upgrade(Location(path=source), AT),
    "backup": lambda source, target: migrate.backup(Location(path=source), target),
    "export": _export,
    "init": lambda _source, target: migrate.create(Location(path=target)),
}


def _with_room(size: int, act: Callable[[], object]) -> str:
    """Do this in a child whose files may not grow beyond a size; ``whole`` where there was room."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        act()
    except LedgerError as problem:
        return f"told {problem.exit_code}"
    return "whole"


def test_full_disks(tmp_path: Path) -> None:
    template, earlier = small(tmp_path), old(tmp_path)
    size = template.stat().st_size
    ended: dict[str, int] = {}
    with counted("full disks") as tally:
        for room in (4_096, size // 2, size + 8_192, size * 3):
            for name, act in ACTIONS.items():
                source, target = copy_of(earlier if name == "upgrade" else template), tmp_path / "target"
                assert source.path is not None
                before = source.path.read_bytes()
                said = told_by(lambda: _with_room(room, lambda: act(source.path, target)))  # type: ignore[arg-type] # noqa: B023
                problem = _left(name, said, source, target, before)
                ended[said] = ended.get(said, 0) + 1
                tally.take(f"{name} with room for {room}: {said}, {problem}" if problem else None)
                target.unlink(missing_ok=True)
                for left in tmp_path.glob("*before-upgrade*"):
                    left.unlink()
        tally.more = ", ".join(f"{said}: {number}" for said, number in sorted(ended.items()))


def _left(name: str, said: str, source: Location, target: Path, before: bytes) -> str | None:
    if said not in {"whole", "told 6", "told 7"}:
        return "the program broke"
    if said == "whole":
        return None if name == "export" else unsound(Location(path=target) if target.exists() else source)
    if target.exists():
        return "half a file stands under the final name"
    if name == "upgrade":
        migrate.upgrade(source, AT)
        return unsound(source)
    problem = unsound(source)
    held = source.path is not None and source.path.read_bytes() == before
    return problem or (None if held or last(source) >= 5 else "something is lost")
