"""Who records, and what they can only claim: other people's verdicts and changesets, settings of the owners.

And what nobody may say in the ledger's place.
"""

from collections.abc import Iterator
from typing import Any

from ledger.domain import authorship
from ledger.domain.authorship import as_known, mark
from ledger.domain.intents import AddClaim, Intent
from ledger.domain.own_words import own_beginning
from ledger.domain.planning.desk import Desk
from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.records import OWNED, LedgerInfo
from ledger.domain.seed import ChangesetInfo, Claim, Claimed, Part, Review
from ledger.errors import Fault, InvalidData


def signed(header: ChangesetInfo, now: LedgerNow) -> ChangesetInfo:
    """Return who records as the ledger knows them: on a server the role that connected, whatever name was given.

    Raises ``InvalidData`` for a name that cannot be told from another's.
    """
    given = header.author or ""
    if now.role is not None and mark(given) in {mark(now.role), ""}:
        return header.model_copy(update={"author": now.role, "name": None})
    try:
        known = as_known(given, now.names)
    except ValueError as problem:
        hint = "a name is typed by hand: letters of one script, all of which can be seen"
        raise InvalidData(f"author: {problem}", hint=hint) from problem
    now.names.setdefault(mark(known), known)
    by = {"author": known or None} if now.role is None else {"author": now.role, "name": known}
    return header.model_copy(update=by)


def claiming(header: ChangesetInfo, given: ChangesetInfo) -> ChangesetInfo:
    """Return the header of an import whose file says who recorded it, and when: that is claimed, not known."""
    said = given.claimed or Claimed()
    found: dict[str, Any] = {
        "author": given.author if given.author and not _is(given.author, header) else said.author,
        "recorded_at": given.recorded_at if given.recorded_at != header.recorded_at else said.recorded_at,
        "tool": given.tool if given.tool != header.tool else said.tool,
    }
    claimed = Claimed(**found) if any(found.values()) else None
    return header.model_copy(update={"claimed": claimed, "message": given.message or header.message})


def _is(name: str, header: ChangesetInfo) -> bool:
    return mark(name) in authorship.marks(header.author, header.name)


def faults_of_own_words(desk: Desk, part: Part) -> Iterator[Fault]:
    """Yield a fault where a person's reason begins with words of the ledger's own: it would be told as its doing."""
    if desk.replay or desk.given_back:
        return
    name = "note" if isinstance(part.value, Review) else "reason"
    if begins := own_beginning(getattr(part.value, name, None)):
        hint = "begin it with another word: by these the ledger knows what it said again, or undid, itself"
        yield part.fault(f'a {name} cannot begin with "{begins.strip()}"', name, hint=hint)


def reviewer(desk: Desk, part: Part, given: str | None) -> str | None:
    """Return whose verdict it is, as the ledger has the name; ``None`` where the name is at fault.

    A verdict without a name is that of whoever is said to have recorded it.
    """
    header = desk.header
    name = given or (header.claimed.author if header.claimed else None) or header.author or ""
    if desk.replay or desk.given_back:
        return name
    if _is(name, header):
        return header.author
    try:
        return as_known(name, desk.now.names)
    except ValueError as problem:
        desk.faults.append(part.fault(str(problem), "reviewer"))
        return None


def claim(desk: Desk, entry: int, given: Claim) -> list[Intent]:
    """Take a verdict that somebody else is said to have given: it counts nowhere until they give it."""
    now, found = desk.now, (entry, given.reviewer, given.verdict)
    held = now.verdicts.get(found[:2])
    if not desk.replay and (found in now.claimed or (held is not None and held.verdict is given.verdict)):
        desk.plan.unchanged += 1
        return []
    now.claimed.add(found)
    if not desk.replay:
        desk.plan.note(
            f"entry {entry}: {given.verdict.value} by {given.reviewer} is claimed by {desk.header.author}, "
            f"and counts for nothing until {given.reviewer} says so"
        )
    return [AddClaim(entry, given.verdict, given.reviewer, given.note)]


def takes_back_anothers(desk: Desk, entry: int, given: Review) -> bool:
    """Whether, where four eyes are wanted, an undoing changes a verdict that somebody else has given."""
    info = desk.now.frame.info
    held = desk.now.verdicts.get((entry, given.reviewer or ""))
    changed = held is not None and held.verdict is not given.verdict
    return info is not None and info.four_eyes and changed and not _is(given.reviewer or "", desk.header)


def not_theirs(desk: Desk) -> Iterator[Fault]:
    """Yield a fault for each setting of the owners that somebody else changes."""
    was = desk.before.info
    info = desk.now.frame.info
    if was is None or info is None or not was.owners or mark(desk.header.author or "") in authorship.marks(*was.owners):
        return
    part = desk.entered.get(LedgerInfo().ref)
    for name in OWNED:
        if getattr(was, name) != getattr(info, name):
            message = f"{name} is changed by the ledger's owners alone ({', '.join(was.owners)})"
            hint = f"{desk.header.author} is none of them"
            yield part.fault(message, name, hint=hint) if part else Fault(message, hint=hint)
