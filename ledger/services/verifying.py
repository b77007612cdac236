"""Whether the ledger is what it was recorded to be, and whether it goes on from what it was.

A checkpoint is the number and hash of a changeset, written down outside the ledger. The chain proves that nothing in
the ledger was changed by accident, or by somebody who does not recompute it; a checkpoint proves it against anybody,
and finds a file put back from an older backup.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from ledger import settings
from ledger.domain.records import Frozen
from ledger.errors import Fault, IntegrityFailure, InvalidData
from ledger.services import unfound
from ledger.services.unfound import UnfoundQuote
from ledger.storage import changesets, counting, integrity
from ledger.storage.database import Store
from ledger.storage.integrity import Finding

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


def verify(store: Store, *, against: Checkpoint | None = None, told: Told = lambda _step: None) -> Verification:
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
    doubts = list(unfound.everywhere(store))
    return Verification(
        checkpoint=checkpoint(store),
        against=against,
        counts=counting.counts(store),
        notices=(*_odd_times(store), *(doubt.notice() for doubt in doubts if not doubt.is_unfound)),
        unfound=tuple(doubt.unfound() for doubt in doubts if doubt.is_unfound),
    )


def blame(store: Store) -> IntegrityFailure | None:
    """Return what is wrong with the record, if anything is: of a program that broke over it, that is the cause."""
    first = next(integrity.findings(store), None)
    return None if first is None else _failure([first])


def _odd_times(store: Store) -> Iterator[str]:
    """Say which changesets have a time that no true clock gave them; their numbers order them all the same."""
    for number, recorded, before in changesets.out_of_time(store)[:MOST_FAULTS]:
        yield f"changeset {number} was recorded at {recorded} by its clock, before the one it follows ({before})"
    tomorrow = f"{settings.now().date().isoformat()}T24"
    last = changesets.last_time(store)
    if last is not None and last > tomorrow:
        yield f"the last changeset was recorded at {last} by its clock, which is still to come"


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
