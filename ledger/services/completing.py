"""What may be typed where a key of the ledger is wanted, each with a few words on what it is."""

from collections.abc import Iterator
from contextlib import closing

from ledger import settings
from ledger.domain.text import safe
from ledger.errors import NotFound
from ledger.storage import changesets, register
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location

Offer = tuple[str, str]
"""What may be typed, and what it is."""
KINDS = ("item", "party", "person", "round", "source")


def offers(ledger: str | None, kind: str, typed: str = "") -> list[Offer]:
    """Return what may be typed: a ``kind`` of record, ``anything`` that can be shown, a ``point`` or a ``changeset``.

    Nothing is made, migrated or written. Raises where there is no ledger, or none that can be read.
    """
    address = settings.ledger_address(ledger)
    if address is None:
        raise NotFound("there is no ledger here")
    database = Database(Location.parse(address), check_schema=False)
    try:
        with database.read() as store:
            found = _found(store, kind, typed)
            return [(value, safe(said)) for value, said in found if value.startswith(typed)]
    finally:
        database.close()


def view_offers(ledger: str | None, typed: str) -> list[Offer]:
    """Return the views that there are, each with its filter."""
    from ledger.services.viewing import views

    address = settings.ledger_address(ledger)
    if address is None:
        return []
    with closing(Database(Location.parse(address), check_schema=False)) as database, database.read() as store:
        return [(each.name, safe(each.filter)) for each in views(store) if each.name.startswith(typed)]


def filter_offers(ledger: str | None, kind: str, typed: str) -> list[Offer]:
    """Return what a filter of lines of a ``kind`` may become; without a ledger, by its names and words alone."""
    from ledger.domain.filters import offers as next_words
    from ledger.services.filtering import known_in, language_of

    language, known = language_of(kind), {}
    address = settings.ledger_address(ledger)
    if address is not None:
        with closing(Database(Location.parse(address), check_schema=False)) as database, database.read() as store:
            known = dict(known_in(register.load(store)))
    return [(each.text, safe(each.about)) for each in next_words(typed, language, known)]


def _found(store: Store, kind: str, typed: str) -> Iterator[Offer]:
    match kind:
        case "anything":
            yield from _anything(store, typed)
        case "point":
            yield from _points(store, typed)
        case "changeset":
            yield from _changesets(store)
        case _:
            yield from register.titled(store, kind)


def _anything(store: Store, typed: str) -> Iterator[Offer]:
    """Items by their bare keys; the rest once somebody begins to write what it is."""
    yield from register.titled(store, "item")
    if typed:
        for kind in KINDS:
            yield from ((f"{kind}:{key}", said) for key, said in register.titled(store, kind))
        yield from _changesets(store)


def _points(store: Store, typed: str) -> Iterator[Offer]:
    """A round, a mark or today; behind an ``@``, what was known at each changeset."""
    held, at, _known = typed.partition("@")
    if at:
        yield from ((held + number, said) for number, said in _changesets(store))
        yield f"{held}@prev", "the changeset before the last"
        yield f"{held}@last-review", "the last that gave a verdict"
        yield f"{held}@last-look", "what you had seen: posl seen"
    else:
        yield "now", "today"
        yield from register.titled(store, "round")
        yield from register.titled(store, "mark")


def _changesets(store: Store) -> Iterator[Offer]:
    for each in changesets.log(store):
        yield f"@{each.number}", each.header.message or each.header.recorded_at or ""
