"""A source's text: attached, with what became of the quotes; and read, paragraph by paragraph."""

from collections.abc import Iterator, Sequence

from ledger.cli.documents import imported
from ledger.cli.views import words
from ledger.cli.views.grids import paragraph, wrapped
from ledger.domain.text import safe
from ledger.formats.json_out import JsonDocument, citation, document, record
from ledger.services.sourcing import Attached, QuoteCheck, QuotedPiece, SourceText
from ledger.services.verifying import UnfoundQuote


def unfound_lines(found: Sequence[UnfoundQuote], width: int) -> Iterator[str]:
    """Say of each quote or place that is not found what is wrong, what stands there, and how to mend it."""
    for each in found:
        yield paragraph(f"{safe(each.of)}: {safe(each.message)}; {safe(each.hint)}", width, "  ")
        yield paragraph(f"  {safe(each.mend)}", width, "    ")


def attached_text(done: Attached, width: int) -> str:
    """Say which edition it is, how many quotes stand, and which do not."""
    edition = done.edition
    act = f"Recorded @{done.imported.changesets[0]}" if done.recorded else "Nothing new: attached already"
    stand = sum(check.standing.value == "once" for check in done.quotes)
    size = words.plural(len(edition.text), "character")
    lines = [
        f"{act}: text of {safe(edition.source)}, edition {edition.number}, {size}.",
        *_read_by(done, width),
    ]
    if done.quotes:  # of a source that nothing cites yet there is nothing to say
        lines.append(f"{stand} of {words.plural(len(done.quotes), 'quote')} found, once each.")
    for check in done.quotes:
        lines += [paragraph(text, width, "  ") for text in _trouble(check, orphan=check in done.orphans)]
    if done.orphans:
        lines.append(paragraph(_AFTER_ORPHANS, width, "  "))
    for each in done.places:
        lines.append(paragraph(f"not found: {each.of} {each.message}; {each.hint}", width, "  "))
    return "\n".join(lines)


_AFTER_ORPHANS = (
    "What this edition orphaned waits in posl inbox until it is put right (posl correct N --reason …), taken back "
    "(posl retract N --reason …) or kept as it is (posl review accept N --note …)."
)


def _read_by(done: Attached, width: int) -> list[str]:
    """Say what read the text out of its document, and into how many paragraphs."""
    edition = done.edition
    if edition.extractor is None:
        return []
    count = words.plural(sum(bool(line.strip()) for line in edition.text.split("\n")), "paragraph")
    pages = f" on {words.plural(len(edition.pages.split()), 'page')}" if edition.pages else ""
    return [paragraph(f"{count}{pages}, read by {safe(edition.extractor)}.", width)]


def _trouble(check: QuoteCheck, *, orphan: bool) -> Iterator[str]:
    where = f'entry {check.entry} [{check.citation.at or "no place"}] "{check.quote}"'
    if check.standing.value == "missing":
        alike = f'; alike, in ¶{check.look_alike.paragraph}: "{check.look_alike.words}"' if check.look_alike else ""
        yield f"{'orphaned by this edition' if orphan else 'not found'}: {where}{alike}"
    elif check.standing.value == "ambiguous" and not check.in_place:
        yield f"stands more than once: {where}; posl correct {check.entry} --at …, --prefix … or --suffix …"
    elif check.in_place is False:
        yield f"stands elsewhere, in {', '.join(f'¶{number}' for number in check.paragraphs)}: {where}"


def attached_document(done: Attached) -> JsonDocument:
    """Return the import document with the edition and its quotes."""
    return imported(done.imported) | {
        "schema": "position-ledger/attach/1",
        "source": done.edition.source,
        "edition": done.edition.number,
        "sha256": done.edition.sha256,
        "original": done.edition.original,
        "extractor": done.edition.extractor,
        "pages": [int(count) for count in (done.edition.pages or "").split()],
        "quotes": [_quote(check, orphan=check in done.orphans) for check in done.quotes],
        "places": [each.model_dump(mode="json") for each in done.places],
    }


def _quote(check: QuoteCheck, *, orphan: bool) -> JsonDocument:
    return {
        "entry": check.entry,
        **citation(check.citation),
        "standing": check.standing.value,
        "paragraphs": list(check.paragraphs),
        "in_place": check.in_place,
        "orphaned": orphan,
    }


def source_text(shown: SourceText, width: int) -> str:
    """Return a text with its paragraphs numbered as citations number them, and what is quoted marked: «words» {26}."""
    assert shown.edition is not None
    lines = [f"{safe(shown.source.key)}, edition {shown.edition.number} of {len(shown.editions)}"]
    for each in shown.paragraphs:
        by = [*map(str, each.cited_by), *(f"delegate {safe(seat.natural_key)}" for seat in each.delegates)]
        cited = f"  [cited by {', '.join(by)}]" if by else ""
        text = "".join(_piece(piece) for piece in each.pieces)
        lines += ["", *wrapped(f"¶{each.number} {text}{cited}", width, "    ")]
    elsewhere = [check for check in shown.quotes if check.in_place is False and check.paragraphs]
    lost = [
        ("not in this edition", shown.orphans),
        ("more than once in it", shown.ambiguous),
        ("in another ¶ than cited", elsewhere),
    ]
    for title, checks in lost:
        lines += [f'{title}: entry {check.entry}, "{safe(check.quote)}"' for check in checks]
    return "\n".join(lines)


def _piece(piece: QuotedPiece) -> str:
    if not piece.entries:
        return piece.text
    return f"«{piece.text}» {{{', '.join(map(str, piece.entries))}}}"


def source_document(shown: SourceText) -> JsonDocument:
    """Return a source with its text for scripts."""
    return document(
        "source-text",
        source=record(shown.source),
        editions=[
            {
                "edition": each.number,
                "sha256": each.sha256,
                "original": each.original,
                "extractor": each.extractor,
                "pages": [int(count) for count in (each.pages or "").split()],
            }
            for each in shown.editions
        ],
        edition=shown.edition.number if shown.edition else None,
        paragraphs=[
            {
                "number": each.number,
                "text": each.text,
                "cited_by": list(each.cited_by),
                "delegates": [seat.natural_key for seat in each.delegates],
            }
            for each in shown.paragraphs
        ],
        quotes=[_quote(check, orphan=check in shown.orphans) for check in shown.quotes],
    )
