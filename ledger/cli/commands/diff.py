"""``posl diff``."""

from typing import TYPE_CHECKING, Any

import click

from ledger.cli.options import ROWS, format_option, reviewed_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.domain.diff import Diff
    from ledger.domain.frame import Frame

CHANGED = 1
SEED = "seed"


@click.command("diff")
@click.argument("start", metavar="FROM")
@click.argument("end", default="now", metavar="[TO]")
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
@click.option("--exit-code", is_flag=True, help="Exit with 1 when something changed.")
@format_option(*ROWS, SEED)
@pass_session
def command(
    session: Session,
    /,
    *,
    start: str,
    end: str,
    reviewed_only: bool,
    stat: bool,
    names: bool,
    exit_code: bool,
    format: str,
    width: int | None,
    **wanted: Any,
) -> None:
    """Show what changed between two points, as a note: settled, moved, new, promised, unmoved, unspoken.

    The first line is the checklist. What the parties did and what we corrected are told apart.

    \b
    posl diff R1 R2
    posl diff R1 R2 --party ukraine
    posl diff R1 R2 --names --exit-code
    posl diff R1@3 R1@6
    posl diff R1 R2 --where 'to.score < from.score and difficulty >= 4'
    posl diff @3 @6 --format seed
    """
    from ledger.services.diffing import diff_between
    from ledger.services.listing import frame_at

    if format == SEED:
        _say_patch(session, start, end, wanted, levels=stat or names or exit_code, reviewed_only=reviewed_only)
        return
    with session.read() as store:
        diff = diff_between(store, start, end, reviewed_only=reviewed_only, **wanted)
        known = frame_at(store, end)
    if names:
        say("\n".join(_names(diff)))
    else:
        say(_rendered(diff, known, format, width, stat=stat, whole=not any(wanted.values())))
    if exit_code and diff.changes:
        raise click.exceptions.Exit(CHANGED)


def _say_patch(
    session: Session, start: str, end: str, wanted: dict[str, Any], *, levels: bool, reviewed_only: bool
) -> None:
    from ledger.errors import UsageError
    from ledger.services.patching import patch_between

    if levels or reviewed_only:
        raise UsageError(
            "a patch is the whole of what changed, reviewed or not",
            hint="leave out --stat, --names, --exit-code and --reviewed-only",
        )
    with session.read() as store:
        say(patch_between(store, start, end, **wanted).removesuffix("\n"))


def _names(diff: "Diff") -> list[str]:
    return list(dict.fromkeys("\t".join(filter(None, (change.item, change.party))) for change in diff.changes))


def _rendered(diff: "Diff", known: "Frame", format: str, width: int | None, *, stat: bool, whole: bool) -> str:
    from ledger.cli.views import diff as views
    from ledger.cli.views.grid import grid
    from ledger.formats import json_out, tables

    table = views.stat_table(diff) if stat else views.diff_table(diff)
    match format:
        case "json":
            found = json_out.diff(diff)
            return json_out.written(
                {name: found[name] for name in ("schema", "from", "to", "counts")} if stat else found
            )
        case "jsonl":
            return tables.jsonl_text(json_out.change(change) for change in diff.changes).removesuffix("\n")
        case "csv":
            return tables.csv_text(table).removesuffix("\n")
        case "md":
            return tables.md_text(table).removesuffix("\n") if stat else views.diff_md(diff, known, whole=whole)
    if not stat:
        return views.diff_text(diff, known, columns(width), whole=whole)
    said = views.note(diff, known)
    counts = grid(table.columns, table.rows, columns(width), frozenset({2}))
    return "\n".join([said.checklist, said.span, "", counts] if table.rows else [said.checklist, said.span])
