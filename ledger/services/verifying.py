"""Whether the ledger is what it was recorded to be, and whether it goes on from what it was.

A checkpoint is the number and hash of a changeset, written down outside the ledger. The chain proves that nothing in
the ledger was changed by accident, or by somebody who does not recompute it; a checkpoint proves it against anybody,
and finds a file put back from an older backup.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from ledger import settings
from ledger.domain.entries import Citation
from ledger.domain.field_types import Frozen
from ledger.domain.planning.quoting import in_words
from ledger.domain.quotes import (
    CitationCheck,
    EarlierEdition,
    QuotedText,
    Trouble,
    earlier_edition,
    look,
    may_be_looked_up,
    proves,
    stands_as_cited,
)
from ledger.domain.records import Delegate, Source
from ledger.domain.words import Verdict
from ledger.errors import Fault, IntegrityFailure, InvalidData
from ledger.storage import changesets, integrity, redactions, register, reviews, texts
from ledger.storage.database import Store
from ledger.storage.integrity import Finding
from ledger.storage.texts import Edition, Quoted

# ----------------------------------------------------------------------------------------------------------------------
# Quotes and places that do not stand in the text attached to their source: what ``--unfound`` recorded all the same,
# and what was recorded before the text was at hand.


class UnfoundQuote(Frozen):
    """A citation that its source's text does not bear out: what is wrong, what stands there, how to mend it.

    It is an ``entry``'s, or that of a ``delegate`` (``R1/ukraine/budanov/report``).
    """

    entry: int | None
    delegate: str | None = None
    source: str
    at: str | None
    quote: str | None
    message: str
    hint: str
    mend: str

    @property
    def of(self) -> str:
        """What the citation is of, in words."""
        return f"entry {self.entry}" if self.delegate is None else f"delegate {self.delegate}"


class WithdrawnQuote(UnfoundQuote):
    """An entry's citation that ``edition`` of its source's text bears out, and none from edition ``gone`` on."""

    edition: int
    gone: int

    @property
    def kept(self) -> str:
        """What there is to note with an acceptance of the entry as it is."""
        return f"kept as edition {self.edition} has it, though edition {self.gone} has it no longer"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A citation that the last edition of its text does not bear out.

    ``earlier``: an edition before does. ``gone_at``: the changeset that brought the edition which no longer has it.
    ``proven``: the text that the source was coded from is among the editions.
    """

    cited: Quoted
    looked: CitationCheck
    earlier: EarlierEdition | None
    gone_at: int | None
    proven: bool

    @property
    def citation(self) -> Citation:
        return self.cited.citation

    @property
    def is_unfound(self) -> bool:
        """Whether it is wrong for sure: no edition bears it out, and the one that it was taken from is there."""
        return self.proven and not self.earlier

    @property
    def is_withdrawn(self) -> bool:
        """Whether an entry cites what an earlier edition has, and the last has not at all."""
        return self.gone_at is not None and self.cited.entry is not None

    def withdrawn(self) -> WithdrawnQuote:
        """Return in words what an earlier edition alone has, with what may be done about it."""
        earlier, number, found = self.earlier, self.cited.entry, self.unfound()
        assert earlier is not None
        assert earlier.gone is not None
        what = f'"{found.quote}"' if found.quote else found.at
        keep = f"posl review accept {number} --note … keeps it"
        return WithdrawnQuote(
            **found.model_dump(exclude={"message", "mend"}),
            message=earlier.stands(what or "", found.source),
            mend=f"posl correct {number} --reason …, posl retract {number} --reason …, or {keep}",
            edition=earlier.number,
            gone=earlier.gone,
        )

    def notice(self) -> str:
        """Say what there is to note where it is not wrong for sure."""
        citation, troubles = self.citation, self.looked.troubles
        what = f'its quote "{citation.quote}"' if citation.quote else f"its place {citation.at}"
        if self.earlier and Trouble.missing in troubles:
            how = "is in an earlier edition only of"
        elif Trouble.ambiguous in troubles:
            how = f"stands {len(self.looked.places)} times in the text of"
        elif Trouble.elsewhere in troubles:
            how = f"does not stand in {citation.at} of the last text of"
        else:
            how = "is not in the last text of" if self.earlier else "is not in the text of"
        return f"{self.unfound().of}: {what} {how} {citation.source}"

    def unfound(self) -> UnfoundQuote:
        """Return it in words, with how to mend it."""
        citation, said = self.citation, list(in_words(self.citation, self.looked))
        return UnfoundQuote(
            entry=self.cited.entry,
            delegate=self.cited.delegate,
            source=citation.source or "",
            at=citation.at,
            quote=citation.quote,
            message="; ".join(each.message for each in said),
            hint=said[0].hint,
            mend=_mend(self.cited, said[0].field, self.looked),
        )


def doubts(store: Store, source: Source, known_at: int | None = None) -> Iterator[Doubt]:
    """Yield what entries that stand, and delegates, cite of a source and its last edition does not bear out."""
    known = texts.editions(store, source.key, known_at)
    looked_at = [(each, QuotedText(each.text, each.pages)) for each in known]
    proven = proves(source.sha256, ((each.number, each.sha256) for each in known))
    for cited in (*texts.cited(store, source.key, known_at), *_seats(store, source, known_at)) if known else ():
        if (found := _doubt(cited, looked_at, proven=proven)) is not None:
            yield found


def everywhere(store: Store) -> Iterator[Doubt]:
    """Yield the doubts about every source that has a text."""
    sources = register.load_one(store, Source)
    for key in texts.sources_with_text(store):
        yield from doubts(store, sources[key])


def still_waiting(store: Store, found: Iterable[Doubt]) -> list[Doubt]:
    """Return, of some doubts, what a later edition withdrew from an entry, and nobody has accepted the entry since.

    A delegate's citation does not wait: nobody could accept it. What somebody rejects counts nowhere.
    """
    gone = [doubt for doubt in found if doubt.is_withdrawn]
    if not gone:
        return []
    verdicts = reviews.verdicts(store, ids={doubt.cited.entry for doubt in gone if doubt.cited.entry is not None})
    carried = reviews.carried(store) if verdicts else set()

    def is_settled(doubt: Doubt) -> bool:
        given = verdicts.get(doubt.cited.entry or 0)
        if given is None or given.verdict is Verdict.rejected:
            return given is not None
        return given.changeset > (doubt.gone_at or 0) and (given.entry, given.changeset) not in carried

    return [doubt for doubt in gone if not is_settled(doubt)]


def _doubt(cited: Quoted, editions: Sequence[tuple[Edition, QuotedText]], *, proven: bool) -> Doubt | None:
    if stands_as_cited(editions[-1][1], cited.citation):
        return None
    looked = [(edition.number, look(text, cited.citation)) for edition, text in editions]
    if not looked[-1][1].troubles:
        return None
    earlier = earlier_edition(looked)
    gone_at = next((each.changeset for each, _text in editions if earlier and each.number == earlier.gone), None)
    return Doubt(cited, looked[-1][1], earlier, gone_at, proven)


def _seats(store: Store, source: Source, known_at: int | None) -> Iterator[Quoted]:
    """Yield what the delegates of a round are cited from a source with."""
    for key, seat in register.load_one(store, Delegate, known_at).items():
        if not seat.struck and seat.cite is not None and seat.cite.source == source.key and may_be_looked_up(seat.cite):
            yield Quoted(None, seat.cite, key)


def _mend(cited: Quoted, field: str, looked: CitationCheck) -> str:
    """Return the commands that mend it."""
    attach = f"the edition that has it: posl source attach {cited.citation.source} FILE --edition"
    if cited.delegate is not None:
        return f"import the delegate with its citation put right (posl schema seed), or attach {attach}"
    field = "at" if Trouble.ambiguous in looked.troubles else field
    at = looked.at if field == "at" else None
    return f"posl correct {cited.entry} --{field} {at or '…'} --reason …, or {attach}"


MOST_FAULTS = 100
OnStep = Callable[[str], None]


class Checkpoint(Frozen):
    """What a ledger was at some time: its last changeset. An empty ledger's has number 0 and no hash."""

    schema_: Literal["position-ledger/checkpoint/1"] = Field(default="position-ledger/checkpoint/1", alias="schema")
    number: Annotated[int, Field(ge=0)]
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None

    def text(self) -> str:
        """Return it as one line of JSON, to be kept outside the ledger."""
        return self.model_dump_json(by_alias=True) + "\n"

    @classmethod
    def parse(cls, text: str | bytes) -> "Checkpoint":
        """Read what ``text`` wrote; raise ``InvalidData`` for anything else."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as problem:
            raise InvalidData("this is not a checkpoint of a ledger", hint="posl verify writes one") from problem


class Verification(Frozen):
    """A ledger found to be sound: how much there is, and where it stands. ``notices`` are no reason to doubt it.

    ``unfound`` are quotes and places that the attached texts do not bear out: the record is whole, but says more than
    its sources.
    """

    checkpoint: Checkpoint
    against: Checkpoint | None
    counts: dict[str, int]
    notices: tuple[str, ...]
    unfound: tuple[UnfoundQuote, ...] = ()


def checkpoint(store: Store) -> Checkpoint:
    """Return the checkpoint of the ledger as it is now."""
    number = changesets.last_number(store)
    return Checkpoint(number=number, hash=changesets.get(store, number).header.hash if number else None)


def verify(store: Store, *, against: Checkpoint | None = None, told: OnStep = lambda _step: None) -> Verification:
    """Check everything there is to check; ``told`` hears of each step as it begins.

    The database's own check, every constraint, the journal of edits, every attached text and quote, the search index,
    the chain, and whether it goes on from the checkpoint. Raises ``IntegrityFailure`` that names the first bad record,
    with a fault for each finding. A quote that is not in its source's text is no damage: it is listed in the result.
    """
    found = list(integrity.findings(store, told))
    if against is not None and not any("cannot be read" in each.message for each in found):
        found += _differs_from(store, against)
    if found:
        raise _failure(found)
    told("quotes")  # looked up only in a ledger that can be relied on
    doubts = list(everywhere(store))
    return Verification(
        checkpoint=checkpoint(store),
        against=against,
        counts=changesets.counts(store),
        notices=(*_redacted(store), *_odd_times(store), *(doubt.notice() for doubt in doubts if not doubt.is_unfound)),
        unfound=tuple(doubt.unfound() for doubt in doubts if doubt.is_unfound),
    )


def blame(store: Store) -> IntegrityFailure | None:
    """Return what is wrong with the record, if anything is: of a program that broke over it, that is the cause."""
    first = next(integrity.findings(store), None)
    return None if first is None else _failure([first], _HINT)


def _odd_times(store: Store) -> Iterator[str]:
    """Say which changesets have a time that no true clock gave them; their numbers order them all the same."""
    for number, recorded, before in changesets.out_of_time(store)[:MOST_FAULTS]:
        yield f"changeset {number} was recorded at {recorded} by its clock, before the one it follows ({before})"
    tomorrow = f"{settings.now().date().isoformat()}T24"
    last = changesets.last_time(store)
    if last is not None and last > tomorrow:
        yield f"the last changeset was recorded at {last} by its clock, which is still to come"


def _redacted(store: Store) -> Iterator[str]:
    """Say what was taken out: of what stood there, and beside it in those records, the hash tells nothing any more."""
    for number, author, records, first in redactions.acts(store):
        what = "1 record" if records == 1 else f"{records} records"
        yield f"changeset {number} by {author} took something out of {what}, from @{first} on: posl show @{number}"


_HINT = "nothing was changed by looking; go back to a backup that verifies, or export what is sound"


def _failure(found: list[Finding], hint: str | None = None) -> IntegrityFailure:
    first = found[0]
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    return IntegrityFailure(
        f"{first.where}: {first.message}{more}",
        hint=_HINT,
        faults=tuple(Fault(each.message, path=each.where, hint=hint) for each in found[:MOST_FAULTS]),
    )


def _differs_from(store: Store, wanted: Checkpoint) -> Iterator[Finding]:
    """Say where the ledger does not go on from a checkpoint."""
    last = changesets.last_number(store)
    if wanted.number > last:
        said = f"ends at changeset {last}, but had {wanted.number} when the checkpoint was made"
        yield Finding("the ledger", f"{said}: an older copy was put back")
    elif wanted.number and changesets.get(store, wanted.number).header.hash != wanted.hash:
        yield Finding(f"changeset {wanted.number}", "has another hash than the checkpoint: its past was written anew")
