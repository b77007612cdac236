"""A generated ledger of 250 items × 40 parties with six rounds, written through the storage room in one changeset."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from ledger.domain.entries import Citation, StanceEntry, StatusEntry
from ledger.domain.records import Item, Party, Round, Source
from ledger.domain.seed import BLOCKS, ChangesetInfo, Part, SeedFile
from ledger.domain.words import Stance, Status
from ledger.services.importing import import_seeds
from ledger.storage.database import Store

ITEMS, PARTIES, ROUNDS, MOVES = 60, 12, 6, 100
TRACKS = ("political", "military", "humanitarian", "diplomatic", "economic")
_BLOCK_OF = {model: block for block, model in BLOCKS.items()}


def fill(store: Store, header: ChangesetInfo) -> None:
    """Fill an empty ledger."""
    import_seeds(store, [SeedFile("big", (_part(value) for value in _values()))], header)


def _part(value: object) -> Part:
    return Part(_BLOCK_OF[type(value)], value, "big", "", lambda _path: (None, None))  # type: ignore[index]


def _values() -> Iterator[object]:
    chance = random.Random(7)
    yield from (
        Party(key=f"party-{n}", code=f"P{n}", name=f"Party {n}", role="principal" if n < 3 else "mediator")  # type: ignore[arg-type]
        for n in range(PARTIES)
    )
    days = [date(2026, 1, 1) + timedelta(days=30 * n) for n in range(ROUNDS)]
    yield from (
        Round(key=f"R{n + 1}", title=f"Round {n + 1}", status="held", starts=day, ends=day)  # type: ignore[arg-type]
        for n, day in enumerate(days)
    )
    yield Source(key="wire", title="Wire", reliability="C")  # type: ignore[arg-type]
    for n in range(ITEMS):
        yield Item(
            key=f"item-{n:04d}",
            title=f"Item number {n} of many",
            question=f"Question {n}?",
            track=TRACKS[n % len(TRACKS)],
        )
    cited = (Citation(source="wire", at="¶1", credibility=3),)
    stances = [stance for stance in Stance if stance is not Stance.conditional]
    for n in range(ITEMS):
        for party in range(PARTIES):
            yield StanceEntry(
                item=f"item-{n:04d}", party=f"party-{party}", round="R1", stance=chance.choice(stances), cite=cited
            )
    for number in range(1, ROUNDS):
        cells = chance.sample(range(ITEMS * PARTIES), MOVES)
        for cell in cells:
            yield StanceEntry(
                item=f"item-{cell // PARTIES:04d}",
                party=f"party-{cell % PARTIES}",
                round=f"R{number + 1}",
                stance=chance.choice(stances),
                cite=cited,
            )
        for n in chance.sample(range(ITEMS), 20):
            yield StatusEntry(
                item=f"item-{n:04d}", round=f"R{number + 1}", status=chance.choice(list(Status)[:8]), cite=cited
            )
