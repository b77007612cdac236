"""What waits for a verdict, what a verdict would do, and two codings of one report side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ledger.cli.documents import verdict
from ledger.cli.terminal import bold
from ledger.cli.views import words
from ledger.cli.views.grids import grid, wrapped
from ledger.domain.agreement import Agreement, Coding, CodingsCompared, Pair
from ledger.domain.entries import Entry
from ledger.domain.floors import EVERYTHING, Counting
from ledger.domain.text import safe
from ledger.formats import marks
from ledger.formats.json_out import JsonDocument, citation, document, entry
from ledger.formats.tables import Table
from ledger.services.accepting import EffectKind
from ledger.services.reviewing import JudgedEntry, Waiting

GRAVE = (
    EffectKind.contradicts,
    EffectKind.replaces,
    EffectKind.settles,
    EffectKind.reopens,
    EffectKind.releases,
    EffectKind.overdue,
)
"""What a reviewer should have seen before many entries are accepted at once."""


# -- waiting ----------------------------------------------------------------------------------------------------------


def waiting_text(
    found: Sequence[Waiting],
    total: int,
    width: int,
    disputed: Sequence[JudgedEntry] = (),
    counting: Counting = EVERYTHING,
    *,
    recorded: bool = True,
) -> str:
    """Return the queue, or its beginning, as text: source by source, each entry with what accepting it does.

    Below it stands what reviewers disagree about. ``recorded``: the ledger has any entry at all.
    """
    apart = _disputed(disputed, width)
    if not found:
        nothing = "Nothing waits for a verdict." if recorded else "Nothing is recorded yet that a verdict could be on."
        return words.counted(counting) + "\n".join([nothing, *apart])
    lines: list[str] = []
    for source, of_source in groupby(found, key=lambda each: each.source):
        group = list(of_source)
        counted = f": {words.plural(len(group), 'entry', 'entries')} waiting" if len(found) == total else ""
        lines += [bold(f"{safe(source)}{counted}")]
        lines += [line for each in group for line in _waiting(each, width)]
    first = f"The first {len(found):,} of " if len(found) < total else ""
    waiting = f"{first}{words.plural(total, 'entry', 'entries')} waiting in all."
    return words.counted(counting) + "\n".join([*lines, waiting, *apart])


def _disputed(found: Sequence[JudgedEntry], width: int) -> list[str]:
    if not found:
        return []
    lines = [line for each in found for line in _indented(_verdicts(each), width, 2)]
    return ["", bold(f"Reviewers disagree: {words.plural(len(found), 'entry', 'entries')}"), *lines]


def _verdicts(each: JudgedEntry) -> str:
    return f"{each.entry.id} ({words.held(each.entry)}) {words.entry(each.entry)}: {_side_by_side(each)}"


def _side_by_side(each: JudgedEntry) -> str:
    told = (f"{one.verdict.value} by {one.reviewer}{f': {one.note}' if one.note else ''}" for one in each.verdicts)
    return safe("; ".join(told))


def judged_table(found: Iterable[JudgedEntry]) -> Table:
    """Return entries with the verdicts of all their reviewers as rows."""
    columns = ("entry", "held", "says", "verdicts", "disagree", "cited")
    rows = [
        (e.entry.id, words.held(e.entry), words.entry(e.entry), _side_by_side(e), e.disputed or None, _cited(e.entry))
        for e in found
    ]
    return Table(columns, rows)


def _cited(entry: Entry) -> str:
    return words.cited(entry.said.cite)


def judged_document(each: JudgedEntry) -> JsonDocument:
    """Return an entry with the verdicts of all its reviewers for scripts."""
    return {**entry(each.entry), "verdicts": [verdict(one) for one in each.verdicts], "disputed": each.disputed}


def _waiting(each: Waiting, width: int) -> Iterator[str]:
    said = each.entry
    place = ", ".join(c.at for c in said.said.cite if c.source == each.source and c.at)
    where = f" [{place}]" if place else ""
    yield from _indented(f"{said.id} ({words.held(said)}) {_says(said)}{where}", width, 2)
    if said.said.summary:
        yield from _indented(said.said.summary, width, 6)
    for effect in each.effects:
        yield from _indented(f"- {effect.text}", width, 6)


def _says(value: Entry) -> str:
    """Return what an entry says, with its figures: what a verdict is on."""
    return ", ".join(filter(None, (words.entry(value), safe(marks.figures(value.said)))))


def _indented(text: str, width: int, by: int) -> Iterator[str]:
    return (" " * by + line for line in wrapped(text, width - by, "  "))


def waiting_table(found: Iterable[Waiting]) -> Table:
    """Return the queue as rows."""
    columns = ("entry", "changeset", "source", "held", "says", "does", "summary", "cited")
    return Table(columns, [_row(each) for each in found])


def _row(each: Waiting) -> list[object]:
    said = each.entry
    does = "; ".join(effect.text for effect in each.effects)
    cited = words.cited(said.said.cite)
    return [said.id, said.changeset, each.source, words.held(said), _says(said), does, said.said.summary, cited]


def waiting_document(each: Waiting) -> JsonDocument:
    """Return an entry of the queue for scripts."""
    effects = [{"kind": one.kind.value, "text": one.text, "entry": one.entry} for one in each.effects]
    return {**entry(each.entry), "source": each.source, "effects": effects}


# -- what a verdict would do ------------------------------------------------------------------------------------------


def verdict_text(found: Sequence[Waiting], others: int, gone: int, verdict: str, width: int) -> str:
    """Return how many entries a verdict is on, and (of accepting them) what that does; the gravest one by one.

    ``others`` have a verdict already, ``gone`` stand no more.
    """
    count = words.plural(len(found) + others + gone, "entry", "entries")
    again = f", {others} of them anew" if others else ""
    in_vain = f", {gone} of them corrected or retracted since" if gone else ""
    lines = [f"To be {verdict}: {count}{again}{in_vain}."]
    if verdict == "accepted":
        tally = Counter(effect.kind for each in found for effect in each.effects)
        counted = ", ".join(f"{tally[kind]} {_CALLED[kind]}" for kind in EffectKind if tally[kind])
        lines += wrapped(f"Of these {counted}.", width) if counted else []
        lines += [line for each in found for line in _grave(each, width)]
    return "\n".join(lines)


_CALLED = {
    EffectKind.contradicts: "contradicting another entry",
    EffectKind.replaces: "replacing one",
    EffectKind.states: "stating something for the first time",
    EffectKind.moves: "moving something",
    EffectKind.confirms: "confirming what stands",
    EffectKind.precedes: "being followed by something later",
    EffectKind.aside: "standing aside",
    EffectKind.settles: "settling an item",
    EffectKind.reopens: "reopening one",
    EffectKind.releases: "releasing items that depend on it",
    EffectKind.overdue: "making something overdue",
    EffectKind.refused: "refused as they stand",
}


def _grave(each: Waiting, width: int) -> Iterator[str]:
    said = [effect.text for effect in each.effects if effect.kind in GRAVE]
    if said:
        yield from _indented(f"entry {each.entry.id} ({words.entry(each.entry)}) {'; '.join(said)}", width, 2)


# -- two codings ------------------------------------------------------------------------------------------------------


def comparison_text(found: CodingsCompared, names: tuple[str, str], width: int) -> str:
    """Return how far two codings agree, item by item, and every place where they do not."""
    lines = [f"A is {safe(names[0])}", f"B is {safe(names[1])}", ""]
    lines += [f"{_of(found.overall)}; only in A: {found.overall.only_one}, only in B: {found.overall.only_other}"]
    lines += [f"{kind.value}: {_of(each)}{_kappa(each)}" for kind, each in found.by_kind.items()]
    lines += ["", grid(_HEADINGS, [_item(key, each) for key, each in found.by_item.items()], width, _NUMBERS)]
    for title, pairs in (
        ("They differ: A | B", found.differing),
        ("They agree in the word, and differ in the rest: A | B", [pair for pair in found.agreed if pair.differ_in]),
        ("Only in A", found.only_one),
        ("Only in B", found.only_other),
    ):
        if pairs:
            lines += ["", bold(title), *(line for pair in pairs for line in _indented(_pair(pair), width, 2))]
    return "\n".join(lines)


_HEADINGS = ("item", "both", "agreed", "share", "only A", "only B")
_NUMBERS = frozenset({1, 2, 3, 4, 5})


def _of(each: Agreement) -> str:
    share = f" ({each.observed:.0%})" if each.observed is not None else ""
    return f"{each.agreed} of {words.plural(each.both, 'unit')} coded by both agree{share}"


def _kappa(each: Agreement) -> str:
    return f"; Cohen's kappa {each.kappa:.2f}" if each.kappa is not None else ""


def _item(key: str, each: Agreement) -> list[object]:
    share = f"{each.observed:.0%}" if each.observed is not None else ""
    return [key, each.both, each.agreed, share, each.only_one, each.only_other]


def _pair(pair: Pair) -> str:
    cell = pair.coded.said.cell
    if pair.one is None or pair.other is None:
        return f"{cell}: {_coded(pair.coded)}"
    if pair.agree:
        return f"{cell}: {pair.one.word}; {', '.join(_difference(pair, name) for name in pair.differ_in)}"
    return f"{cell}: {_coded(pair.one)} | {_coded(pair.other)}"


def _difference(pair: Pair, name: str) -> str:
    assert pair.one is not None
    assert pair.other is not None
    values = [_value(coded, name) for coded in (pair.one, pair.other)]
    return f"{name} {values[0]} | {values[1]}"


def _value(coded: Coding, name: str) -> object:
    if name == "held_on":
        return coded.when
    if name == "figures":
        return safe(marks.figures(coded.said)) or "nothing"
    found = coded.said.cite[0].at if name == "cite.at" else getattr(coded.said, name)
    return "nothing" if found is None else found


def _coded(coded: Coding) -> str:
    place = " ".join(filter(None, (coded.source, coded.said.cite[0].at)))
    return f"{coded.word}, {coded.when} [{place}]"


def comparison_document(found: CodingsCompared, names: tuple[str, str]) -> JsonDocument:
    """Return a comparison for scripts."""
    return document(
        "comparison",
        one=names[0],
        other=names[1],
        overall=_counts(found.overall),
        kinds={kind.value: _counts(each) for kind, each in found.by_kind.items()},
        items={key: _counts(each) for key, each in found.by_item.items()},
        pairs=[_pair_document(pair) for pair in found.pairs],
        without_kappa=None,  # there was a time when kappa needed a library
    )


def _counts(each: Agreement) -> JsonDocument:
    counts = {"both": each.both, "agreed": each.agreed, "only_one": each.only_one, "only_other": each.only_other}
    return {**counts, "observed": each.observed, "kappa": each.kappa}


def _pair_document(pair: Pair) -> JsonDocument:
    cell = pair.coded.said.cell
    return {
        "kind": cell.kind.value,
        "item": cell.item,
        "party": cell.party,
        "source": pair.coded.source,
        "agree": pair.agree,
        "differ_in": list(pair.differ_in),
        "one": _side(pair.one),
        "other": _side(pair.other),
    }


def _side(coded: Coding | None) -> JsonDocument | None:
    if coded is None:
        return None
    return {"says": coded.word, "held": coded.when, "citations": [citation(each) for each in coded.said.cite]}
