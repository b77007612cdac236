"""Suggestions by rule out of a source's attached text, brought in as any other proposals are."""

from ledger.domain.entries import StanceEntry
from ledger.domain.lexicon import LEXICONS, Lexicon
from ledger.domain.moments import HeldOn
from ledger.domain.quotes import QuotedText
from ledger.domain.records import Source
from ledger.domain.seed import ChangesetInfo, SeedFile
from ledger.domain.suggesting import Suggester
from ledger.errors import NotFound, UsageError
from ledger.services import acting, foreseeing, proposing
from ledger.services.proposing import Brought
from ledger.storage import entries, register, texts
from ledger.storage.database import Store

PROPOSER = "posl suggest"
DEFAULT = "en"


def suggested(store: Store, source: str, *, language: str | None = None) -> list[StanceEntry]:
    """Return what the last text of a source seems to say, but for what an entry from that source says of the cell.

    Raises ``NotFound`` where there is no such source or it has no text, ``UsageError`` where there is no lexicon for
    its language, or no day that the source is of.
    """
    found = acting.record_or_fail(store, "source", source)
    assert isinstance(found, Source)
    editions = texts.editions(store, found.key)
    if not editions:
        raise NotFound(f"no text of {found.key} is attached", hint=f"posl source attach {found.key} FILE")
    held = found.published or (HeldOn.parse(str(found.accessed)) if found.accessed else None)
    if held is None:
        hint = f"posl edit source:{found.key} --set published=2026-01-24"
        raise UsageError(f"{found.key} has no day: what it says would be held on none", hint=hint)
    suggester = Suggester(register.load(store), _lexicon(language or found.language or DEFAULT))
    last = editions[-1]
    said = suggester.suggestions(found.key, QuotedText(last.text, last.pages), held)
    return _not_coded(store, found.key, said)


def _lexicon(language: str) -> Lexicon:
    found = LEXICONS.get(language.partition("-")[0].lower())
    if found is None:
        raise UsageError(f"there is no lexicon for {language}", hint=f"there is: {', '.join(LEXICONS)}")
    return found


def _not_coded(store: Store, source: str, said: list[StanceEntry]) -> list[StanceEntry]:
    lines = entries.in_cells(store, {each.cell for each in said})
    coded = {
        (entry.said.cell, entry.said.stance)
        for line in lines.values()
        for entry in line
        if isinstance(entry.said, StanceEntry) and source in entry.sources
    }
    return [each for each in said if (each.cell, each.stance) not in coded]


def suggest(
    store: Store, source: str, header: ChangesetInfo, *, language: str | None = None, draft: str | None = None
) -> Brought:
    """Propose what the text of a source seems to say; raises as ``suggested`` does."""
    parts = [foreseeing.part_of(each) for each in suggested(store, source, language=language)]
    (brought,) = proposing.propose(store, [SeedFile("", parts)], header, proposer=PROPOSER, draft=draft)
    return brought
