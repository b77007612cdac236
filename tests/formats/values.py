"""What the models accept: values of every block, in any text that may be stored, for properties to be tested on."""

from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

from ledger.domain.seed import BLOCKS
from ledger.domain.words import (
    Confidence,
    ItemKind,
    LinkKind,
    Reliability,
    Role,
    RoundKind,
    RoundStatus,
    SettlementKind,
    SourceKind,
    Speaker,
    Stance,
    Status,
    Verdict,
)

Value = tuple[str, BaseModel]

# Texts that some YAML reader or writer has taken for something else.
TRAPS = [
    "NO", "on", "y", "null", "~", "true", "1e3", "0755", "0x1F", "0o17", "1_000", "12:40", "190:20:30", "2026-01",
    "2026-01-24", "2026-01-24T10:00:00Z", ".5", "-1", "+1", ".inf", "<<", "=", "-", "- a", "? a", "a: b", "a:", ":a",
    "a #b", "#a", "&a", "*a", "!a", "!!str a", "|", "> a", "@a", "`a", "%a", "%YAML 1.1", "---", "--- a", "...", "[a",
    "{a", "]", ",a", "'a", '"a', "a'b\"c", "\\", "\\x1b", "a\\", "a  b", "a\tb", "a \t b", "é", "¶14", "🕊️", "👨‍👩‍👧",
    "a\u2028b", "a\u2029b", "a\u202eb", "a\u200bb", "a\u00a0b", "\ufeffa", "a\ufeff", "\U000e0001a", "\U0001fffea",
    "a\n b", "a\n\nb", "a\n\n  b\n\tc", "a\n# b", "a\n---\nb", "a\n...\nb", "a: |\n  b", "a\n- b", "a  \nb", "a\n   \nb",
    "word " * 60 + "end", "a  " * 80 + "end", "x" * 300, ("long line " * 20 + "\n") * 3 + "end", "#a " * 80 + "end",
]  # fmt: skip

_ALLOWED = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
_NASTY = st.sampled_from([*" \t:-#'\"\\|>[]{}&*!%@`,?~=<", ": ", " #", "\u2028", "\u202e", "\ufeff", "\u00a0", "é", "🕊", "a"])
_MORE_LINES = _NASTY | st.sampled_from(["\n", "\n\n", " \n", "\n ", "\n\t", "word " * 30])


def _texts(pieces: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(_ALLOWED | pieces, min_size=1, max_size=most).map("".join) | st.sampled_from(TRAPS)


keys = st.sampled_from(["a", "NO", "on", "1e3", "0755", "null", "2026-01", "2026", "é", "a.b-c_d", "_"]) | st.from_regex(
    r"\w[\w.\-]{0,12}", fullmatch=True
).filter(lambda key: key not in {"now", "prev"})
lines = _texts(_NASTY, 30).filter(lambda text: "\n" not in text and text.strip() and len(text) <= 500)
prose = _texts(_MORE_LINES, 40).filter(str.strip)
anything = _texts(_MORE_LINES, 40) | st.just("")
days = st.dates().map(str)
held = days | st.dates().map(lambda day: str(day)[:7]) | st.dates().map(lambda day: str(day)[:4])
numbers = st.integers(min_value=0, max_value=2**40)
percents = st.integers(min_value=0, max_value=100)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
flags = st.booleans()
times = st.datetimes().map(lambda time: time.strftime("%Y").zfill(4) + time.strftime("-%m-%dT%H:%M:%SZ"))


def _maps(required: dict[str, st.SearchStrategy[Any]], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def _reference(fields: dict[str, Any]) -> st.SearchStrategy[Any]:
    return numbers | _maps({}, fields).filter(bool)


_ENTRY = {
    "id": numbers, "stance": st.sampled_from(Stance), "status": st.sampled_from(Status), "title": lines,
    "held_on": held, "round": keys, "source": keys,
}  # fmt: skip
_CELL = _ENTRY | {"item": keys, "party": keys}
_CITATION = {
    "source": keys, "at": lines, "quote": lines, "prefix": lines, "suffix": lines, "translation": lines,
    "speaker": st.sampled_from(Speaker), "credibility": st.integers(1, 6), "note": prose,
}  # fmt: skip
_CITE = {"cite": st.lists(_maps({}, _CITATION), min_size=1, max_size=3)}
_SAID = {
    "round": keys, "summary": prose, "confidence": st.sampled_from(Confidence), "corrects": _reference(_ENTRY),
    "reason": prose, "id": numbers,
}  # fmt: skip
_LINK = st.builds(lambda kind, to: {kind.value: to}, st.sampled_from(LinkKind), keys)

DATA: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "changeset": _maps(
        {},
        {"author": lines, "recorded_at": times, "tool": lines, "message": prose, "number": numbers, "hash": hashes},
    ),
    "ledger": _maps({}, {"title": lines, "description": prose, "four_eyes": flags}),
    "party": _maps(
        {"key": keys, "code": st.sampled_from(["NO", "1e3", "on", "RU", "é12"]), "name": lines, "role": st.sampled_from(Role)},
        {"aliases": st.lists(lines, max_size=3), "struck": flags},
    ),
    "round": _maps(
        {"key": keys, "title": lines},
        {
            "kind": st.sampled_from(RoundKind), "status": st.sampled_from(RoundStatus), "planned_for": held, "starts": days,
            "venue": lines, "host": keys, "parties": st.lists(keys, max_size=3),
        },
    ),
    "source": _maps(
        {"key": keys, "title": lines},
        {
            "publisher": lines, "kind": st.sampled_from(SourceKind), "published": held, "url": lines, "language": lines,
            "reliability": st.sampled_from(Reliability), "carries": lines, "sha256": hashes,
        },
    ),
    "item": _maps(
        {"key": keys, "title": lines},
        {
            "kind": st.sampled_from(ItemKind), "question": prose, "category": lines, "track": lines,
            "difficulty": st.integers(1, 5), "scale": _maps({"low": lines, "high": lines}, {}), "part_of": keys,
            "links": st.lists(_LINK, max_size=3), "due": keys, "tags": st.lists(keys, max_size=40), "owner": lines,
        },
    ),
    "delegate": _maps({"round": keys, "party": keys, "person": lines}, {"office": lines, "lead": flags}),
    "edit": _maps({"record": lines, "field": lines}, {"old": anything, "new": anything}),
    "attachment": _maps({"source": keys, "sha256": hashes, "text": anything}, {"edition": st.integers(1, 9)}),
    "stance": _maps(
        {
            "item": keys, "party": keys, "held_on": held, "stance": st.sampled_from(Stance), "condition": prose, **_CITE,
        },
        _SAID | {"position": percents, "salience": percents},
    ),
    "status": _maps({"item": keys, "held_on": held, "status": st.sampled_from(Status), **_CITE}, _SAID),
    "event": _maps({"title": lines, "held_on": held, **_CITE}, _SAID | {"items": st.lists(keys, max_size=3)}),
    "citation": _maps({"entry": _reference(_CELL)}, _CITATION),
    "dropped_citation": _maps({"entry": _reference(_CELL), "source": keys, "reason": prose}, {"at": lines}),
    "retraction": _maps({"entry": _reference(_CELL), "reason": prose}, {"id": numbers}),
    "settlement": _maps(
        {"how": st.sampled_from(SettlementKind), "entry": numbers, "other": numbers, "reason": prose}, {}
    ),
    "review": _maps({"entry": _reference(_CELL), "verdict": st.sampled_from(Verdict)}, {"reviewer": lines, "note": prose}),
    "assertion": _maps(
        {"open_items": numbers},
        {"at": lines, "item": keys, "party": keys, "contested": flags, "settled_items": numbers},
    ),
}  # fmt: skip


def values_of(block: str) -> st.SearchStrategy[Value]:
    """Values of one block, with its name."""
    return DATA[block].map(lambda data: (block, BLOCKS[block].model_validate(data)))


values: st.SearchStrategy[Value] = st.sampled_from(list(BLOCKS)).flatmap(values_of)


def in_order(written: list[Value]) -> list[Value]:
    """Sort values as a changeset records them, keeping the order within a block."""
    return sorted(written, key=lambda value: list(BLOCKS).index(value[0]))


def one_of_each_single(written: list[Value]) -> list[Value]:
    """Leave out a second changeset or ledger: one YAML file has one of each."""
    seen: set[str] = set()
    return [v for v in written if v[0] not in {"changeset", "ledger"} or not (v[0] in seen or seen.add(v[0]))]  # type: ignore[func-returns-value]
