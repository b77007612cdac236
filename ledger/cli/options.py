"""Options that several commands share: the point, what counts, the format, the width, the reason."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from ledger import starting
from ledger.cli.streams import Screens
from ledger.cli.terminal import NARROWEST
from ledger.errors import NotFound

F = TypeVar("F", bound=Callable[..., Any])
ROWS = ("table", "json", "jsonl", "csv", "md")
DOCUMENT = ("table", "json")


def format_option(*formats: str) -> Callable[[F], F]:
    """Add ``--format`` with these choices, ``--json`` for short, and ``--width`` of text."""

    def add(command: F) -> F:
        wide = click.IntRange(min=NARROWEST)
        command = click.option(
            "--width", type=wide, metavar="COLUMNS", help="How wide text may be; else as the terminal."
        )(command)
        command = click.option("--json", "format", flag_value="json", help="Short for --format json.")(command)
        choice = click.Choice(formats or ROWS)
        return click.option("--format", "format", type=choice, default="table", show_default=True)(command)

    return add


size_option = click.option(
    "--max-size",
    type=click.IntRange(min=1),
    default=512,
    show_default=True,
    metavar="MB",
    help="Read no file or pipe of more megabytes.",
)
all_faults_option = click.option("--all", "every", is_flag=True, help="Tell every fault, however many are alike.")
at_option = click.option(
    "--at",
    default="now",
    show_default=True,
    metavar="POINT",
    help="R1, 2026-01-24, now or a mark, each optionally @K: R1@12.",
)


class FileHere(click.Path):
    """A file that must be there; ``-`` is standard input. Raises ``NotFound``, as an import does, where it is not."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        return super().convert(_there(value), param, ctx)


class BytesHere(click.File):
    """A file that must be there, opened to be read as bytes. Raises ``NotFound`` where it is not."""

    def __init__(self) -> None:
        super().__init__("rb")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        return super().convert(_there(value), param, ctx)


def _there(path: Any) -> Any:  # noqa: ANN401 - click hands on what it was given
    if isinstance(path, str) and path != "-" and not Path(path).exists():
        raise NotFound(f"there is no file {path}")
    return path


class Grade(click.ParamType[str]):
    """How sure a source is and how likely what it says: ``B3``."""

    name = "grade"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        grade = str(value).upper()
        if grade not in _GRADES:
            self.fail(f'"{value}" is not a grade; a grade is A1 to F6: how sure the source, how likely', param, ctx)
        return grade

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:  # noqa: ARG002 - Click's signature
        return [CompletionItem(grade) for grade in _GRADES if grade.startswith(incomplete.upper())]


_GRADES = tuple(f"{letter}{digit}" for letter in "ABCDEF" for digit in range(1, 7))
_COUNTING = (
    click.option(
        "--at-least",
        type=Grade(),
        metavar="GRADE",
        help="Count only citations of this grade or better: B3 is reliability B and credibility 3, or better.",
    ),
    click.option(
        "--voice",
        type=click.Choice(["first-hand", "reported", "assessed"]),
        help="Count only what is as near to the party, or nearer: reported lets first-hand through.",
    ),
    click.option(
        "--independent",
        type=click.IntRange(1, 99),
        metavar="N",
        help="Count only what so many independent sources say.",
    ),
    click.option("--reviewed-only", is_flag=True, help="Count only entries that somebody has accepted."),
    click.option("--everything", is_flag=True, help="Set aside what the ledger itself says of what counts."),
)


def counting_options(command: F) -> F:
    """Add the options that say what counts; the command is handed them as one value, ``counting``."""

    @wraps(command)
    def called(*args: Any, **given: Any) -> Any:  # noqa: ANN401 - whatever the command takes and returns
        from ledger.domain.floors import Counting, FloorWords

        asked = {name: given.pop(name) for name in FloorWords.__annotations__}
        return command(*args, counting=Counting.asked(**asked), **given)

    for option in reversed(_COUNTING):
        called = option(called)
    return called  # type: ignore[return-value]  # it is called as the command is


class Offered(click.ParamType[str]):
    """A text for which a shell offers what the ledger has; whatever goes wrong, nothing."""

    name = "text"

    def offers(self, ledger: str | None, typed: str) -> list[tuple[str, str]]:
        """Return what may be typed, and what it is."""
        raise NotImplementedError

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:  # noqa: ARG002 - Click's signature
        try:
            offers = self.offers(ctx.find_root().params.get("ledger"), incomplete)
        except Exception:  # noqa: BLE001 - a shell in the middle of a line is no place for complaints
            return []
        return [CompletionItem(value, help=about) for value, about in offers]


class FilterText(Offered):
    """A filter, of which the shell completes the last word."""

    name = "filter"

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def offers(self, ledger: str | None, typed: str) -> list[tuple[str, str]]:
        """Return what the filter may become."""
        from ledger.services.completing import filter_offers

        return filter_offers(ledger, self.kind, typed)


def where_option(kind: str) -> Callable[[F], F]:
    """Add ``--where``: a filter in the ledger's own language, of lines of this kind."""
    return click.option(
        "--where", type=FilterText(kind), metavar="FILTER", help=f"Only those of which this holds: {_ASKED[kind]}"
    )


class ViewName(Offered):
    """The name of a view, one's own or the ledger's."""

    name = "view"

    def offers(self, ledger: str | None, typed: str) -> list[tuple[str, str]]:
        """Return each view with its filter."""
        from ledger.services.completing import view_offers

        return view_offers(ledger, typed)


view_option = click.option(
    "--view", type=ViewName(), metavar="NAME", help="Only those that a view kept under this name wants: posl view."
)
_ASKED = {
    "items": "'is:stale or party:russia score<0'.",
    "changes": "'to.score < from.score'.",
    "entries": "'party:ukraine is:contradicts'.",
    "parties": "'role:principal stances>3'.",
    "persons": "'entries>2'.",
    "rounds": "'kind:round starts>=today-1m'.",
    "sources": "'reliability<=C published>2026-01'.",
    "events": "'item:territory held_on>=R1'.",
    "remarks": "'by:rubio tone<0'.",
    "figures": "'what:prisoners is:contested'.",
    "marks": "'name:briefing'.",
}
_UP_TO = click.Choice(["clear", "green", "amber", "amber+strict", "red"])


def up_to_option(default: str | None = "clear", more: str = "") -> Callable[[F], F]:
    """Add ``--up-to``: how high what leaves may be marked."""
    about = f"Leave out what is marked higher: clear, green, amber, amber+strict, red.{more}"
    return click.option(
        "--up-to", type=_UP_TO, metavar="MARK", default=default, show_default=default is not None, help=about
    )


reason_option = click.option("--reason", required=True, metavar="TEXT", help="Why; kept in the record.")
unfound_option = click.option(
    "--unfound",
    is_flag=True,
    help="Record what is quoted all the same where the attached text does not have it.",
)
message_option = click.option("--message", "-m", metavar="TEXT", help="What the changeset is about; kept in the log.")


# ----------------------------------------------------------------------------------------------------------------------
# The ledger and the author that the options name, opened when a command asks for them.

if TYPE_CHECKING:  # a command that opens no ledger loads no SQLAlchemy
    from ledger.domain.seed import ChangesetInfo
    from ledger.storage.database import Database, Store
    from ledger.storage.turns import Holder


@dataclass(slots=True)
class ShellSession:
    """What the group's options say. ``screens`` is ``None`` where there are none to open.

    ``config_faults`` says what is wrong with the configuration file, which is the screens' for the most part.
    """

    ledger: str | None = None
    author: str | None = None
    screens: Screens | None = None
    config_faults: Callable[[], list[str]] = list

    @contextmanager
    def database(self) -> Iterator["Database"]:
        """Open the ledger for the length of the block."""
        from ledger.services.ledgers import open_database

        opened = open_database(self.ledger, self.author)
        opened.waiting = _tell_waiting
        starting.done()
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def read(self) -> Iterator["Store"]:
        """Give a consistent view of the ledger."""
        with self.database() as database, database.read() as store:
            yield store

    @contextmanager
    def write(self) -> Iterator["Store"]:
        """Give a transaction: all of the block, or nothing."""
        with self.database() as database, database.write() as store:
            yield store

    @contextmanager
    def rehearse(self) -> Iterator["Store"]:
        """Give a transaction of which nothing remains."""
        with self.database() as database, database.rehearse() as store:
            yield store

    def header(self, message: str | None = None) -> "ChangesetInfo":
        """Return who records, when and with what."""
        from ledger.services.ledgers import header

        return header(self.author, message)


def _tell_waiting(holder: "Holder") -> None:
    """Say for whom one waits."""
    from ledger.cli.terminal import tell
    from ledger.domain.text import safe

    since = f", who has been writing for {holder.seconds} s" if holder.name and holder.seconds is not None else ""
    tell(f"posl: waiting for {safe(holder.name or 'another process that is writing')}{since}")


pass_session = click.make_pass_decorator(ShellSession)
