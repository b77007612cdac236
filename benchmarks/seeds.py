"""Large seeds to measure imports with: JSON Lines, made quickly and the same every time.

Two shapes. *Votes*: each item comes up in one round and most parties speak (a general assembly). *Talks*: the same few
parties speak on every item in every round (a long negotiation), so that cells grow long. Of the stances 5 % are
contradicted by a second source and 2 % corrected further down, as a record kept by people is.
"""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.domain.seed import BLOCKS

STANCES = ("demands", "supports", "conditional", "undecided", "doubts", "opposes", "rejects")
FIRST_DAY = date(1950, 1, 6)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a seed holds: so many parties, items and rounds; ``share`` of the parties speak on what comes up.

    With ``each_round`` every item comes up in every round, else in one. ``rivals`` and ``corrections`` are shares of
    the stances; with ``quotes`` each cites a quote, and with ``texts`` it stands in the text that is attached to its
    source: one for what was said in a round, and one for what a wire made of it.
    """

    parties: int
    items: int
    rounds: int
    share: float = 1.0
    each_round: bool = False
    rivals: float = 0.05
    corrections: float = 0.02
    quotes: bool = False
    texts: bool = False


VOTES = Shape(parties=200, items=6_000, rounds=73, share=0.68)  # 870,000 stances with rivals and corrections
TALKS = Shape(parties=5, items=10_000, rounds=20, each_round=True)  # 1,070,000


def frame(shape: Shape) -> Iterator[bytes]:
    """Yield parties, rounds, sources and items."""
    for n in range(shape.parties):
        role = "principal" if n < 2 else "stakeholder"
        yield _line("party", key=f"p{n}", code=_code(n), name=f"Party {n}", role=role)
    for n in range(shape.rounds):
        day = day_of(n).isoformat()
        yield _line("round", key=f"R{n}", title=f"Round {n}", kind="round", status="held", starts=day, ends=day)
    for n in range(shape.rounds):
        yield _line("source", key=f"record-{n}", title=f"Record {n}", reliability="A")
    for key in [f"wire-{n}" for n in range(shape.rounds)] if shape.texts else ["wire"]:
        yield _line("source", key=key, title="Wire", reliability="C")
    for n in range(shape.items):
        yield _line("item", key=f"i{n}", title=f"Item {n}", track=f"track-{n % 8}")


def stances(shape: Shape, first: int = 0, last: int | None = None) -> Iterator[bytes]:
    """Yield the stances of rounds ``first`` up to, not including, ``last``."""
    for stage in range(first, shape.rounds if last is None else last):
        yield from _of_round(shape, stage)


def whole(shape: Shape) -> Iterator[bytes]:
    """Yield the frame and every stance."""
    yield from frame(shape)
    yield from stances(shape)


def as_yaml(lines: Path) -> Path:
    """Write a file of JSON Lines as YAML, beside it, as people write it: a line for each field, citations in one."""
    blocks: dict[str, list[str]] = {}
    for line in lines.read_text(encoding="utf-8").splitlines():
        ((block, fields),) = json.loads(line).items()
        written = "\n    ".join(f"{name}: {_in_yaml(value)}" for name, value in fields.items())
        blocks.setdefault(getattr(BLOCKS[block], "plural", block), []).append(f"  - {written}\n")
    target = lines.with_suffix(".yaml")
    target.write_text("".join(f"{name}:\n{''.join(each)}" for name, each in blocks.items()), encoding="utf-8")
    return target


def _in_yaml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_in_yaml(each)}' for name, each in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def day_of(stage: int) -> date:
    """Return the day of a round."""
    return FIRST_DAY + timedelta(weeks=stage)


def _of_round(shape: Shape, stage: int) -> Iterator[bytes]:
    chance = random.Random(stage)
    items = range(shape.items) if shape.each_round else range(stage, shape.items, shape.rounds)
    cells = ((item, party) for item in items for party in range(shape.parties) if chance.random() < shape.share)
    said = [one for item, party in cells for one in _of_cell(shape, chance, item, party, stage)]
    if shape.texts:
        yield from _texts(said)
    yield from (_line("stance", **one) for one in said)


def _of_cell(shape: Shape, chance: random.Random, item: int, party: int, stage: int) -> Iterator[dict[str, Any]]:
    word, other, last = chance.sample(STANCES, 3)
    cell = {"item": f"i{item}", "party": f"p{party}", "round": f"R{stage}"}
    source, wire = f"record-{stage}", f"wire-{stage}" if shape.texts else "wire"
    yield _stance(shape, cell, word, source, item, party)
    if chance.random() < shape.rivals:
        yield _stance(shape, cell, other, wire, item, party)
    if chance.random() < shape.corrections:
        wrong = {"stance": word, "round": cell["round"], "source": source}
        yield _stance(shape, cell, last, source, item, party) | {"corrects": wrong, "reason": "misheard"}


def _stance(shape: Shape, cell: dict[str, str], word: str, source: str, item: int, party: int) -> dict[str, Any]:
    place = item // shape.rounds if shape.texts and not shape.each_round else item
    cite = {"source": source, "at": f"¶{place + 1}"}
    if shape.texts:
        cite["quote"] = f"party {party} {word} this"
    elif shape.quotes:
        cite["quote"] = f"party {party} {word} what item {item} asks of everybody here"
    condition = {"condition": "if the others do"} if word == "conditional" else {}
    said = f"What party {party} said of item {item}."
    return {**cell, "stance": word, **condition, "summary": said, "cite": cite}


def _texts(said: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield a text for each source of some stances, in which all that is quoted of it stands."""
    texts: dict[str, dict[str, list[str]]] = {}
    for one in said:
        cite = one["cite"]
        texts.setdefault(cite["source"], {}).setdefault(cite["at"], []).append(cite["quote"])
    for source, places in texts.items():
        paragraphs = ["Nothing was said."] * max(int(at[1:]) for at in places)
        for at, quotes in places.items():
            paragraphs[int(at[1:]) - 1] = f"{'; '.join(quotes)}."
        text = "\n".join(paragraphs)
        yield _line("attachment", source=source, text=text, sha256=sha256(text.encode()).hexdigest())


def _code(number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return letters[number // 676] + letters[number // 26 % 26] + letters[number % 26]


def _line(block: str, **fields: object) -> bytes:
    return json.dumps({block: fields}, ensure_ascii=False).encode() + b"\n"
