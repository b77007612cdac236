"""Quotes and places that do not stand in the text attached to their source: what ``--unfound`` recorded all the same,
and what was recorded before the text was at hand.

They are no damage to the record. Each is mended by a correction, or by attaching the edition that has it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.domain.cited import Looked, Trouble, look, may_be_looked_up, proves
from ledger.domain.entries import Citation
from ledger.domain.planning.quoting import in_words
from ledger.domain.quotes import QuotedText
from ledger.domain.records import Delegate, Frozen, Source
from ledger.storage import frame, texts
from ledger.storage.database import Store
from ledger.storage.texts import Quoted


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


@dataclass(frozen=True, slots=True)
class Doubt:
    """A citation that the last edition of its text does not bear out.

    ``earlier``: an edition before does. ``proven``: the text that the source was coded from is among the editions.
    """

    cited: Quoted
    looked: Looked
    earlier: bool
    proven: bool

    @property
    def citation(self) -> Citation:
        """The citation."""
        return self.cited.citation

    @property
    def is_unfound(self) -> bool:
        """Whether it is wrong for sure: no edition bears it out, and the one that it was taken from is there."""
        return self.proven and not self.earlier

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
    looked_at = [QuotedText(each.text, each.pages) for each in known]
    proven = proves(source.sha256, ((each.number, each.sha256) for each in known))
    for cited in (*texts.cited(store, source.key, known_at), *_seats(store, source, known_at)) if known else ():
        if (found := _doubt(cited, looked_at, proven=proven)) is not None:
            yield found


def unfound(store: Store, source: Source, known_at: int | None = None) -> Iterator[UnfoundQuote]:
    """Yield the quotes and places of one source that are not found in its text."""
    return (doubt.unfound() for doubt in doubts(store, source, known_at) if doubt.is_unfound)


def everywhere(store: Store) -> Iterator[Doubt]:
    """Yield the doubts about every source that has a text."""
    sources = frame.load_one(store, Source)
    for key in texts.sources_with_text(store):
        yield from doubts(store, sources[key])


def _doubt(cited: Quoted, editions: Sequence[QuotedText], *, proven: bool) -> Doubt | None:
    looked = [look(text, cited.citation) for text in editions]
    if not looked[-1].troubles:
        return None
    earlier = any(not each.troubles for each in looked)
    return Doubt(cited, looked[-1], earlier, proven)


def _seats(store: Store, source: Source, known_at: int | None) -> Iterator[Quoted]:
    """Yield what the delegates of a round are cited from a source with."""
    for key, seat in frame.load_one(store, Delegate, known_at).items():
        if not seat.struck and seat.cite is not None and seat.cite.source == source.key and may_be_looked_up(seat.cite):
            yield Quoted(None, seat.cite, key)


def _mend(cited: Quoted, field: str, looked: Looked) -> str:
    """Return the commands that mend it."""
    attach = f"the edition that has it: posl source attach {cited.citation.source} FILE --edition"
    if cited.delegate is not None:
        return f"import the delegate with its citation put right (posl schema seed), or attach {attach}"
    field = "at" if Trouble.ambiguous in looked.troubles else field
    at = looked.at if field == "at" else None
    return f"posl correct {cited.entry} --{field} {at or '…'} --reason …, or {attach}"
