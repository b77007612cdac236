"""Whether the ledger is what it was recorded to be, and whether it goes on from what it was.

A checkpoint is the number and hash of a changeset, written down outside the ledger. The chain proves that nothing in
the ledger was changed by accident, or by somebody who does not recompute it; a checkpoint proves it against anybody,
and finds a file put back from an older backup.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from ledger.domain.quotes import QuotedText, Selector
from ledger.domain.records import Frozen, Source
from ledger.errors import Fault, IntegrityFailure, InvalidData
from ledger.storage import changesets, counting, frame, integrity, texts
from ledger.storage.database import Store
from ledger.storage.integrity import Finding
from ledger.storage.texts import Quoted

MOST_FAULTS = 100
Told = Callable[[str], None]


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
    """A ledger found to be sound: how much there is, and where it stands. ``notices`` are no reason to doubt it."""

    checkpoint: Checkpoint
    against: Checkpoint | None
    counts: dict[str, int]
    notices: tuple[str, ...]


def checkpoint(store: Store) -> Checkpoint:
    """Return the checkpoint of the ledger as it is now."""
    number = changesets.last_number(store)
    return Checkpoint(number=number, hash=changesets.get(store, number).header.hash if number else None)


def verify(store: Store, *, against: Checkpoint | None = None, told: Told = lambda _step: None) -> Verification:
    """Check everything there is to check; ``told`` hears of each step as it begins.

    The database's own check, every constraint, the journal of edits, every attached text and quote, the search index,
    the chain, and whether it goes on from the checkpoint. Raises ``IntegrityFailure`` that names the first bad record,
    with a fault for each finding.
    """
    found = list(integrity.findings(store, told))
    if against is not None and not any("cannot be read" in each.message for each in found):
        found += _differs_from(store, against)
    notices: list[str] = []
    if not found:  # a quote is looked up only in a ledger that can be relied on
        told("quotes")
        found += _quotes(store, notices)
    if found:
        raise _failure(found)
    return Verification(
        checkpoint=checkpoint(store), against=against, counts=counting.counts(store), notices=tuple(notices)
    )


def _failure(found: list[Finding]) -> IntegrityFailure:
    first = found[0]
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    return IntegrityFailure(
        f"{first.where}: {first.message}{more}",
        hint="nothing was changed by looking; go back to a backup that verifies, or export what is sound",
        faults=tuple(Fault(each.message, path=each.where) for each in found[:MOST_FAULTS]),
    )


def _differs_from(store: Store, wanted: Checkpoint) -> Iterator[Finding]:
    """Say where the ledger does not go on from a checkpoint."""
    last = changesets.last_number(store)
    if wanted.number > last:
        said = f"ends at changeset {last}, but had {wanted.number} when the checkpoint was made"
        yield Finding("the ledger", f"{said}: an older copy was put back")
    elif wanted.number and changesets.get(store, wanted.number).header.hash != wanted.hash:
        yield Finding(f"changeset {wanted.number}", "has another hash than the checkpoint: its past was written anew")


# -- quotes -----------------------------------------------------------------------------------------------------------


def _quotes(store: Store, notices: list[str]) -> Iterator[Finding]:
    """Find quotes that stand in no edition of their source's text.

    Where the text that a source was coded from was never attached, a later edition proves nothing against a quote.
    """
    sources = frame.load_one(store, Source)
    for key in texts.sources_with_text(store):
        known = texts.editions(store, key)
        coded_from = sources[key].sha256
        proves = any(each.sha256 == coded_from if coded_from else each.number == 1 for each in known)
        looked_at = [QuotedText(each.text) for each in known]
        for quoted in texts.quotes(store, key):
            said = _standing(quoted, looked_at)
            if said is not None and proves and said.startswith("is not"):
                yield Finding(f"entry {quoted.entry}", f'its quote "{quoted.words}" {said} {key}')
            elif said is not None:
                notices.append(f'entry {quoted.entry}: its quote "{quoted.words}" {said} {key}')


def _standing(quoted: Quoted, editions: Iterable[QuotedText]) -> str | None:
    """Say how a quote does not stand as it should: once in the last edition that has it."""
    selector = Selector(quoted.words, quoted.citation.prefix, quoted.citation.suffix)
    places = [len(text.anchor(selector).spans) for text in editions]
    if not any(places):
        return "is not in the text of"
    if places[-1] == 0:
        return "is in an earlier edition only of"
    return f"stands {places[-1]} times in the text of" if places[-1] > 1 else None
