"""``posl merge``."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.services.merging import Merged
    from ledger.storage.contests import Contest


@click.command("merge")
@click.argument("base")
@click.argument("ours")
@click.argument("theirs")
@click.option("--ours", "as_ours", metavar="N,N|all", help="Conflicts in which what OURS says stands.")
@click.option("--theirs", "as_theirs", metavar="N,N|all", help="Conflicts in which what THEIRS says stands.")
@click.option("--both", "as_both", metavar="N,N|all", help="Records under one key that are two: theirs gets a number.")
@click.option("--draft", type=click.Path(), metavar="FILE", help="Merge into a new file instead, to look at it first.")
@click.option("--dry-run", is_flag=True, help="Say what would be merged; nothing is recorded.")
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    base: str,
    ours: str,
    theirs: str,
    as_ours: str | None,
    as_theirs: str | None,
    as_both: str | None,
    draft: str | None,
    dry_run: bool,
    format: str,
    width: int | None,
) -> None:
    """Bring a copy of a ledger that was changed apart into another: THEIRS into OURS, as git calls a merge driver.

    Their changesets since the two parted are recorded on top of ours, each with its author and time. What both changed
    is listed, and nothing is recorded until somebody says which stands (exit 1). Nothing is dropped: what does not
    stand is in the record before what does. BASE is what git has for the copy before both; - where there is none.

    \b
    posl merge - ledger.db theirs.db --dry-run
    posl merge - ledger.db theirs.db --ours all
    posl merge - ledger.db theirs.db --both 1 --ours all
    """
    from ledger.services import meeting

    chosen = {"ours": as_ours, "theirs": as_theirs, "both": as_both}
    merged = meeting.merge_files(base, ours, theirs, session.header(), chosen, draft=draft, dry_run=dry_run)
    if format == "json":
        from ledger.formats.json_out import written

        say(written(document(merged)))
    else:
        say("\n".join(told(merged, columns(width), dry_run=dry_run)))
    if merged.open_ones:
        raise click.exceptions.Exit(1)


def _apart(ours: str, theirs: str) -> tuple[str, str, str]:
    """Return of which cell two versions of an entry are, and what each says otherwise; anything else as it is."""
    from ledger.services.conflicts import shown

    one, other = _fields(ours), _fields(theirs)
    if not one or not other:
        return "", ours, theirs
    cell = " × ".join(str(one[name]) for name in ("item", "party") if one.get(name))
    names = [name for name in dict.fromkeys([*one, *other]) if one.get(name) != other.get(name)]
    mine, yours = ("; ".join(f"{name}: {shown(side.get(name))}" for name in names) for side in (one, other))
    return f" ({cell})" if cell else "", mine, yours


def _fields(version: str) -> dict[str, Any]:
    try:
        found = json.loads(version)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def told(merged: "Merged", width: int, *, dry_run: bool) -> Iterator[str]:
    """Yield what came together, and what somebody has to settle."""
    from ledger.cli.views.recorded import contest_lines
    from ledger.domain.text import safe

    for number, each in enumerate(merged.conflicts, 1):
        what = " ".join(filter(None, (each.ref, each.field))) or f"entry {', '.join(map(str, each.entries))}"
        by = f" by {each.reviewer}" if each.reviewer else ""
        cell, ours, theirs = _apart(each.ours, each.theirs)
        yield safe(f"{number}. {each.about.value}: {what}{cell}{by}")
        yield safe(f"     ours:   {ours}")
        yield safe(f"     theirs: {theirs}")
    if merged.open_ones:
        two = any(merged.conflicts[number - 1].about in {"record", "key"} for number in merged.open_ones)
        both = " (--both N where one key means two records)" if two else ""
        yield f"{len(merged.open_ones)} to settle; nothing was recorded. Say which stand: --ours N,N --theirs N,N{both}"
        return
    known = f"; {merged.known} known already" if merged.known else ""
    done = "Would merge" if dry_run else "Merged"
    if not merged.taken:
        yield f"Nothing new{known}."
        return
    as_numbered = f"as @{merged.taken[0]} to @{merged.taken[-1]}"
    yield f"{done} {len(merged.taken)} of theirs since @{merged.parted}, {as_numbered}{known}."
    if merged.settled is not None:
        yield f"@{merged.settled} lets stand what was chosen."
    yield from contest_lines([_contest(each) for each in merged.contests], width)


def _contest(contest: "Contest") -> str:
    from ledger.domain.text import safe

    cell = " × ".join(filter(None, (contest.item, contest.party)))
    return safe(f"entry {contest.other} contested with entry {contest.entry} ({cell})")


def document(merged: "Merged") -> Mapping[str, object]:
    """Return the same for scripts."""
    return {
        "schema": "position-ledger/merge/1",
        "parted": merged.parted,
        "conflicts": [
            {
                "number": number,
                "about": each.about.value,
                "record": each.ref or None,
                "field": each.field or None,
                "entries": list(each.entries),
                "reviewer": each.reviewer or None,
                "ours": each.ours,
                "theirs": each.theirs,
                "open": number in merged.open_ones,
            }
            for number, each in enumerate(merged.conflicts, 1)
        ],
        "changesets": list(merged.taken),
        "known": merged.known,
        "settled": merged.settled,
        "contests": [
            {"item": each.item, "party": each.party, "entries": [each.entry, each.other]} for each in merged.contests
        ],
    }
