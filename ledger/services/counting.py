"""What counts in this ledger: what was asked for, and else what the ledger says of itself; and how that is said."""

from collections.abc import Iterable, Mapping

from ledger.domain.entries import Entry
from ledger.domain.floors import OWN, Counting, passing, supports
from ledger.domain.handling import Withheld
from ledger.domain.records import LedgerInfo, Source
from ledger.domain.words import Verdict, Voice
from ledger.services import points
from ledger.storage import register, reviews
from ledger.storage.database import Store


def what_counts(store: Store, at: str = "now", asked: Counting = OWN) -> Counting:
    """Return what counts at a point, by what the ledger says of itself as known there; raises as ``points.resolve``."""
    return known_to_count(store, points.resolve(store, at).known_at, asked)


def known_to_count(store: Store, known_at: int, asked: Counting = OWN) -> Counting:
    """Return what counts, by what the ledger says of itself as known at a changeset."""
    if not asked.own:
        return asked
    return asked.under(next(iter(register.load_one(store, LedgerInfo, known_at).values()), None))


def said(counting: Counting) -> str | None:
    """Say what counts, as the first line of whatever is read under it; ``None`` where everything does."""
    floor = counting.floor
    parts = [
        f"{floor.at_least} or better" if floor and floor.at_least else None,
        _VOICES[floor.voice] if floor and floor.voice else None,
        f"what {floor.independent} independent sources or more say" if floor and (floor.independent or 0) > 1 else None,
        "accepted by a reviewer" if counting.reviewed_only else None,
    ]
    told = [part for part in parts if part]
    lines = [f"Counting only {'; '.join(told)}."] if told else []
    return " ".join([*lines, *filter(None, [withheld_said(counting.withheld)])]) or None


def headed(text: str, counting: Counting) -> str:
    """Return what stands under a title, with what counts where that is not everything: every document says so there."""
    counts = said(counting)
    return ". ".join(filter(None, [text, counts.removesuffix(".") if counts else None]))


def reports(counting: Counting) -> str:
    """Return where absence is: in our reports, never in the talks; under a floor, in what of them counts."""
    return "the reports we have" if said(counting) is None else "what counts of the reports we have"


def no_report(counting: Counting) -> str:
    """Return what says that which nothing we have says: ``kept by then in no report we have``."""
    return "no report we have" if said(counting) is None else "nothing that counts of the reports we have"


def withheld_said(withheld: Withheld | None) -> str | None:
    """Say what stays behind; ``None`` where nothing does."""
    if not withheld:
        return None
    counts = zip(withheld.counts, _THINGS, strict=True)
    told = [f"{count:,} {one if count == 1 else many}" for count, (one, many) in counts if count]
    said = " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
    return f"{said} {'is' if sum(withheld.counts) == 1 else 'are'} withheld: above {withheld.up_to.value}."


_THINGS = (("entry", "entries"), ("item", "items"), ("source", "sources"))


_VOICES = {
    Voice.first_hand: "first-hand",
    Voice.reported: "first-hand or reported",
    Voice.assessed: "first-hand, reported or assessed",
}


def counting_entries(
    store: Store,
    found: Iterable[Entry],
    counting: Counting,
    sources: Mapping[str, Source],
    known_at: int | None = None,
) -> list[Entry]:
    """Return those of some entries that count: not rejected, accepted where that is asked for, and above the floor.

    What corrects or retracts them is not looked at. Of a floor's independent sources each entry has only its own.
    """
    every = list(found)
    numbers = [entry.id for entry in every]
    verdicts = reviews.verdicts(store, known_at, numbers)
    return [entry for entry in every if _counts(entry, verdicts.get(entry.id), counting, sources)]


def _counts(entry: Entry, said: reviews.Reviewed | None, counting: Counting, sources: Mapping[str, Source]) -> bool:
    if said is not None and said.verdict is Verdict.rejected:
        return False
    if counting.reviewed_only and (said is None or said.verdict is not Verdict.accepted):
        return False
    return counting.floor is None or supports(
        counting.floor, passing(counting.floor, entry.said.cite, sources), sources
    )
