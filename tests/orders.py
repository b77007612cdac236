"""The five reports imported in one order or another, and what the ledger then says."""

import re
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

from ledger.formats import json_out
from ledger.formats.document_markdown import markdown_text
from ledger.formats.seed_yaml import read_yaml
from ledger.services.comparing import compare
from ledger.services.coverage import coverage
from ledger.services.importing import import_seeds
from ledger.services.matrix import matrix_at
from ledger.services.note import note_of, report_between
from ledger.storage import contests
from ledger.storage.cells import When
from ledger.storage.database import Database, Store
from tests.support import HEADER, SEED

FRAME, *REPORTS, ASSERTIONS = sorted(SEED.glob("*.yaml"))
ORDERS = list(permutations(REPORTS))


def load_in(database: Database, order: Sequence[Path]) -> None:
    """Import the frame, then the reports in this order, then what must hold of all of them."""
    with database.write() as store:
        seeds = [read_yaml(path.name, path.read_bytes()) for path in (FRAME, *order, ASSERTIONS)]
        import_seeds(store, seeds, HEADER)


def told(database: Database) -> list[str]:
    """Return all that the ledger says of the two rounds, but for numbers, and the hash of the last changeset."""
    with database.read() as store:
        return [_unnumbered(text) for text in _told(store)]


def _told(store: Store) -> list[str]:
    texts: list[str] = []
    for at in ("R1", "R2", "now"):
        matrix = matrix_at(store, at)
        texts.append(json_out.written(json_out.matrix(matrix, coverage(store, matrix.point, matrix.counting))))
        found = contests.open_at(store, When(matrix.point.held_on, matrix.point.known_at))
        texts.append(repr(sorted((each.item, each.party or "", each.stands) for each in found)))
    texts.append(markdown_text(note_of(store, compare(store, "R1", "R2", with_rows=True))))
    texts.append(markdown_text(report_between(store, "R1", "R2")))
    return texts


def _unnumbered(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"hash [0-9a-f]{64}", "hash", text))
