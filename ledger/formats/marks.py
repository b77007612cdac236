"""How sure a reading is, and whose word: in signs and in a few words, the same wherever a reading is shown.

No mark stands by its colour alone: ``!`` is contested, ``~`` and round brackets are only possible, and a letter says
whose word it is (``o`` the party's own, ``r`` reported, ``a`` an analyst's reading).
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace

from ledger.domain.entries import Citation, RemarkEntry, Statement
from ledger.domain.field_types import taken_apart
from ledger.domain.lateness import Lateness
from ledger.domain.readings import MatrixRow, Reading, told_status
from ledger.domain.register import Register
from ledger.domain.words import OVERDUE, Speaker, Stance, Status, Voice

CONTESTED, POSSIBLE = "!", "~"
LETTERS = {Voice.first_hand: "o", Voice.reported: "r", Voice.assessed: "a"}
OF_ITSELF = {
    Voice.first_hand: "its own word",
    Voice.reported: "what is reported of itself",
    Voice.assessed: "an analyst's reading of it",
}
WHOSE = {Voice.first_hand: "own word", Voice.reported: "reported", Voice.assessed: "an analyst's reading"}
SHORT = {
    Stance.demands: "dem",
    Stance.supports: "sup",
    Stance.conditional: "cond",
    Stance.undecided: "und",
    Stance.doubts: "dbt",
    Stance.opposes: "opp",
    Stance.rejects: "rej",
    Stance.silent: "sil",
    Stance.withdrawn: "wdr",
}
NOTHING = "."
UNTOLD = "no stance or status that counts is recorded"
ARROWS = {
    "↑": "who moved towards it, or up its scale",
    "↓": "who moved away from it, or down its scale",
    "↔": "who moved otherwise, as in a condition",
}
LEGEND = "o own word or first-hand, r reported, ro both, a an analyst's"


def arrows(there: Container[str]) -> str:
    """Return what arrows mean, of those that are there."""
    return "; ".join(f"{arrow} {meaning}" for arrow, meaning in ARROWS.items() if arrow in there)


def signed(score: int | None) -> str:
    """Return ``+3``, ``0``, ``-2``, or nothing where there is no score."""
    return "" if score is None else f"{score:+d}" if score else "0"


def scores(reading: Reading, joint: str = "/", *, short: bool = False) -> str:
    """Return the scores of a reading's accounts, the leading one first: ``+2/-2``; a word where there is no score.

    ``short`` gives the word of a stance as a narrow column has it: ``wdr/-2``.
    """
    return joint.join(
        signed(each.score) or (SHORT[each.stance] if short and each.stance else each.word) for each in reading.accounts
    )


def word(reading: Reading) -> str:
    """Return the stance or status, of a contested cell each account's: ``supports / opposes``."""
    return " / ".join(dict.fromkeys(account.word for account in reading.accounts))


NO_PROMISE = "no promise that counts is recorded"
"""What is said beside the status of a commitment on which there are stances alone."""


def standing(status: Status, reading: Reading | None, untold: str = UNTOLD, *, promise: bool = False) -> str:
    """Return a status in a word; ``untold`` where none is recorded: that it was not raised is a report's word.

    Of a ``promise`` it is said where stances alone put it on the list.
    """
    if reading is not None:
        return status.value
    if status is Status.not_raised:
        return untold
    return f"{status.value}, {NO_PROMISE}" if promise else status.value


def state(row: MatrixRow, untold: str = UNTOLD) -> str:
    """Return where an item stands, as ``standing`` does; where accounts contradict each other, by each of them.

    A promise past its day is overdue, and what was kept of it is said besides.
    """
    if row.overdue:
        return overdue(row.status, row.status_reading)
    return row.state if row.status_reading else standing(row.status, None, untold, promise=row.unpromised)


def overdue(status: Status, reading: Reading | None) -> str:
    """Return ``overdue``, of a promise that is kept in part ``overdue, partly kept``; the same wherever it is told."""
    told = told_status(status, reading)
    return OVERDUE if told == Status.promised.value else f"{OVERDUE}, {told.replace('-', ' ')}"


def late(found: Lateness | None, number: Callable[[int], str] = str) -> str:
    """Return how late a promise was kept, behind its status: ``, about 3 days late``, ``, 63 to 92 days late``.

    Of accounts that name other days each is told: ``, 44 days late by one account, about 51 by another``.
    """
    if found is None:
        return ""
    first = _days_late(found, number)
    if not found.otherwise:
        return f", {first}"
    others = found.otherwise
    ends = min(each.least for each in others), max(each.most for each in others)
    told = Lateness(*ends, about=any(each.about for each in others))
    count = _days_late(told, number) if first == _IN_TIME else _count(told, number)
    return f", {first} by one account, {count} by {'another' if len(others) == 1 else 'others'}"


_IN_TIME = "in time"


def _days_late(found: Lateness, number: Callable[[int], str]) -> str:
    """Return how late it was by its first account: ``about 3 days late``, ``in time``, ``at most 3 days late``."""
    if found.most == 0:
        return _IN_TIME
    days = "day" if found.most == 1 else "days"
    if found.least == 0:
        return f"{_count(replace(found, least=found.most), number)} {days} late at the most"
    return f"{_count(found, number)} {days} late"


def _count(found: Lateness, number: Callable[[int], str]) -> str:
    count = number(found.least) if found.least == found.most else f"{number(found.least)} to {number(found.most)}"
    return f"{'about ' if found.about else ''}{count}"


def in_words(reading: Reading) -> str:
    """Return the stance with its score, of a contested cell each account's: ``+2 supports / -2 opposes``."""
    return " / ".join(f"{signed(account.score)} {account.word}".strip() for account in reading.accounts)


def letter(reading: Reading) -> str:
    """Return whose word it is as a letter; of a contested cell, the leading account's.

    A second letter is that of a nearer word, which says the same besides: ``ro``.
    """
    return "".join(LETTERS[voice] for voice in (reading.evidence.voice, reading.evidence.nearer) if voice)


def whose(reading: Reading) -> str:
    """Return whose word it is in words; nobody's own of a status, which is of no party."""
    voices, of_a_status = (reading.evidence.voice, reading.evidence.nearer), reading.party is None
    return " and ".join(voiced(voice, of_a_status=of_a_status) for voice in voices if voice)


def of_itself(reading: Reading) -> str:
    """Return what tells of a party itself, beside what others hold for it: its own word, where it is."""
    return OF_ITSELF[reading.evidence.voice or Voice.reported]


def voiced(voice: Voice | None, *, of_a_status: bool) -> str:
    """Return how near to a party something is told, in words: ``own word``, of a status ``first-hand``."""
    if of_a_status and voice is Voice.first_hand:
        return voice.value
    return WHOSE[voice] if voice else ""


def in_one_line(name: str, value: object) -> object:
    """Return a field as it is read in a line: of several names with what parts them, ``Reuters, AFP``."""
    parts = taken_apart(name, value)
    return listed_parts(parts) if isinstance(parts, list | tuple) else parts


def listed_parts(values: Iterable[object]) -> str:
    """Join a list; parts that hold a comma themselves by semicolons."""
    texts = [str(value) for value in values]
    return ("; " if any("," in text for text in texts) else ", ").join(texts)


def figures(said: Statement) -> str:
    """Return the numbers that an entry gives: ``share 44 per cent, posts 48 posts``."""
    return ", ".join(f"{figure.named} {figure}" for figure in said.figures)


def cited(citations: Iterable[Citation]) -> str:
    """Return ``[vovworld-2026-02 ¶7]``; of several places in one source, each; of none, nothing."""
    places: dict[str, list[str]] = {}
    for citation in citations:
        places.setdefault(citation.source or "?", []).extend([citation.at] if citation.at else [])
    named = (" ".join([source, ", ".join(dict.fromkeys(at))]).strip() for source, at in places.items())
    return f"[{'; '.join(named)}]" if places else ""


def grade(reading: Reading) -> str:
    """Return ``B2``, or ``B2 x3`` where so many independent sources say it."""
    known = reading.evidence
    many = f" x{known.independent_sources}" if known.independent_sources > 1 else ""
    return f"{known.grade}{many}" if known.grade else ""


def marks(reading: Reading) -> str:
    """Return contested and only possible as signs."""
    return (CONTESTED if reading.contested else "") + ("" if reading.sure else POSSIBLE)


def mark_words(reading: Reading) -> str | None:
    """Return the same in words: ``contested``, ``possible``, ``possibly since: supports``."""
    said = [
        "contested" if reading.contested else "",
        "" if reading.sure else "possible",
        possibly(reading.possibly),
    ]
    return "; ".join(filter(None, said)) or None


def possibly(others: Iterable[Reading]) -> str:
    """Return ``possibly since: supports``, of what may have come since."""
    words = dict.fromkeys(each.word for each in others)
    return f"possibly since: {', '.join(words)}" if words else ""


def for_another(reading: Reading, *, short: bool = False) -> str:
    """Return the scores of what is held on another's behalf: ``-2``, of what is only possible ``-2~``."""
    return f"{scores(reading, short=short)}{'' if reading.sure else POSSIBLE}"


def for_another_in_words(reading: Reading) -> str:
    """Return the same in words: ``-2 opposes``, ``-2 opposes, possible``."""
    return f"{in_words(reading)}{'' if reading.sure else ', possible'}"


def conditioned(score: int | None, condition: str) -> str:
    """Return a condition as it is read: ``if: paid``; on a refusal, ``unless: paid``.

    A condition may begin with the word itself: it is read once.
    """
    joint = "unless" if score is not None and score < 0 else "if"
    begins = condition[: len(joint) + 1].casefold() == f"{joint} "
    return f"{joint}: {condition[len(joint) + 1 :].lstrip() if begins else condition}"


def condition_of(reading: Reading, person: Callable[[str | None], str] = lambda key: key or "") -> str | None:
    """Return the condition of an account as it is read; one that only another of it names, with who names it.

    ``if: paid``; ``unless, according to the mediator: paid``. ``person`` gives the name of a key, else the key is told.
    """
    if not reading.named_condition:
        return None
    said = conditioned(reading.score, reading.named_condition)
    named_by = reading.given_by.get("condition", ())
    if reading.condition or not named_by:
        return said
    return according_to(said, named_by, person)


def according_to(said: str, named_by: Iterable[Citation], person: Callable[[str | None], str]) -> str:
    """Return a condition as it is read with who names it: ``if, according to the mediator: paid``."""
    joint, _, told = said.partition(": ")
    return f"{joint}, {_givers(named_by, person)}: {told}"


def who_gives(reading: Reading, name: str) -> str:
    """Return ``, according to the mediator`` behind a position or a salience that not all of an account give."""
    given = reading.given_by.get(name, ())
    return f", {_givers(given, lambda key: key or '')}" if given else ""


def _givers(given: Iterable[Citation], person: Callable[[str | None], str]) -> str:
    """Return all who give something of a party's stance: ``by its own word and according to the mediator``."""
    named = list(dict.fromkeys(person(each.by) or _unless_its_own(each.speaker) for each in given))
    told = ["by its own word"] if "" in named else []
    if others := [name for name in named if name]:
        told.append(f"according to {' and '.join(filter(None, (', '.join(others[:-1]), others[-1])))}")
    return " and ".join(told)


def _unless_its_own(said: Speaker | None) -> str:
    return "" if said and said.voice is Voice.first_hand else speaker(said)


def position_of(reading: Reading) -> str:
    """Return where on the scale an account is, with who says so where not all of it do; else nothing."""
    return "" if reading.position is None else f"{reading.position}{who_gives(reading, 'position')}"


def condition_of_another(reading: Reading) -> str | None:
    """Return the condition that only another of an account names, as it is read; none where its leader names one."""
    return None if reading.condition else condition_of(reading)


_SPEAKERS = {
    Speaker.mediator: "a mediator or host",
    Speaker.counterpart: "a counterpart",
    Speaker.anonymous_official: "an unnamed official",
    Speaker.anonymous_source: "an unnamed source",
    Speaker.media: "the media",
    Speaker.analyst: "analysis",  # of one or of several: a report does not always say
    Speaker.spokesperson: "a spokesperson",
    Speaker.readout: "a readout",
    Speaker.own_words: "one of the parties",
}


def speaker(said: Speaker | None) -> str:
    """Return who says something that nobody is named for: ``the media``, ``an unnamed source``."""
    return _SPEAKERS[said] if said else "a report"


def speaker_of(remark: RemarkEntry, known: Register) -> str:
    """Return who says a remark: a person by name, else who it is that nobody names."""
    person = known.persons.get(remark.by or "")
    said = speaker(remark.cite[0].speaker)
    return person.name if person else remark.by or f"{said[:1].upper()}{said[1:]}"


def turns(came_after: Iterable[tuple[int, str | None]]) -> Iterator[str]:
    """Yield after which entries somebody said that one came: ``came after entry 2, as settled: it was last``."""
    for number, why in came_after:
        yield f"came after entry {number}{f', as settled: {why}' if why else ''}"


NOT_GIVEN = "not given"
"""A number that an entry leaves out: nobody said what it is, which is not that there is none."""


def yes_or_no(value: bool) -> str:  # noqa: FBT001 - it is the value that is told
    """Return a flag as it is read."""
    return "yes" if value else "no"
