"""What two entries say otherwise, each from and to: fields, figures, and what is said of the places cited."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product

from ledger.domain.diff import Cause
from ledger.domain.diff.cells import said_otherwise
from ledger.domain.entries import AnyStatement, Citation, DiffMeaning, Entry, Figure
from ledger.domain.figures import counted, given_otherwise
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.text import fold
from ledger.domain.word_diff import WordChange, phrase_diff
from ledger.formats.document import ARROW, Span, Style
from ledger.formats.marks import NOT_GIVEN, cited, in_one_line, yes_or_no
from ledger.services.note import words
from ledger.services.note.claims import Spans
from ledger.services.note.words import DisplayNames

_NUMBERS = frozenset({"position", "salience"})
_MORE_THAN_A_YEAR = 10_000
_STYLES = {WordChange.same: Style.plain, WordChange.gone: Style.before, WordChange.new: Style.after}


def fields_otherwise(
    before: Reading, after: Reading, weights: Iterable[DiffMeaning], cause: Cause = Cause.corrected
) -> Iterator[tuple[str, Spans]]:
    """Yield the fields of these weights that differ between two entries that hold the same, each with how.

    Where accounts contradict each other at either end, what each of them has: ``position 42 or 58 → 50``.
    """
    weights = tuple(weights)
    pairs = product(before.accounts, after.accounts)
    for name in dict.fromkeys(name for pair in pairs for name in said_otherwise(*pair, weights, cause)):
        yield name, field_diff(name, _by_accounts(before, name), _by_accounts(after, name))


def _by_accounts(reading: Reading, name: str) -> object:
    """Return what an account has in a field, or what each of several has that contradict each other."""
    found = list(dict.fromkeys(each.values.get(name) for each in reading.accounts))
    return found[0] if len(found) == 1 else words.listed([_or_none(each, name) for each in found], " or ")


def figures_otherwise(
    had: Entry | None, has: Entry | None, names: DisplayNames, against: Callable[[Figure], str] = lambda _figure: ""
) -> Iterator[Spans]:
    """Yield each figure that is another, is gone or has come, between two entries that hold the same.

    ``against`` says of one what others have, and of one that is gone who gives it no more.
    """
    said = has or had
    if said is None:
        return
    for figure, was, now in given_otherwise(*(each.said.figures if each else () for each in (had, has))):
        before, after = (figure_words(each) if each else NOT_GIVEN for each in (was, now))
        thing = what_is_counted(figure, said.said, names)
        yield (Span(f"{thing} "), Span(before), ARROW, Span(after + against(figure)))


def days_otherwise(had: Entry, has: Entry) -> Iterator[Spans]:
    """Yield the days of which two entries say the same, where they are others; a round's own may have been set anew."""
    if had.held != has.held and day_known(had) != day_known(has):
        yield (Span("held "), Span(words.held_as_known(had)), ARROW, Span(words.held_as_known(has)))


def day_known(entry: Entry) -> str | HeldOn | None:
    """Return when an entry is of, in its own words: the round, where that is all that is known, else its days."""
    return entry.said.round if entry.by_round else entry.held


def citations_otherwise(had: Sequence[Citation], has: Sequence[Citation]) -> Iterator[Spans]:
    """Yield what is said otherwise of a place that both cite: whose words, how likely, the quote; else which places."""
    for citation in has:
        was = next((each for each in had if _place(each) == _place(citation)), citation)
        for name in Citation.model_fields:
            before, after = (getattr(each, name) or None for each in (was, citation))
            if before != after:
                yield field_diff(name, *(_in_words(value) for value in (before, after)))
    gone, came = (
        [each for each in these if _place(each) not in set(map(_place, those))]
        for these, those in ((had, has), (has, had))
    )
    if gone and came:
        yield _places_otherwise(gone, came)


def _places_otherwise(gone: Sequence[Citation], came: Sequence[Citation]) -> Spans:
    """Return which places stand for which: of one source ``place ¶2 → ¶3``, else with the sources."""
    if len({each.source for each in (*gone, *came)}) == 1:
        return field_diff("place", *(words.listed([each.at or "none" for each in these]) for these in (gone, came)))
    return (Span("cited "), Span(cited(gone)), ARROW, Span(cited(came)))


def entries_otherwise(
    had: Entry | None, has: Entry | None, names: DisplayNames, against: Callable[[Entry], Callable[[Figure], str]]
) -> Iterator[Spans]:
    """Yield what an entry of another ledger says otherwise than the one here: of one source the places, too."""
    if had is None or has is None:
        return
    yield from days_otherwise(had, has)
    yield from figures_otherwise(had, has, names, against(has))
    if had.sources & has.sources:
        yield from citations_otherwise(had.said.cite, has.said.cite)


def _place(citation: Citation) -> tuple[str | None, str | None]:
    return citation.source, citation.at


def _in_words(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value) if value is not None else None


def field_diff(name: str, before: object, after: object) -> Spans:
    """Return what differs of one field: a text word by word, anything else from and to."""
    label = Span(f"{name.replace('_', ' ')} ")
    before, after = (in_one_line(name, value) for value in (before, after))
    if isinstance(before, str) and isinstance(after, str) and " " in before + after:
        return (label, *(Span(text, _STYLES[piece]) for piece, text in phrase_diff(before, after)))
    return (label, Span(_or_none(before, name)), ARROW, Span(_or_none(after, name)))


def figures_of(entry: Entry, names: DisplayNames) -> str:
    """Return the figures that an entry gives, as a sentence: ``Prisoners: 314 persons``."""
    told = [f"{what_is_counted(each, entry.said, names)}: {figure_words(each)}" for each in entry.said.figures]
    return f"{words.sentence_case('; '.join(told))}." if told else ""


def what_is_counted(figure: Figure, said: AnyStatement, names: DisplayNames) -> str:
    """Return what a figure counts, and about what, where that is not what it is said on: ``gap (the North)``."""
    own = [item for key in (*getattr(said, "items", ()), said.cell.item or "") if (item := names.of(key))]
    if fold(figure.about or "") in {fold(name) for item in own for name in (item.key, item.title)}:
        return figure.what
    return counted(figure.what, names.called(figure.about or ""))


def figure_words(figure: Figure) -> str:
    """Return a figure as it is read: ``about 200`` for ``~200``, ``21,000,000 crowns``.

    Of four digits without a unit it stays ungrouped, since it may be a year.
    """
    grouped = figure.unit or abs(figure.value) >= _MORE_THAN_A_YEAR
    number = f"{Decimal(figure.written):,f}" if grouped else figure.written
    return " ".join(filter(None, ("about" if figure.approx else "", number, figure.unit)))


def _or_none(value: object, name: str) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)
    if value is None:
        return NOT_GIVEN if name in _NUMBERS else "none"
    return str(value)
