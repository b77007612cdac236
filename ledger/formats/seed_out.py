"""Seeds out: YAML for people, JSON Lines for machines. What is read from either equals what was written."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from ledger.domain.field_types import BY_LINE, taken_apart
from ledger.domain.seed import BLOCKS, SINGLE
from ledger.domain.text import escape, safe

WIDTH: Final = 110
_STEP: Final = "  "

_KEY_LIKE: Final = re.compile(r"[^\W\d_][\w.\-]*")
_STARTS_PLAIN: Final = re.compile(r"[A-Za-z0-9_(/\u00a1-\U0010ffff]")
# A colon before a blank makes a key, a hash behind one a comment.
_BREAKS_PLAIN: Final = re.compile(r":(?:\s|$)|\s#|\s$|[\t\n]")
# Numbers in any base, dates, times: YAML 1.1, 1.2 and the tools in between agree on none of them.
_NUMBER_LIKE: Final = re.compile(r"[0-9][0-9a-fA-FxXoO_.,:+\-TtZz ]*")
_NO_TEXT: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_FOLDS: Final = re.compile(r"(?<=\S) (?=\S)")


def write_yaml(values: Iterable[tuple[str, BaseModel]]) -> str:
    """Write one changeset; each value comes with the name of its block in ``BLOCKS``, in any order.

    Blocks come in the order of ``BLOCKS``, values of a block in the order given, a value's own fields before those that
    it shares with others. Fields that have their default are left out. What another YAML reader would take for a
    number, a date or a truth value stands in quotes; characters that hide or reorder text stand as escapes.
    """
    blocks: dict[str, list[dict[str, Any]]] = {block: [] for block in BLOCKS}
    for block, value in values:
        blocks[block].append(_data(value))
    return "\n".join("\n".join([*_block(block, data), ""]) for block, data in blocks.items() if data)


def write_jsonl(values: Iterable[tuple[str, BaseModel]], *, as_given: bool = False) -> Iterator[str]:
    """Write one line a value, each ending in a newline; a changeset starts with its ``changeset``.

    With ``as_given`` a line has all that was given, though it be the default, or nothing: an edit may be in that.
    """
    for block, value in values:
        yield escape(json.dumps({block: _data(value, as_given=as_given)}, ensure_ascii=False)) + "\n"


def _data(value: BaseModel, *, as_given: bool = False) -> dict[str, Any]:
    """Return a value as people write it: no defaults, one citation not as a list, an entry by its number."""
    dumped = value.model_dump(
        mode="json", exclude_unset=as_given, exclude_defaults=not as_given, exclude_none=not as_given
    )
    return {name: _as_written(name, dumped[name]) for name in _order(type(value)) if name in dumped}


def _as_written(name: str, data: Any) -> Any:  # noqa: ANN401 -- JSON data
    if name in BY_LINE and "\n" in (data or ""):
        return taken_apart(name, data)
    if name == "cite" and isinstance(data, list):
        cited = [_as_written("cite", each) for each in data]
        return cited[0] if len(cited) == 1 else cited
    if name == "cite":
        return {inner: _as_written(inner, value) for inner, value in data.items()}
    if isinstance(data, dict) and list(data) == ["id"]:
        return data["id"]
    return data


@cache
def _order(model: type[BaseModel]) -> list[str]:
    """Return the model's fields, its own before the inherited."""
    above = [base.model_fields for base in model.__mro__ if issubclass(base, BaseModel) and base is not BaseModel]
    return sorted(model.model_fields, key=lambda name: sum(name in fields for fields in above))


def _block(block: str, elements: list[dict[str, Any]]) -> Iterator[str]:
    plural = str(getattr(BLOCKS[block], "plural", block))
    if block in SINGLE:
        for element in elements:
            yield from _pair(plural, element, "")
    else:
        yield from _list(plural, elements, "")


def _pair(key: str, value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401
    """Write ``key: value`` in lines."""
    if isinstance(value, dict) and value:
        yield f"{indent}{key}:"
        for name, inner in value.items():
            yield from _pair(name, inner, indent + _STEP)
    elif isinstance(value, list):
        yield from _list(key, value, indent)
    elif isinstance(value, str):
        yield from _text(f"{indent}{key}:", value, indent + _STEP)
    else:
        yield f"{indent}{key}: {json.dumps(value)}"


def _list(key: str, values: list[Any], indent: str) -> Iterator[str]:
    if all(isinstance(value, str) for value in values):
        line = f"{indent}{key}: [{', '.join(map(_in_brackets, values))}]"
        if len(line) <= WIDTH:
            yield line
            return
    yield f"{indent}{key}:"
    for value in values:
        yield from _element(value, indent + _STEP)


def _element(value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401
    """Write a list's element in lines, the first behind a dash."""
    if isinstance(value, dict) and value:
        pairs = (line for name, inner in value.items() for line in _pair(name, inner, indent + _STEP))
        yield f"{indent}- {next(pairs).lstrip()}"
        yield from pairs
    elif isinstance(value, str):
        yield from _text(f"{indent}-", value, indent + _STEP)
    else:
        yield f"{indent}- {json.dumps(value)}"


def _text(start: str, text: str, indent: str) -> Iterator[str]:
    """Write text behind ``start`` in the style that is read best and still read back exactly."""
    if "\n" in text and _is_literal(text):
        yield f"{start} |" if text.endswith("\n") else f"{start} |-"
        yield from (indent + line if line else "" for line in text.removesuffix("\n").split("\n"))
    elif len(start) + len(text) > WIDTH and _is_foldable(text):
        yield f"{start} >-"
        yield from _folded(text, indent)
    else:
        yield f"{start} {text if _is_plain(text) else _quoted(text)}"


def _is_plain(text: str) -> bool:
    """Whether every YAML reader takes the bare text for this very text."""
    return bool(
        _STARTS_PLAIN.match(text)
        and not _BREAKS_PLAIN.search(text)
        and not _NUMBER_LIKE.fullmatch(text)
        and text.lower() not in _NO_TEXT
        and _is_visible(text)
    )


def _is_literal(text: str) -> bool:
    """Whether a block that keeps its line breaks holds the text exactly."""
    return not text[0].isspace() and not text.endswith("\n\n") and _is_visible(text)


def _is_foldable(text: str) -> bool:
    """Whether the text can stand in lines that are joined by single blanks when read."""
    return not text[0].isspace() and not text[-1].isspace() and "\n" not in text and _is_visible(text)


def _folded(text: str, indent: str) -> Iterator[str]:
    line = ""
    for word in _FOLDS.split(text):
        if line and len(indent) + len(line) + 1 + len(word) > WIDTH:
            yield indent + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield indent + line


def _in_brackets(text: str) -> str:
    return text if _KEY_LIKE.fullmatch(text) and _is_plain(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Write text in double quotes: as JSON does, but for YAML's escapes of what hides or reorders text."""
    written = json.dumps(text, ensure_ascii=False)
    return written if _is_visible(text) else "".join(map(_visible, written))


def _visible(character: str) -> str:
    number = ord(character)
    if _is_visible(character):
        return character
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def _is_visible(text: str) -> bool:
    return safe(text, newlines=True) == text
