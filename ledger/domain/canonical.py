"""The logical form that the chain of hashes is computed over; written down for outsiders in ``docs/hash-chain.md``.

A changeset is a header and streams of records, one stream a kind of record. A record is one line of canonical JSON. A
stream's digest is SHA-256 over the SHA-256 of its records, sorted: the order in which they were written does not
count, so
that YAML, which groups them, and JSON Lines, which does not, give one hash. The changeset's hash is SHA-256 over the
header's line and one line for each stream that has records, in name order. None of this knows the SQL schema: a
migration leaves every hash as it was.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from ledger.domain.seed import ChangesetInfo


def canonical_json(value: Any) -> str:
    """Write JSON in one way only: keys sorted, no white space, nothing escaped that need not be."""
    return _ENCODER.encode(value)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_SIZE: Final = sha256().digest_size
_MANY: Final = 100_000 * _SIZE
quoted: Final = json.encoder.encode_basestring
"""Writes one text as the encoder does."""


def logical(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not given, so that a field added later leaves old records as they were."""
    return {name: value for name, value in fields.items() if value is not None and value is not False and value != []}


Before = Mapping[tuple[str, bytes], bytes]
"""By stream and digest of a record that something was taken out of: the digest that it was hashed with."""
HEADER = "changeset"
"""The stream that a header counts as, where something was taken out of its message: its digest is the hash."""


def before_of(redacted: Iterable[tuple[str, str, str]]) -> dict[tuple[str, bytes], bytes]:
    """Return what records were hashed with, by (stream, before, after) of each redaction in the order recorded."""
    found: dict[tuple[str, bytes], bytes] = {}
    for stream, before, after in redacted:
        was = bytes.fromhex(before)
        found[stream, bytes.fromhex(after)] = found.get((stream, was), was)
    return found


def sealed_with(before: Before, found: str) -> str:
    """Return the hash that a changeset was sealed with, by the one it has now."""
    return before.get((HEADER, bytes.fromhex(found)), bytes.fromhex(found)).hex()


@dataclass(slots=True)
class Streams:
    """The streams of one changeset, each as the digests of its records, one after another.

    A record that something was taken out of counts with the digest that it was hashed with (``before``).
    """

    digests: dict[str, bytearray] = field(default_factory=dict)
    before: Before = field(default_factory=dict)

    def add(self, stream: str, records: Iterable[Mapping[str, Any]]) -> None:
        """Take records into a stream."""
        self.add_lines(stream, map(canonical_json, records))

    def add_lines(self, stream: str, lines: Iterable[str]) -> None:
        """Take records into a stream that are canonical JSON already."""
        found = [sha256(line.encode()).digest() for line in lines]
        if self.before:
            found = [self.before.get((stream, digest), digest) for digest in found]
        self.digests.setdefault(stream, bytearray()).extend(b"".join(found))

    def lines(self) -> list[str]:
        """Return a line for each stream that has records: name, count, digest."""
        return [_line(name, digests) for name, digests in sorted(self.digests.items()) if digests]


def _line(name: str, digests: bytearray) -> str:
    digest = sha256()
    for some in _by_first_byte(digests) if len(digests) > _MANY else (digests,):
        whole = bytes(some)
        digest.update(b"".join(sorted(whole[start : start + _SIZE] for start in range(0, len(whole), _SIZE))))
    return f"{name} {len(digests) // _SIZE} {digest.hexdigest()}"


def _by_first_byte(digests: bytearray) -> list[bytearray]:
    """Put digests into boxes that are in order, so that few at a time are sorted: of a million, each alone is large."""
    boxes = [bytearray() for _ in range(256)]
    for start in range(0, len(digests), _SIZE):
        boxes[digests[start]] += digests[start : start + _SIZE]
    return boxes


def hash_of(header: ChangesetInfo, previous: str | None, lines: Iterable[str]) -> str:
    """Return the SHA-256 that identifies a changeset, all in it and before it: of its header and its streams' lines."""
    fields = header.model_dump(
        include={"number", "author", "recorded_at", "tool", "message", "name", "claimed", "origin", "merged_by"},
        exclude_none=True,
    )
    head = canonical_json(logical(fields | {"previous": previous}))
    return sha256("\n".join([head, *lines, ""]).encode()).hexdigest()
