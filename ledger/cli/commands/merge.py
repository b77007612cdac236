"""``posl merge``."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns
from ledger.cli.views.words import plural

if TYPE_CHECKING:
    from ledger.domain.entries import Entry
    from ledger.domain.meeting import AtOdds
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


def _cell(each: "AtOdds", known: Mapping[int, "Entry"]) -> str:
    """Return of which item and party a conflict about entries is, or of what happened: `` (land × red)``."""
    first = next((known[number].said for number in each.entries if number in known), None)
    if first is None:
        return ""
    said = first.values()
    of = " × ".join(filter(None, (first.cell.item, first.cell.party))) or said.get("title") or said.get("text")
    return f" ({of})" if of else ""


def _versions(each: "AtOdds", known: Mapping[int, "Entry"]) -> tuple[str, str]:
    """Return what each copy says: of two versions of an entry what differs, of a contest which entry is kept."""
    from ledger.domain.meeting import RETRACTED, About
    from ledger.services.conflicts import shown
    from ledger.services.parting import words_of

    mine, other = _fields(each.ours), _fields(each.theirs)
    if each.about is About.contest:
        return _settled(each.ours, known), _settled(each.theirs, known)
    first = known.get(each.entries[0]) if each.about in {About.entry, About.kept} else None
    before = _fields(words_of(first.said)) if first else {}
    told = []
    for said, version, beside in ((each.ours, mine, other or before), (each.theirs, other, mine or before)):
        if version and beside:
            names = [name for name in dict.fromkeys([*mine, *other]) if version.get(name) != beside.get(name)]
            names.sort(key=lambda name: name == "cite")  # what is said comes before where it is said
            told.append("; ".join(f"{name}: {shown(version.get(name))}" for name in names))
        elif said == RETRACTED:
            told.append(f"takes {_named(each.entries[0], known)} back")
        elif each.about is About.kept:
            told.append(f"keeps {_named(each.entries[0], known)} against {_named(each.entries[1], known)}")
        elif each.about in {About.field, About.text}:
            told.append(shown(json.loads(said)))
        else:
            told.append(said)
    return told[0], told[1]


def _settled(said: str, known: Mapping[int, "Entry"]) -> str:
    """Return how a contest was settled in one copy, where ``outweighed 14`` means that entry 14 is the one kept."""
    how, number = said.split(" ")
    entry = _named(int(number), known)
    return {
        "outweighed": f"keeps {entry}",
        "moved": f"both stand, {entry} came after",
        "reopened": "contested again",
    }[how]


def _named(number: int, known: Mapping[int, "Entry"]) -> str:
    """Return an entry with what it says: ``entry 14 (rejects)``."""
    said = known[number].said.values() if number in known else {}
    word = next((said[name] for name in ("stance", "status", "title", "text") if said.get(name)), None)
    return f"entry {number} ({word})" if word else f"entry {number}"


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
        numbers = f"{'entry' if len(each.entries) == 1 else 'entries'} {_listed(each.entries)}"
        what = " ".join(filter(None, (each.ref, each.field))) or numbers
        by = f" by {each.reviewer}" if each.reviewer else ""
        ours, theirs = _versions(each, merged.at_odds)
        yield safe(f"{number}. {each.about.value}: {what}{_cell(each, merged.at_odds)}{by}")
        for side, said in (("ours", ours), ("theirs", theirs)):
            stands = " (chosen)" if merged.chosen.get(number) in {side, "both"} else ""
            yield safe(f"     {f'{side}:':7} {said}{stands}")
    if merged.open_ones:
        two = any(merged.conflicts[number - 1].about in {"record", "key"} for number in merged.open_ones)
        both = " (--both N where one key means two records)" if two else ""
        yield f"{len(merged.open_ones)} to settle; nothing was recorded. Say which stand: --ours N,N --theirs N,N{both}"
        yield f"Then {plural(merged.waiting, 'changeset')} of theirs since @{merged.parted} would come in."
        return
    known = f"; {merged.known} known already" if merged.known else ""
    done = "Would merge" if dry_run else "Merged"
    if not merged.taken:
        yield f"Nothing new{known}."
        yield from _alike(merged)
        return
    first, last = merged.taken[0], merged.taken[-1]
    as_numbered = f"as @{first} to @{last}" if first != last else f"as @{first}"
    if merged.alike:
        as_numbered = f"{len(merged.taken)} of them {as_numbered}"
    count = len(merged.taken) + len(merged.alike)
    yield f"{done} {count} of theirs since @{merged.parted}, {as_numbered}{known}."
    yield from _alike(merged)
    if merged.settling:
        let = "lets" if len(merged.settling) == 1 else "let"
        stand = "what was chosen" if merged.conflicts else "what either copy has"
        yield f"{_listed([f'@{each}' for each in merged.settling])} {let} stand {stand}."
    yield from contest_lines([_contest(each) for each in merged.contests], width)


def _alike(merged: "Merged") -> Iterator[str]:
    """Yield which of theirs are not recorded, since ours says the same: what they gave as a reason stays over there."""
    from ledger.domain.text import safe

    for each in merged.alike:
        message = f": {each.message}" if each.message else ""
        yield safe(f"@{each.number} of theirs, by {each.by}, adds nothing to what ours says already{message}")


def _listed(values: Iterable[object]) -> str:
    return " and ".join(", ".join(map(str, values)).rsplit(", ", 1))


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
        "alike": [each.number for each in merged.alike],
        "settled": merged.settled,
        "contests": [
            {"item": each.item, "party": each.party, "entries": [each.entry, each.other]} for each in merged.contests
        ],
    }
