"""Everything out, history included: one seed a changeset; imported into a new ledger, the same ledger."""

from collections.abc import Iterator

from pydantic import BaseModel

from ledger.domain.entries import Entry, EntryRef
from ledger.domain.seed import BLOCKS, CellRef, Redacted, RetractionPart, Rivals
from ledger.formats.seed_out import write_jsonl, write_yaml
from ledger.storage import changesets, redactions
from ledger.storage.changeset_contents import Contents, ContentsReader
from ledger.storage.database import Store

Value = tuple[str, BaseModel]
"""A block's name (``stance``) and the value that stands in it."""

_BLOCK_OF = {model: block for block, model in BLOCKS.items()}
_ORDER = {block: place for place, block in enumerate(BLOCKS)}
_ENTRIES_FROM = _ORDER["stance"]


def history(store: Store, known_at: int | None = None) -> Iterator[tuple[int, list[Value]]]:
    """Yield (number, values) of each changeset, oldest first, as a seed that replays it to the letter."""
    reader, redacted = ContentsReader(store, as_then=True), redactions.by_changeset(store)
    for changeset in changesets.log(store, known_at=known_at, newest_first=False):
        yield changeset.number, list(_values(reader, changeset.number, redacted.get(changeset.number)))


def seed_files(store: Store) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of the files of a seed folder, one a changeset; their names sort in the order recorded."""
    digits = max(4, len(str(changesets.last_number(store))))
    for number, values in history(store):
        yield f"{number:0{digits}}.yaml", write_yaml(values)


def jsonl_lines(store: Store, known_at: int | None = None) -> Iterator[str]:
    """Yield the lines of the same as JSON Lines; of a changeset of any size a few entries are in memory at a time."""
    reader, redacted = ContentsReader(store, as_then=True), redactions.by_changeset(store)
    for changeset in changesets.log(store, known_at=known_at, newest_first=False):
        yield from write_jsonl(_values(reader, changeset.number, redacted.get(changeset.number)))


def _values(reader: ContentsReader, number: int, redacted: tuple[Redacted, ...] | None) -> Iterator[Value]:
    """Yield what a changeset recorded, in the order of the blocks."""
    others = _other_values(reader.without_entries(number), redacted)
    yield from (value for value in others if _ORDER[value[0]] < _ENTRIES_FROM)
    for entry in reader.entries(number):
        yield _BLOCK_OF[type(entry.said)], _as_stated(entry)
    yield from (value for value in others if _ORDER[value[0]] > _ENTRIES_FROM)


def _other_values(done: Contents, redacted: tuple[Redacted, ...] | None) -> list[Value]:
    models: list[BaseModel] = [
        done.changeset.header.model_copy(update={"redacted": redacted}),
        *done.records,
        *done.edits,
        *done.attachments,
        *done.citations,
        *done.dropped,
        *(RetractionPart(entry=CellRef(id=r.entry), reason=r.reason, id=r.id) for r in done.retractions),
        *(Rivals(entry=entry, other=other) for entry, other in done.rivals),
        *done.settlements,
        *done.reviews,
        *done.claims,
        *done.redactions,
    ]
    values = [(_BLOCK_OF[type(model)], model) for model in models]
    return sorted(values, key=lambda value: _ORDER[value[0]])


def _as_stated(entry: Entry) -> BaseModel:
    """Return the statement with its number, what it supersedes and why."""
    corrects = EntryRef(id=entry.supersedes) if entry.supersedes is not None else None
    return entry.said.model_copy(update={"id": entry.id, "corrects": corrects, "reason": entry.reason})
