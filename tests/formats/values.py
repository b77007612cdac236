"""What the models accept: values of every block, in any text that may be stored, for properties to be tested on."""

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ValidationError

from ledger.domain.entries import EntryRef
from ledger.domain.field_types import Link
from ledger.domain.moments import HeldOn
from ledger.domain.seed import BLOCKS
from ledger.domain.words import LinkKind

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
_NASTY = st.sampled_from(
    [*" \t:-#'\"\\|>[]{}&*!%@`,?~=<", ": ", " #", "\u2028", "\u202e", "\ufeff", "\u00a0", "é", "🕊", "a"]
)
_MORE_LINES = _NASTY | st.sampled_from(["\n", "\n\n", " \n", "\n ", "\n\t", "word " * 30])


def _texts(pieces: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(_ALLOWED | pieces, min_size=1, max_size=most).map("".join) | st.sampled_from(TRAPS)


keys = st.sampled_from(
    ["a", "NO", "on", "1e3", "0755", "null", "2026-01", "2026", "é", "a.b-c_d", "_"]
) | st.from_regex(r"\w[\w.\-]{0,12}", fullmatch=True).filter(lambda key: key not in {"now", "prev"})
lines = _texts(_NASTY, 30).filter(lambda text: "\n" not in text and text.strip() and len(text) <= 500)
prose = _texts(_MORE_LINES, 40).filter(str.strip)
anything = _texts(_MORE_LINES, 40) | st.just("")
days = st.dates().map(str)
held = days | st.dates().map(lambda day: str(day)[:7]) | st.dates().map(lambda day: str(day)[:4])

# Rules between fields are kept more often when these are there.
_ALWAYS = {"held_on", "condition", "open_items"}
_BY_VALIDATOR = {"_key": keys, "_line": lines, "_prose": prose, "_clean": anything}
_LINKS = st.builds(lambda kind, to: {kind.value: to}, st.sampled_from(LinkKind), keys)


def _of_type(annotation: Any, metadata: Sequence[Any] = ()) -> st.SearchStrategy[Any]:
    """Data for a field, as a person may write it, found from its type."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _of_type(inner, [*metadata, *more])
    if annotation == int | float:
        return st.integers(-(10**9), 10**9) | st.integers(-(10**9), 10**9).map(lambda number: number / 1000)
    if get_origin(annotation) in {Union, UnionType}:
        (inner,) = [choice for choice in get_args(annotation) if choice is not type(None)]
        return _of_type(inner, metadata)
    if get_origin(annotation) is tuple:
        return st.lists(_of_type(get_args(annotation)[0]), min_size=1, max_size=3)
    if annotation is str:
        return _of_text(metadata)
    if issubclass(annotation, BaseModel):
        return _of_part(annotation)
    if issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if annotation is int:
        bounds = {type(bound): bound for part in metadata for bound in getattr(part, "metadata", [part])}
        low, high = bounds.get(Ge), bounds.get(Le)
        return st.integers(low.ge if low else -(2**40), high.le if high else 2**40)
    return {bool: st.booleans(), HeldOn: held, date: days}[annotation]


def _of_text(metadata: Sequence[Any]) -> st.SearchStrategy[str]:
    flat = [inner for part in metadata for inner in (part, *getattr(part, "metadata", ()))]
    pattern = next((part.pattern for part in flat if getattr(part, "pattern", None)), None)
    if pattern:
        return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True) | (
            st.sampled_from(["NO", "1e3", "on", "é12"]) if pattern.startswith(r"^\w") else st.nothing()
        )
    names = {part.func.__name__ for part in flat if isinstance(part, AfterValidator)}
    return next(strategy for name, strategy in _BY_VALIDATOR.items() if name in names)


def _of_part(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    if model is Link:
        return _LINKS
    if issubclass(model, EntryRef):
        return st.integers(0, 2**40) | _of_model(model).filter(bool)
    return _of_model(model)


def _of_model(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: _of_type(field.annotation, field.metadata) for name, field in model.model_fields.items()}
    always = {name for name, field in model.model_fields.items() if field.is_required() or name in _ALWAYS}
    return st.fixed_dictionaries(
        {name: fields[name] for name in fields if name in always},
        optional={name: fields[name] for name in fields if name not in always},
    )


def _validated(model: type[BaseModel], data: dict[str, Any]) -> BaseModel | None:
    try:
        return model.model_validate(data)
    except ValidationError:
        return None


@cache
def values_of(block: str) -> st.SearchStrategy[Value]:
    """Values of one block, with its name."""
    model = BLOCKS[block]
    found = _of_model(model).map(lambda data: _validated(model, data)).filter(lambda value: value is not None)
    return found.map(lambda value: (block, value))  # type: ignore[return-value, arg-type]


values: st.SearchStrategy[Value] = st.sampled_from(list(BLOCKS)).flatmap(values_of)


def in_order(written: list[Value]) -> list[Value]:
    """Sort values as a changeset records them, keeping the order within a block."""
    return sorted(written, key=lambda value: list(BLOCKS).index(value[0]))


def one_of_each_single(written: list[Value]) -> list[Value]:
    """Leave out a second changeset or ledger: one YAML file has one of each."""
    seen: set[str] = set()
    return [v for v in written if v[0] not in {"changeset", "ledger"} or not (v[0] in seen or seen.add(v[0]))]  # type: ignore[func-returns-value]
