"""Attached texts of sources, edition by edition, and the quotes that are to stand in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, or_, select

from ledger.domain.entries import Citation
from ledger.domain.seed import Attachment
from ledger.storage import schema
from ledger.storage.bulk import among
from ledger.storage.database import Store
from ledger.storage.entries import citation_from
from ledger.storage.register import KeyNumbers
from ledger.storage.superseded import superseded

_A, _C, _S = schema.attachment.c, schema.citation.c, schema.source.c

_EDITIONS = select(_S.key, _A.edition, _A.sha256, _A.text, _A.changeset_id, _A.original, _A.extractor, _A.pages).join(
    schema.source, _S.id == _A.source_id
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of a source, counted from 1. ``sha256`` is of the file it was read from.

    Of a document it is of the text that was read out of it; then ``original`` is the document's, ``extractor`` what
    read it, and ``pages`` how many paragraphs each page has, where it has pages.
    """

    source: str
    number: int
    sha256: str
    text: str
    changeset: int
    original: str | None = None
    extractor: str | None = None
    pages: str | None = None

    def attachment(self, source: str, number: int) -> Attachment:
        """Return the same text as an edition of a source."""
        return Attachment(
            source=source,
            edition=number,
            sha256=self.sha256,
            text=self.text,
            original=self.original,
            extractor=self.extractor,
            pages=self.pages,
        )


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation with a quote or a place, and what it is of: an entry by its number, or a delegate by its key."""

    entry: int | None
    citation: Citation
    delegate: str | None = None

    @property
    def words(self) -> str:
        """The quote."""
        return self.citation.quote or ""


def editions(store: Store, source: str, known_at: int | None = None) -> list[Edition]:
    """Return the texts attached to a source, as known at a changeset."""
    query = _EDITIONS.where(_S.key == source).order_by(_A.edition)
    if known_at is not None:
        query = query.where(_A.changeset_id <= known_at)
    return [Edition(*row) for row in store.connection.execute(query)]


def of_sources(store: Store, sources: Iterable[str]) -> Iterator[Edition]:
    """Yield every text attached to these sources."""
    for row in store.connection.execute(_EDITIONS.where(among(store, _S.key, sources))):
        yield Edition(*row)


def newest(store: Store, sources: Iterable[str]) -> dict[str, int]:
    """Return the number of the newest text of each of these sources that has one."""
    query = select(_S.key, func.max(_A.edition)).join(schema.attachment, _A.source_id == _S.id).group_by(_S.key)
    return {row[0]: row[1] for row in store.connection.execute(query.where(among(store, _S.key, sources)))}


def of_several_editions(store: Store, known_at: int | None = None) -> frozenset[str]:
    """Return the keys of the sources that have more than one text, as known at a changeset."""
    query = select(_S.key).join(schema.attachment, _A.source_id == _S.id).where(_A.edition > 1)
    if known_at is not None:
        query = query.where(_A.changeset_id <= known_at)
    return store.once((of_several_editions, known_at), lambda: frozenset(store.connection.execute(query).scalars()))


def sources_with_text(store: Store) -> list[str]:
    """Return the keys of the sources that have a text, in the order they were entered."""
    query = select(_S.key).where(exists().where(_A.source_id == _S.id)).order_by(_S.id)
    return list(store.connection.execute(query).scalars())


def quotes(store: Store, source: str, known_at: int | None = None) -> Iterator[Quoted]:
    """Yield what entries that stand quote from a source, in the order of the entries."""
    query, names = _citations(source, known_at).where(_C.quote.is_not(None)), KeyNumbers(store)
    with store.connection.execute(query, execution_options={"yield_per": 1000}) as rows:
        for row in rows.mappings():
            yield Quoted(row["entry_id"], citation_from(row, names))


def cited(store: Store, source: str, known_at: int | None = None) -> Iterator[Quoted]:
    """Yield what entries that stand cite from a source by quote or place, in the order of the entries."""
    query, names = _citations(source, known_at).where(or_(_C.quote.is_not(None), _C.at.is_not(None))), KeyNumbers(store)
    with store.connection.execute(query, execution_options={"yield_per": 1000}) as rows:
        for row in rows.mappings():
            yield Quoted(row["entry_id"], citation_from(row, names))


def places_cited(store: Store, source: str, known_at: int | None = None) -> list[tuple[int, str]]:
    """Return (entry, locator) of what entries that stand cite from a source, with a quote or without."""
    rows = store.connection.execute(_citations(source, known_at).where(_C.at.is_not(None))).mappings()
    return [(row["entry_id"], row["at"]) for row in rows]


def _citations(source: str, known_at: int | None) -> Select[tuple[object, ...]]:
    """Select citations that count: neither dropped, nor of an entry corrected or retracted."""
    dropped = schema.dropped_citation.alias("dropped")
    replaced = superseded(_C.entry_id, known_at)
    gone = exists().where(dropped.c.citation_id == _C.id)
    if known_at is not None:
        gone = gone.where(dropped.c.changeset_id <= known_at)
    query = (
        select(schema.citation)
        .join(schema.source, _S.id == _C.source_id)
        .where(_S.key == source, ~replaced, ~gone)
        .order_by(_C.id)
    )
    return query if known_at is None else query.where(_C.changeset_id <= known_at)
