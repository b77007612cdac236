"""``posl diff``."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.options import (
    ROWS,
    ShellSession,
    counting_options,
    format_option,
    pass_session,
    up_to_option,
    view_option,
    where_option,
)
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.domain.floors import Counting
    from ledger.formats.document import Document
    from ledger.services.comparing import Compared
    from ledger.services.other_ledger import There
    from ledger.storage.database import Store

CHANGED = 1
EVERYTHING = "red"
HTML, SEED, TABLE = "html", "seed", "table"


@dataclass(frozen=True, slots=True)
class _Told:
    """How much of a diff is told, and in which form."""

    format: str
    stat: bool
    names: bool
    full: bool
    counting: "Counting"

    def check(self, *, exit_code: bool) -> None:
        """Raise ``UsageError`` where more and less are asked for at once."""
        from ledger.errors import UsageError

        if self.format == SEED and (self.stat or self.names or self.full or exit_code or not self.counting.plain):
            raise UsageError(
                "a patch is the whole of what changed, reviewed or not",
                hint="leave out --stat, --names, --full, --exit-code and what narrows what counts",
            )
        if self.names and (self.stat or self.format != TABLE):
            raise UsageError("--names tells keys alone, as plain text", hint="leave out --stat, --json and --format")
        if self.full and (self.stat or self.names):
            raise UsageError("--full tells more, --stat and --names tell less", hint="choose one of them")

    @property
    def is_note(self) -> bool:
        """Whether sentences are wanted, rather than rows, keys or counts."""
        return self.format in {TABLE, "md", HTML} and not self.names

    def written(self, store: "Store", compared: "Compared", width: int, *, whole: bool) -> str:
        """Return a diff as it was asked for; ``whole``: nothing was filtered out."""
        if self.names:
            from ledger.cli.views import diff_rows

            return "\n".join(diff_rows.names(compared.diff))
        if self.is_note and not (self.stat and self.format == "md"):
            return self._note(store, compared, width, whole=whole)
        return _rows(compared, self.format, stat=self.stat, full=self.full)

    def _note(self, store: "Store", compared: "Compared", width: int, *, whole: bool) -> str:
        """Write the note, or its top and the counts, as text or as a page."""
        from ledger.services.note import note_of

        brief = self.format == TABLE and not self.full
        document = note_of(store, compared, brief=brief, whole=whole, counting=self.counting, top=self.stat)
        if self.stat:
            from ledger.cli.views.diff_rows import counted

            document = counted(document, compared.diff)
        return written(document, self.format, width)


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
@where_option("changes")
@view_option
@up_to_option(None, " What html, md and seed make is up to clear, else everything is shown.")
@counting_options
@click.option("--stat", is_flag=True, help="Only counts: the checklist, and changes by item and verb.")
@click.option("--names", is_flag=True, help="Only keys, for scripts: item, and party after a tab.")
@click.option("--full", is_flag=True, help="What did not change, too: every reading of every item.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when something changed.")
@format_option(*ROWS, HTML, SEED)
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    start: str,
    end: str,
    other: str | None,
    exit_code: bool,
    up_to: str | None,
    width: int | None,
    **asked: Any,
) -> None:
    """Show what changed between two points, as a short note: settled, moved, new, promised, not moved, not reported.

    The first lines say what the record rests on and count the checklist. What the parties did, what we corrected and
    what we redefined are told apart. With another ledger, or a seed, FROM is a point here and TO a point there.

    \b
    posl diff R1 R2
    posl diff R1 R2 --party ukraine
    posl diff R1 R2 --names --exit-code
    posl diff R1 R2 --format html > note.html
    posl diff R1@3 R1@6
    posl diff now --with seeds/abu-dhabi-2026
    posl diff R1 R2 --where 'to.score < from.score and difficulty >= 4'
    posl diff R1 R2 --where 'party:ukraine changed:condition'
    posl diff @3 @6 --format seed
    """
    told = _Told(**{name: asked.pop(name) for name in _Told.__slots__})
    told.check(exit_code=exit_code)
    _take_view(session, asked)
    up_to = up_to or ("clear" if told.format in {HTML, "md", SEED} else EVERYTHING)
    if told.format == SEED:
        _say_patch(session, start, end, other, asked, up_to)
        return
    with _both(session, other, told.counting, up_to) as (store, there, counting):
        told = replace(told, counting=counting)
        compared = _compared(store, start, end, there, told, asked)
        later = there.store if there else store  # entries of the later point have the numbers of its ledger
        text = told.written(later, compared, columns(width), whole=not any(asked.values()))
    say(text)
    if exit_code and compared.diff.changes:
        raise click.exceptions.Exit(CHANGED)


def _take_view(session: ShellSession, asked: dict[str, Any]) -> None:
    """Put what a view wants beside what is asked."""
    view = asked.pop("view")
    if view is not None:
        from ledger.services.viewing import where_of

        with session.read() as store:
            asked["where"] = where_of(store, view, asked["where"])


def _compared(
    store: "Store", start: str, end: str, there: "There | None", told: _Told, wanted: dict[str, Any]
) -> "Compared":
    from ledger.services.comparing import compare

    asked = {"told": told.is_note, "full": told.full, "counting": told.counting, **wanted}
    return compare(store, start, end, other=there, **asked)


@contextmanager
def _both(
    session: ShellSession, other: str | None, counting: "Counting", up_to: str
) -> Iterator[tuple[Any, Any, "Counting"]]:
    """Open the ledger and, where one is named, what it is compared with: of both what may leave."""
    from ledger.services.handling import leaving

    with session.database() as database, database.read() as whole, leaving(whole, counting, up_to) as (store, counts):
        if other is None:
            there: Any = nullcontext()
        else:
            from ledger.services.other_ledger import opened

            there = opened(other, database, session.header())
        with there as found, leaving(found.store, up_to=up_to) if found else nullcontext((None, None)) as (theirs, _):
            yield store, replace(found, store=theirs) if found else None, counts


def _say_patch(
    session: ShellSession, start: str, end: str, other: str | None, wanted: dict[str, Any], up_to: str
) -> None:
    from ledger.cli.commands.export import tell_withheld
    from ledger.domain.floors import OWN
    from ledger.services.comparing import compare
    from ledger.services.patching import patch_across, patch_between

    with _both(session, other, OWN, up_to) as (store, there, counting):
        tell_withheld(counting)
        if there is None:
            text = patch_between(store, start, end, **wanted)
        else:
            changes = compare(store, start, end, other=there, **wanted).diff.changes
            text = patch_across(store, there.store, start, end, changes)
    say(text.removesuffix("\n"))


def _rows(compared: "Compared", format: str, *, stat: bool, full: bool) -> str:
    from ledger.cli.views import diff_rows
    from ledger.formats import json_out, tables

    match format:
        case "json":
            return json_out.written(diff_rows.document(compared, stat=stat, full=full))
        case "jsonl":
            return tables.jsonl_text(diff_rows.lines(compared)).removesuffix("\n")
    table = diff_rows.stat_table(compared.diff) if stat else diff_rows.diff_table(compared)
    return (tables.md_text(table) if format == "md" else tables.csv_text(table)).removesuffix("\n")


def written(document: "Document", format: str, width: int) -> str:
    """Write a note on a terminal, as Markdown or as a page."""
    if format == HTML:
        from ledger.formats.document_html import html_text

        return html_text(document).removesuffix("\n")
    if format == "md":
        from ledger.formats.document_markdown import markdown_text

        return markdown_text(document).removesuffix("\n")
    from ledger.cli.views.note import note_text

    return note_text(document, width)
