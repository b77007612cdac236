"""One line that codes a phrase: ``terr ukr opp`` is an item, a party and a stance, each as far as it takes to tell it.

What is left out is as in the entry before: ``rus`` alone is the same item and stance of another party, ``rus opp`` the
same item. Behind them may stand ``@R1`` or ``@2026-01-24``, ``by peskov spokesperson``, and last ``if CONDITION``. Days
are those of the entry before, else the source's; who spoke stays the same as long as the party does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from ledger.domain.entries import Citation, Entry, StanceEntry
from ledger.domain.moments import HeldOn
from ledger.domain.naming import few, names_of
from ledger.domain.quotes import Selector
from ledger.domain.records import Source
from ledger.domain.register import Register
from ledger.domain.text import fold
from ledger.domain.words import Speaker, Stance, Status

ORDER = "an item, a party, a stance: terr ukr opp"
_ANY_WORD = re.compile(r"[\W_]+")
_WHOLE = 3
"""Words of a line that leaves nothing out."""
_FIRST = 3
"""Letters of the word that says whose word it is, before it is taken for the beginning of one."""


class Unread(ValueError):
    """What is typed so far says nothing yet, or what it says is not known."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What a line says. ``when`` are days or a round, as fields of a statement."""

    item: str
    party: str
    stance: Stance
    when: tuple[str, str] | None = None
    by: str | None = None
    speaker: Speaker | None = None
    condition: str | None = None


@dataclass(slots=True)
class _Parts:
    """A line by what its words are for."""

    head: list[str] = field(default_factory=list)
    whose: list[str] = field(default_factory=list)
    when: str | None = None
    condition: str | None = None
    at: str = "head"


def coded_of(entry: Entry) -> Coded | None:
    """Return what a line would have said to record this entry; none but stances are said by lines."""
    said = entry.said
    if not isinstance(said, StanceEntry):
        return None
    when = ("round", said.round) if said.round else ("held_on", str(said.held_on))
    return Coded(said.item, said.party, said.stance, when, said.cite[0].by, said.cite[0].speaker, said.condition)


def read_line(typed: str, known: Register, before: Coded | None = None) -> Coded:
    """Read a line; raise ``Unread`` with what is missing, or may be meant."""
    parts, names = _parts(typed), _Names(known)
    item, party, stance = _head(parts.head, names, before)
    goes_on = before if before is not None and before.party == party else None
    by, speaker = _whose(parts.whose, names) if parts.whose else (goes_on and goes_on.by, goes_on and goes_on.speaker)
    when = before.when if before is not None else None
    when = _when(parts.when, known) if parts.when is not None else when
    same = before is not None and (before.item, before.stance) == (item, stance)
    condition = parts.condition or (before.condition if before is not None and same else None)
    if stance is Stance.conditional and not condition:
        raise Unread("on what condition? … if CONDITION")
    return Coded(item, party, stance, when, by or None, speaker or None, condition)


def statement_of(said: Coded, source: Source, at: str, words: Selector) -> StanceEntry:
    """Return what is to be recorded of a phrase; raise ``Unread`` where nothing tells when."""
    when = said.when or (("held_on", str(source.published)) if source.published else None)
    if when is None:
        raise Unread("when? @2026-01-24 or @R1: the source has no day")
    quoted = {"source": source.key, "at": at, "quote": words.exact, "prefix": words.prefix, "suffix": words.suffix}
    cited = Citation.model_validate({**quoted, "by": said.by, "speaker": said.speaker})
    told = {"item": said.item, "party": said.party, "stance": said.stance, "condition": said.condition}
    return StanceEntry.model_validate({**told, when[0]: when[1], "cite": (cited,)})


def next_words(typed: str, known: Register, before: Coded | None = None) -> list[str]:
    """Return what the word that is being typed may be, or what may come next."""
    parts, names = _parts(typed), _Names(known)
    *head, word = [*parts.head, ""] if not typed or typed[-1].isspace() else (parts.head or [""])
    if parts.at == "condition":
        return []
    if parts.at == "when":
        return [f"@{each.key}" for each in known.live_rounds if _begins(parts.when, each.key)]
    if parts.at == "whose":
        last = "" if typed[-1:].isspace() or not parts.whose else parts.whose[-1]
        return [*names.offered("person", last), *names.offered("speaker", last)]
    return [each for table in _may_follow(head, names, before) for each in names.offered(table, word)]


def completed(typed: str, known: Register, before: Coded | None = None) -> str:
    """Return a line with its last word completed, and a blank to go on behind it."""
    found = next_words(typed, known, before)
    if not found:
        return typed
    whole = typed if not typed or typed[-1].isspace() else typed[: len(typed) - len(typed.rsplit(maxsplit=1)[-1])]
    return f"{whole}{found[0]} "


def _parts(typed: str) -> _Parts:
    found = _Parts()
    words = typed.split()
    for place, word in enumerate(words):
        if word == "if" and place:
            found.at, found.condition = "condition", " ".join(words[place + 1 :])
            break
        if word.startswith("@"):
            found.at, found.when = "when", word[1:]
        elif word == "by" and place:
            found.at = "whose"
        elif found.at == "whose":
            found.whose.append(word)
        else:
            found.at = "head"
            found.head.append(word)
    return found


def _head(words: Sequence[str], names: "_Names", before: Coded | None) -> tuple[str, str, Stance]:
    if len(words) >= _WHOLE:
        *item, party, stance = words
        if _is_speaker(stance, names):
            raise Unread(f'whose word it is stands behind "by": by {stance}')
        return names.one("item", " ".join(item)), names.one("party", party), Stance(names.one("stance", stance))
    if before is None or not words:
        raise Unread(ORDER)
    if len(words) == 1:
        return _one_word(words[0], names, before)
    one, other = words
    if names.matching("party", one) and names.matching("stance", other):
        return before.item, names.one("party", one), Stance(names.one("stance", other))
    return names.one("item", one), names.one("party", other), before.stance


def _one_word(word: str, names: "_Names", before: Coded) -> tuple[str, str, Stance]:
    """Read a word alone: the same of another party, or another stance of the same."""
    if not names.matching("party", word) and names.matching("stance", word):
        return before.item, before.party, Stance(names.one("stance", word))
    return before.item, names.one("party", word), before.stance


def _may_follow(head: Sequence[str], names: "_Names", before: Coded | None) -> tuple[str, ...]:
    """Return of what the next word may be, the likelier first."""
    if not head:
        return ("item",) if before is None else ("item", "party", "stance")
    if len(head) == 1:
        of_party = before is not None and names.matching("party", head[0])
        return ("stance", "party") if of_party else ("party",)
    return ("stance",)


def _whose(words: Sequence[str], names: "_Names") -> tuple[str | None, Speaker | None]:
    """Read who says so, and what word it is: ``peskov spokesperson``."""
    spoken = [word for word in words if len(word) >= _FIRST and names.matching("speaker", word)]
    person = " ".join(word for word in words if word not in spoken)
    speaker = Speaker(names.one("speaker", spoken[-1])) if spoken else None
    return (names.one("person", person) if person else None), speaker


def _is_speaker(word: str, names: "_Names") -> bool:
    return len(word) >= _FIRST and not names.matching("stance", word) and bool(names.matching("speaker", word))


def _when(word: str, known: Register) -> tuple[str, str]:
    for each in known.live_rounds:
        if fold(each.key) == fold(word):
            return "round", each.key
    try:
        return "held_on", str(HeldOn.parse(word))
    except ValueError as problem:
        raise Unread(f'"@{word}" is no round and no day: @R1, @2026-01-24') from problem


def _begins(typed: str | None, name: str) -> bool:
    return fold(name).startswith(fold(typed or ""))


class _Names:
    """What can be named on the line, by what it is called."""

    def __init__(self, known: Register) -> None:
        self._known = known

    def _called(self, table: str) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
        """Yield key, names and further words of what a table holds."""
        known = self._known
        if table == "item":
            yield from ((each.key, (each.key,), (each.title, *each.tags)) for each in known.live_items)
        elif table == "party":
            yield from ((each.key, names_of(each), ()) for each in known.live_parties)
        elif table == "person":
            yield from ((each.key, names_of(each), ()) for each in known.persons.values())
        else:
            words: Iterable[Enum] = Stance if table == "stance" else Speaker
            yield from ((str(each.value), (str(each.value),), ()) for each in words)

    def matching(self, table: str, typed: str) -> list[str]:
        """Return the keys that a word may mean: those of exactly this name, else those that it begins."""
        return self._ranked(table, typed)

    def _ranked(self, table: str, typed: str, *, all_of_them: bool = False) -> list[str]:
        found: dict[str, int] = {}
        for key, names, also in self._called(table):
            ranks = [*(_rank(typed, name) for name in names), *(_rank(typed, word) and 3 for word in also)]
            known = [rank for rank in ranks if rank is not None]
            if known:
                found[key] = min(known)
        best = min(found.values(), default=0)
        ranked = sorted(found, key=found.__getitem__)  # of one rank in the ledger's order
        return [key for key in ranked if all_of_them or found[key] == best]

    def one(self, table: str, typed: str) -> str:
        """Return the one key that is meant; raise ``Unread`` with those that may be."""
        found = self.matching(table, typed)
        shortest = min(found, key=len, default="")
        if all(key == shortest or key.startswith(f"{shortest}-") for key in found) and found:
            return shortest  # territory, not territory-first, which takes more to tell
        if not found:
            raise Unread(f'"{typed}" is no {table} here{_of_a_status(typed)}')
        raise Unread(f'"{typed}" may be {few(found)}')

    def offered(self, table: str, typed: str) -> list[str]:
        """Return what a word may become, best first."""
        return self._ranked(table, typed, all_of_them=True)


def _of_a_status(typed: str) -> str:
    """Return where a status is recorded, where a word begins one: the line is for stances."""
    begins = len(typed) > 2 and any(_begins(typed, each.value) for each in Status)
    return "; a status goes by t, on the item" if begins else ""


def _rank(typed: str, name: str) -> int | None:
    """Return how well a name fits: exactly, from its beginning, by the beginnings of its words; or not at all."""
    wanted, called = fold(typed), fold(name)
    if wanted == called:
        return 0
    if called.startswith(wanted):
        return 1
    words = _ANY_WORD.split(called)
    begun = all(any(word.startswith(part) for word in words) for part in _ANY_WORD.split(wanted) if part)
    return 2 if begun and wanted else None
