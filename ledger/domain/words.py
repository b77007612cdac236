"""The vocabularies: one enumeration for each word list of the glossary, and what the words mean as numbers."""

from enum import StrEnum


class Role(StrEnum):
    """What a party is to the negotiation."""

    principal = "principal"
    mediator = "mediator"
    host = "host"
    stakeholder = "stakeholder"


class RoundKind(StrEnum):
    """What sort of dated stage a round is."""

    round = "round"
    meeting = "meeting"
    call = "call"


class RoundStatus(StrEnum):
    """Whether a round took place."""

    planned = "planned"
    held = "held"
    postponed = "postponed"
    cancelled = "cancelled"


class Matter(StrEnum):
    """What an item is about: the dispute itself, how and when one meets, or what lies outside this table."""

    substance = "substance"
    procedure = "procedure"
    context = "context"


class ItemKind(StrEnum):
    """``issue``: people disagree on it. ``commitment``: something promised, with a due round or date."""

    issue = "issue"
    commitment = "commitment"


class LinkKind(StrEnum):
    """How one item bears on another; ``trades-with`` makes a package."""

    depends_on = "depends-on"
    trades_with = "trades-with"
    relates_to = "relates-to"


class SourceKind(StrEnum):
    """What sort of document a source is; an analyst's own judgement is an ``assessment``."""

    news_report = "news-report"
    statement = "statement"
    readout = "readout"
    commentary = "commentary"
    assessment = "assessment"
    document = "document"


class Reliability(StrEnum):
    """Reliability of a source, A (completely reliable) to F (cannot be judged). Source: NATO AJP-2.1."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Speaker(StrEnum):
    """On whose word a source says what it says."""

    own_words = "own-words"
    spokesperson = "spokesperson"
    readout = "readout"
    mediator = "mediator"
    counterpart = "counterpart"
    anonymous_official = "anonymous-official"
    anonymous_source = "anonymous-source"
    media = "media"
    analyst = "analyst"

    @property
    def voice(self) -> "Voice":
        """How near an account on this word is to the party."""
        return _VOICES.get(self, Voice.reported)


class Voice(StrEnum):
    """How near an account is to the party, the nearest first; derived from the speaker, never stored."""

    first_hand = "first-hand"
    reported = "reported"
    assessed = "assessed"

    @property
    def distance(self) -> int:
        """0 for the party's own word, 2 for an analyst's reading of it."""
        return _DISTANCES[self]


_VOICES = {
    Speaker.own_words: Voice.first_hand,
    Speaker.spokesperson: Voice.first_hand,
    Speaker.readout: Voice.first_hand,
    Speaker.analyst: Voice.assessed,
}
_DISTANCES = {voice: place for place, voice in enumerate(Voice)}


class Confidence(StrEnum):
    """How sure the analyst is that the entry says what the source means."""

    low = "low"
    moderate = "moderate"
    high = "high"


class EntryKind(StrEnum):
    """What an entry states."""

    stance = "stance"
    status = "status"
    event = "event"
    remark = "remark"

    __hash__ = str.__hash__  # a cell is looked up for each line of a seed, and an enumeration's own is slow


class Op(StrEnum):
    """``assert`` states something; ``retract`` takes back the entry it supersedes."""

    assert_ = "assert"
    retract = "retract"


class Precision(StrEnum):
    """How exactly the held time is known; ``interval``: two days that somebody named."""

    day = "day"
    month = "month"
    year = "year"
    round = "round"
    interval = "interval"


class Stance(StrEnum):
    """What a party holds on an item, strongest demand first; the last two carry no score."""

    demands = "demands"
    supports = "supports"
    conditional = "conditional"
    undecided = "undecided"
    doubts = "doubts"
    opposes = "opposes"
    rejects = "rejects"
    silent = "silent"
    withdrawn = "withdrawn"

    @property
    def score(self) -> int | None:
        """−3 … +3, or ``None`` where the party holds nothing that could be scored."""
        return SCORES.get(self)


SCORES: dict[str, int] = {
    Stance.demands.value: 3,
    Stance.supports.value: 2,
    Stance.conditional.value: 1,
    Stance.undecided.value: 0,
    Stance.doubts.value: -1,
    Stance.opposes.value: -2,
    Stance.rejects.value: -3,
}
"""By the word itself, as rows have it, which is found in half the time."""


OVERDUE = "overdue"
"""Of a promise that is open after its day: derived, and never a status that is stored."""


class Status(StrEnum):
    """Where an issue or a commitment stands; ``overdue`` and late are derived, never stored."""

    not_raised = "not-raised"
    open = "open"
    discussed = "discussed"
    progress = "progress"
    narrowed = "narrowed"
    agreed_in_principle = "agreed-in-principle"
    agreed = "agreed"
    implemented = "implemented"
    deadlocked = "deadlocked"
    dropped = "dropped"
    lapsed = "lapsed"
    promised = "promised"
    partly_kept = "partly-kept"
    kept = "kept"
    broken = "broken"
    void = "void"

    @property
    def settled(self) -> bool:
        """Whether an item with this status is off the checklist of open items."""
        return self in _SETTLED

    @property
    def rank(self) -> float:
        """Place on the path from not raised to implemented; ``deadlocked`` lies just below ``open``."""
        return _RANKS[self]


COMMITMENT_STATUSES = frozenset({Status.promised, Status.partly_kept, Status.kept, Status.broken, Status.void})
ISSUE_STATUSES = frozenset(Status) - COMMITMENT_STATUSES
_SETTLED = frozenset(
    {Status.agreed, Status.implemented, Status.dropped, Status.lapsed, Status.kept, Status.void},
)
_RANKS: dict[Status, float] = {
    Status.not_raised: 0,
    Status.deadlocked: 0.5,
    Status.open: 1,
    Status.discussed: 2,
    Status.progress: 2.5,
    Status.narrowed: 3,
    Status.agreed_in_principle: 4,
    Status.agreed: 5,
    Status.implemented: 6,
    Status.dropped: 5,
    Status.lapsed: 5,
    Status.promised: 1,
    Status.partly_kept: 3,
    Status.broken: 0,
    Status.kept: 5,
    Status.void: 5,
}


class Relation(StrEnum):
    """What two entries of a cell are to one another where their days overlap and no rule orders them."""

    agree = "agree"
    rival = "rival"
    beside = "beside"  # one of them is silent, which contradicts no stance
    within = "within"  # the same, said of fewer days: the coarse one goes with the fine one
    after = "after"  # somebody said that the one came after the other


class Counted(StrEnum):
    """Which entries a ledger counts: all that stand, or only those that somebody has accepted."""

    accepted = "accepted"
    all = "all"


class Handling(StrEnum):
    """How far something may go, the widest first. Source: Traffic Light Protocol 2.0 (FIRST)."""

    clear = "clear"
    green = "green"
    amber = "amber"
    amber_strict = "amber+strict"
    red = "red"

    @property
    def height(self) -> int:
        """0 for what may go anywhere, 4 for what may not leave the room."""
        return _HEIGHTS[self]


_HEIGHTS = {marking: place for place, marking in enumerate(Handling)}


class Verdict(StrEnum):
    """What a reviewer says of an entry; ``withdrawn`` takes a verdict back, so that the entry waits again."""

    accepted = "accepted"
    rejected = "rejected"
    withdrawn = "withdrawn"


class SettlementKind(StrEnum):
    """How a contest ended: one account outweighs, both stand because the party moved, or it was opened again."""

    outweighed = "outweighed"
    moved = "moved"
    reopened = "reopened"


class Outcome(StrEnum):
    """What became of a proposal: taken as it was, taken with changes, not taken, or given up with its draft."""

    accepted = "accepted"
    amended = "amended"
    rejected = "rejected"
    dropped = "dropped"


class DraftStep(StrEnum):
    """What was done with a draft; the last step says where it stands."""

    opened = "opened"
    returned = "returned"
    reopened = "reopened"
    accepted = "accepted"
    dropped = "dropped"
