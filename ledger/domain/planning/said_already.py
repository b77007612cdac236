"""A statement that the ledger has from the same place of the same source: known, or said otherwise now.

What a seed leaves out of it stays as it was. What somebody corrected, retracted or dropped since does not come back
with the seed that brought it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ledger.domain.entries import Citation, Entry, Statement, says_the_same
from ledger.domain.planning import quoting
from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.text import composed

SEED_CHANGED = "the seed says it otherwise now"
_OF_THE_ACT = frozenset({"cite", "corrects", "reason", "after", "id"})
"""Fields of a statement that say what is done with it, not what it states."""


class SaidAlready(NamedTuple):
    """The entry that the ledger has of a statement.

    ``now`` is what corrects it, ``None`` where it says no less than the seed. ``left_out`` names what it keeps though
    the seed leaves it out, where it was never without.
    """

    entry: Entry
    now: Entry | None = None
    left_out: tuple[str, ...] = ()


def recognise(now: LedgerNow, entry: Entry) -> SaidAlready | None:
    """Return what the ledger has of an entry from the same place of the same source; ``None`` where it is new."""
    line = now.cells.get(entry.said.cell)
    found = [known for known in line if _same_claim(now, known, entry)] if line else None
    if not found:
        return None
    exact = [known for known in found if _says_no_more(now, known, entry)]
    exact = [known for known in exact if now.stands(known)] or exact
    standing = sorted((known for known in found if now.stands(known)), key=lambda known: known.order)
    if exact:
        kept = () if any(same_content(known, entry) for known in found) else _kept(exact[-1], entry)
        return SaidAlready(exact[-1], None, kept)
    if not standing:
        return SaidAlready(found[-1])
    latest = standing[-1]
    if all(known.held != entry.held for known in standing):
        return None  # one place may say it of a year and of a day in it: whichever comes in first, both are recorded
    if latest.changeset == entry.changeset:
        return None  # of two lines of one file neither is what it says "now": both are recorded, and agree
    if latest.held != entry.held or not _own_citation(latest, entry):
        return SaidAlready(latest)
    changed = _with_evidence_of(latest, _with_what_stands(latest, entry))
    return SaidAlready(latest, changed.model_copy(update={"reason": SEED_CHANGED}), _kept(latest, entry))


def _says_no_more(now: LedgerNow, known: Entry, entry: Entry) -> bool:
    """Whether an entry has all that a seed says of it, and of the places cited; of one file, to the letter."""
    one_file = known.changeset == entry.changeset
    alike = same_content(known, entry) or (not one_file and same_content(known, _with_what_stands(known, entry)))
    return alike and _cited_alike(now, known, entry)


def _kept(known: Entry, entry: Entry) -> tuple[str, ...]:
    return tuple(name for name in _left_out(entry.said) if getattr(known.said, name) not in (None, ()))


def _left_out(said: Statement) -> Iterator[str]:
    stated = type(said).model_fields.keys() - said.model_fields_set - _OF_THE_ACT
    return (name for name in type(said).model_fields if name in stated)


def _with_what_stands(known: Entry, entry: Entry) -> Entry:
    """Let what a seed leaves out of an entry, or of a place cited, stay as it was; what is given as none is taken off.

    So it is with records, too: of two files that tell the same, which comes in first does not matter, and a marking is
    lifted by nobody who does not say so.
    """
    said = entry.said
    stays: dict[str, object] = {name: getattr(known.said, name) for name in _left_out(said)}
    stays["cite"] = tuple([_with_what_stood(known, citation) for citation in said.cite])
    by_round = entry.by_round and known.by_round
    return entry.model_copy(update={"said": said.model_copy(update=stays), "by_round": by_round})


def _with_evidence_of(known: Entry, entry: Entry) -> Entry:
    """Let what others have said in support of an entry support its new wording too."""
    own = entry.said.cite
    others = tuple(c for c in known.said.cite if not any(quoting.same_place(c, mine) for mine in own))
    return entry.model_copy(update={"said": entry.said.model_copy(update={"cite": (*own, *others)})})


def _with_what_stood(known: Entry, citation: Citation) -> Citation:
    had = next((each for each in known.said.cite if quoting.same_place(each, citation)), citation)
    return had.model_copy(update={name: getattr(citation, name) for name in citation.model_fields_set})


def _same_claim(now: LedgerNow, known: Entry, entry: Entry) -> bool:
    return (
        (known.held.overlaps(entry.held) or _by_one_round(known, entry))
        and says_the_same(known.said, entry.said)
        and any(quoting.same_place(mine, entry.said.cite[0]) for mine in now.ever_cited(known))
    )


def _by_one_round(known: Entry, entry: Entry) -> bool:
    """Whether two entries are known by one round alone: they are of one time, whatever days that had when."""
    return known.by_round and entry.by_round and known.said.round == entry.said.round


def same_content(known: Entry, entry: Entry) -> bool:
    """Whether two entries state the same, in the same words and figures, of the same time."""
    return (
        known.said.cell == entry.said.cell
        and _composed(known.said) == entry.said.values()
        and (_by_one_round(known, entry) or (known.held, known.by_round) == (entry.held, entry.by_round))
        and known.said.round == entry.said.round
        and getattr(known.said, "items", ()) == getattr(entry.said, "items", ())
        and getattr(known.said, "by", None) == getattr(entry.said, "by", None)
        and known.said.figures == entry.said.figures
    )


def _cited_alike(now: LedgerNow, known: Entry, entry: Entry) -> bool:
    """Whether all that is said of the places cited (whose words, how likely, the quote) is recorded of them."""
    for citation in entry.said.cite:
        had = [each for each in now.ever_cited(known) if quoting.same_place(each, citation)]
        if had and not any(_at_its_place(citation, each).told_by(each) and _lacks(each, citation) for each in had):
            return False
    return True


def _lacks(known: Citation, citation: Citation) -> bool:
    """Whether a citation gives nothing that another one takes off with ``null``."""
    return all(getattr(known, name) is None for name in citation.model_fields_set if getattr(citation, name) is None)


def _at_its_place(citation: Citation, known: Citation) -> Citation:
    """Return a citation as that of one place with another: in however many words the place itself is named."""
    place = {name: getattr(known, name) for name in ("at", "prefix", "suffix")}
    quote = known.quote if citation.quote else None
    return citation.model_copy(update={**place, "quote": quote or citation.quote})


def _composed(said: Statement) -> dict[str, object]:
    """Return what is stated as it would be stored today: an old ledger may hold texts in another normal form."""
    return {name: composed(value) if isinstance(value, str) else value for name, value in said.values().items()}


def _own_citation(known: Entry, entry: Entry) -> bool:
    """Whether the entry rests first on this citation; otherwise the citation only corroborates it."""
    return quoting.same_place(known.said.cite[0], entry.said.cite[0])
