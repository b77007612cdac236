"""``posl diff``."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.options import ROWS, format_option, reviewed_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.services.comparing import Compared

CHANGED = 1
HTML, SEED, TABLE = "html", "seed", "table"


@dataclass(frozen=True, slots=True)
class _Told:
    """How much of a diff is told, and in which form."""

    format: str
    stat: bool
    names: bool
    full: bool
    reviewed_only: bool

    def check(self, *, exit_code: bool) -> None:
        """Raise ``UsageError`` where more and less are asked for at once."""
        from ledger.errors import UsageError

        if self.format == SEED and (self.stat or self.names or self.full or exit_code or self.reviewed_only):
            raise UsageError(
                "a patch is the whole of what changed, reviewed or not",
                hint="leave out --stat, --names, --full, --exit-code and --reviewed-only",
            )
        if self.names and (self.stat or self.format != TABLE):
            raise UsageError("--names tells keys alone, as plain text", hint="leave out --stat, --json and --format")
        if self.full and (self.stat or self.names):
            raise UsageError("--full tells more, --stat and --names tell less", hint="choose one of them")

    def written(self, compared: "Compared", width: int, *, whole: bool) -> str:
        """Return a diff as it was asked for; ``whole``: nothing was filtered out."""
        if self.names:
            from ledger.cli.views.diff import rows

            return "\n".join(rows.names(compared.diff))
        return _rendered(compared, self.format, width, stat=self.stat, full=self.full, whole=whole)


@click.command("diff")
@click.argument("start", metavar="FROM")
@click.argument("end", default="now", metavar="[TO]")
@click.option("--with", "other", metavar="OTHER", help="Compare with another ledger or a seed: TO is a point on it.")
@click.option("--item", multiple=True, metavar="ITEM", help="Only changes of this item; may be repeated.")
@click.option("--party", multiple=True, metavar="PARTY", help="Only changes of this party's stances; may be repeated.")
@click.option("--track", multiple=True, metavar="TRACK", help="Only changes of items of this track; may be repeated.")
@click.option(
    "--verb", multiple=True, metavar="VERB", help="Only changes of this kind (softened, settled …); may be repeated."
)
@click.option("--cause", multiple=True, metavar="CAUSE", help="moved: the parties did; corrected: we did.")
@click.option(
    "--where", metavar="FILTER", help="Only changes of which this holds: 'to.score < from.score'; see the docs."
)
@reviewed_option
@click.option("--stat", is_flag=True, help="Only counts: the checklist, and changes by item and verb.")
@click.option("--names", is_flag=True, help="Only keys, for scripts: item, and party after a tab.")
@click.option("--full", is_flag=True, help="What did not change, too: every reading of every item.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when something changed.")
@format_option(*ROWS, HTML, SEED)
@pass_session
def command(
    session: Session, /, *, start: str, end: str, other: str | None, exit_code: bool, width: int | None, **asked: Any
) -> None:
    """Show what changed between two points, as a note: settled, moved, new, promised, unmoved, unspoken.

    The first line is the checklist. What the parties did and what we corrected are told apart. With another ledger, or
    a seed, FROM is a point here and TO a point there.

    \b
    posl diff R1 R2
    posl diff R1 R2 --party ukraine
    posl diff R1 R2 --names --exit-code
    posl diff R1 R2 --format html > note.html
    posl diff R1@3 R1@6
    posl diff now --with seeds/abu-dhabi-2026
    posl diff R1 R2 --where 'to.score < from.score and difficulty >= 4'
    posl diff @3 @6 --format seed
    """
    told = _Told(**{name: asked.pop(name) for name in _Told.__slots__})
    told.check(exit_code=exit_code)
    if told.format == SEED:
        _say_patch(session, start, end, other, asked)
        return
    compared = _compared(session, start, end, other, told, asked)
    say(told.written(compared, columns(width), whole=not any(asked.values())))
    if exit_code and compared.diff.changes:
        raise click.exceptions.Exit(CHANGED)


def _compared(
    session: Session, start: str, end: str, other: str | None, told: _Told, wanted: dict[str, Any]
) -> "Compared":
    from ledger.services.comparing import compare

    with_rows = told.format in {HTML, "md"} and not told.stat
    asked = {"with_rows": with_rows, "full": told.full, "reviewed_only": told.reviewed_only, **wanted}
    with _both(session, other) as (store, there):
        return compare(store, start, end, other=there, **asked)


@contextmanager
def _both(session: Session, other: str | None) -> Iterator[tuple[Any, Any]]:
    """Open the ledger and, where one is named, what it is compared with."""
    with session.database() as database, database.read() as store:
        if other is None:
            there: Any = nullcontext()
        else:
            from ledger.services.counterpart import opened

            there = opened(other, database, session.header())
        with there as found:
            yield store, found


def _say_patch(session: Session, start: str, end: str, other: str | None, wanted: dict[str, Any]) -> None:
    from ledger.services.comparing import compare
    from ledger.services.patching import patch_across, patch_between

    with _both(session, other) as (store, there):
        if there is None:
            text = patch_between(store, start, end, **wanted)
        else:
            changes = compare(store, start, end, other=there, **wanted).diff.changes
            text = patch_across(store, there.store, start, end, changes)
    say(text.removesuffix("\n"))


def _rendered(compared: "Compared", format: str, width: int, *, stat: bool, full: bool, whole: bool) -> str:
    from ledger.cli.views.diff import rows
    from ledger.formats import json_out, tables

    match format:
        case "json":
            return json_out.written(rows.document(compared, stat=stat, full=full))
        case "jsonl":
            return tables.jsonl_text(rows.lines(compared)).removesuffix("\n")
        case "csv":
            table = rows.stat_table(compared.diff) if stat else rows.diff_table(compared)
            return tables.csv_text(table).removesuffix("\n")
        case "md" if stat:
            return tables.md_text(rows.stat_table(compared.diff)).removesuffix("\n")
    return _as_note(compared, format, width, stat=stat, full=full, whole=whole)


def _as_note(compared: "Compared", format: str, width: int, *, stat: bool, full: bool, whole: bool) -> str:
    """Write the note, or its top and the counts, as text or as a page."""
    from ledger.cli.views.diff.note import note

    said = note(compared, whole=whole, full=full, brief=format == TABLE and not full)
    if format in {"md", HTML}:
        from ledger.cli.views.diff.page import page, stat_page
        from ledger.formats.document_html import html_text
        from ledger.formats.document_markdown import markdown_text

        document = stat_page(said, compared) if stat else page(said, compared)
        return (html_text(document) if format == HTML else markdown_text(document)).removesuffix("\n")
    from ledger.cli.views.diff.text import diff_text, stat_text

    return stat_text(said, compared.diff, width) if stat else diff_text(said, compared.names.sources, width)
