"""What counts: a floor, the least that an account must rest on, or only what somebody has accepted.

A floor is asked of each citation before anything follows anything; an entry with none left does not count. It never
revives what was corrected. Where nothing is asked for, what the ledger says of itself holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self, TypedDict

from pydantic import ValidationError

from ledger.domain.entries import Citation
from ledger.domain.evidence import independent, voice_of
from ledger.domain.field_types import Floor
from ledger.domain.handling import Withheld
from ledger.domain.naming import did_you_mean
from ledger.domain.records import LedgerInfo, Source
from ledger.domain.words import Counted, Reliability, Voice
from ledger.errors import UsageError

__all__ = [
    "ACCEPTED",
    "EVERYTHING",
    "OWN",
    "Counting",
    "Floor",
    "FloorWords",
    "alone",
    "lets_pass",
    "passing",
    "supports",
]


class FloorWords(TypedDict, total=False):
    """What may be asked of what counts, as it is written: ``at_least="B3"``, ``voice="reported"``.

    ``everything`` sets aside what the ledger says of itself.
    """

    at_least: str | None
    voice: str | None
    independent: int | None
    reviewed_only: bool
    everything: bool


@dataclass(frozen=True, slots=True)
class Counting:
    """What counts. ``own``: what the ledger says of itself holds as well, where this asks for nothing else.

    ``withheld`` is what stays behind of the ledger that is read: it counts nowhere, and what is written says so.
    """

    floor: Floor | None = None
    reviewed_only: bool = False
    own: bool = False
    withheld: Withheld | None = field(default=None, compare=False)

    @classmethod
    def asked(
        cls,
        *,
        at_least: str | None = None,
        voice: str | None = None,
        independent: int | None = None,
        reviewed_only: bool = False,
        everything: bool = False,
    ) -> Self:
        """Return what was asked for, as it is written; raise ``UsageError`` for what is no grade, voice or number."""
        given = {"at_least": at_least, "voice": voice, "independent": independent}
        asks = {name: value for name, value in given.items() if value is not None}
        return cls(_floor_of(asks), reviewed_only, own=not everything)

    def under(self, info: LedgerInfo | None) -> "Counting":
        """Return what counts in a ledger that says this of itself."""
        if not self.own:
            return self
        info = info or LedgerInfo()
        asks = {**_asks(info.floor), **_asks(self.floor)}
        accepted = self.reviewed_only or info.counts is Counted.accepted
        return Counting(Floor.model_validate(asks) if asks else None, accepted, withheld=self.withheld)

    def without(self, withheld: Withheld) -> "Counting":
        """Return what counts where this stays behind."""
        return replace(self, withheld=withheld or None)

    @property
    def plain(self) -> bool:
        """Whether every entry counts that stands."""
        return self.floor is None and not self.reviewed_only


EVERYTHING = Counting()
OWN = Counting(own=True)
"""As the ledger says of itself."""
ACCEPTED = Counting(reviewed_only=True, own=True)


def _asks(floor: Floor | None) -> dict[str, object]:
    return floor.model_dump() if floor is not None else {}


def _floor_of(asks: Mapping[str, object]) -> Floor | None:
    if not asks:
        return None
    try:
        return Floor.model_validate(asks)
    except ValidationError as problem:
        wrong = str(problem.errors(include_url=False)[0]["loc"][0])
        raise UsageError(f'"{asks[wrong]}" is {_NOT[wrong][0]}', hint=_hint(wrong, str(asks[wrong]))) from None


_NOT = {
    "at_least": ("not a grade", "a grade is A1 to F6: how sure the source, how likely what it says"),
    "voice": ("not a voice", f"a voice is one of: {', '.join(Voice)}"),
    "independent": ("not a number of sources", "a number from 1 to 99"),
}


def _hint(wrong: str, given: str) -> str | None:
    return (did_you_mean(given, list(Voice)) if wrong == "voice" else None) or _NOT[wrong][1]


def alone(floor: Floor | None) -> Floor | None:
    """Return what a floor asks of each entry alone, whatever others say the same."""
    asks = {name: value for name, value in _asks(floor).items() if name != "independent"}
    return Floor.model_validate(asks) if asks else None


def lets_pass(floor: Floor, citation: Citation, sources: Mapping[str, Source]) -> bool:
    """Whether a citation is good enough for a floor, and near enough."""
    if floor.voice is not None and voice_of(citation, sources).distance > floor.voice.distance:
        return False
    if floor.at_least is None:
        return True
    source = sources.get(citation.source or "")
    reliability = source.reliability if source is not None else Reliability.F
    return reliability.value <= floor.at_least[0] and citation.credibility <= int(floor.at_least[1])


def passing(floor: Floor | None, citations: Iterable[Citation], sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    """Return the citations that a floor lets pass."""
    return tuple(each for each in citations if floor is None or lets_pass(floor, each, sources))


def supports(floor: Floor | None, citations: Iterable[Citation], sources: Mapping[str, Source]) -> bool:
    """Whether citations that pass are of enough independent sources; without any, nothing is supported."""
    given = tuple(citations)
    return bool(given) and (
        floor is None or floor.independent is None or independent(given, sources) >= floor.independent
    )
