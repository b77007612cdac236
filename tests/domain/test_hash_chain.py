"""The page that tells outsiders how to recompute the chain: recomputed from its text alone, and compared with the program."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.records import RECORDS
from ledger.domain.seed import ChangesetInfo
from ledger.storage import changesets, logical
from ledger.storage.database import Database
from tests.support import load

PAGE = (Path(__file__).parents[2] / "docs" / "hash-chain.md").read_text()


def _blocks(kind: str) -> list[list[str]]:
    return [found.splitlines() for found in re.findall(rf"```{kind}\n(.*?)\n```", PAGE, re.DOTALL)]


# What follows uses nothing but the page, JSON and SHA-256.


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _lines(records: list[tuple[str, Any]]) -> list[str]:
    streams: dict[str, list[bytes]] = {}
    for name, record in records:
        streams.setdefault(name, []).append(hashlib.sha256(_canonical(record).encode()).digest())
    return [
        f"{name} {len(digests)} {hashlib.sha256(b''.join(sorted(digests))).hexdigest()}"
        for name, digests in sorted(streams.items())
    ]


@pytest.mark.parametrize("number", [1, 2])
def test_an_outsider_recomputes_the_hashes_from_the_page(number: int) -> None:
    records = [line.split(" ", 1) for line in _blocks("records")[number - 1]]
    header, *lines, given = _blocks("changeset")[number - 1]
    assert lines == _lines([(name, json.loads(text)) for name, text in records])
    assert all(text == _canonical(json.loads(text)) for _name, text in records)
    assert header == _canonical(json.loads(header))
    assert hashlib.sha256("\n".join([header, *lines, ""]).encode()).hexdigest() == given


def test_the_second_changeset_of_the_page_is_chained_to_the_first() -> None:
    first, second = _blocks("changeset")
    assert json.loads(second[0])["previous"] == first[-1]
    assert json.loads(_blocks("json")[0][0]) == {
        "schema": "position-ledger/checkpoint/1",
        "number": 2,
        "hash": second[-1],
    }


def test_the_program_gives_the_hashes_of_the_page(database: Database) -> None:
    for seed, block in zip(_blocks("yaml"), _blocks("changeset"), strict=True):
        header = json.loads(block[0])
        given = ChangesetInfo(**{name: header[name] for name in ("author", "recorded_at", "tool", "message")})
        load(database, "\n".join(seed), header=given)
    with database.read() as store:
        assert list(changesets.hashes(store)) == [block[-1] for block in _blocks("changeset")]


def test_the_page_names_every_field_that_is_hashed() -> None:
    told = {}
    for name, fields in re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE):
        plain = re.sub(r"\(.*?\)|:.*", "", fields)
        told[name] = set(re.findall(r"`(\w+)`", plain))
    written = {model.table: {*model.model_fields, "place"} for model in RECORDS}
    for name, table in logical.ROW_STREAMS.items():
        columns = {column.name for column in table.columns} - {"changeset_id"}
        keys = {"item_id", "party_id", "round_id", "source_id", "by_id"}
        named = {column.removesuffix("_id") if column in keys else column for column in columns}
        written[name] = {logical.NAMES.get(column, column) for column in named}
    assert told == written
