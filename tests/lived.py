"""A small ledger that has been through everything: at least two rows in every table but ``ledger``."""

from ledger.domain.intents import AddRivals
from ledger.domain.seed import AddedCitation, CellRef, DroppedCitation
from ledger.domain.words import Verdict
from ledger.services import acting, settling, sourcing
from ledger.services.redacting import Wanted, redact
from ledger.services.undoing import undo
from ledger.storage.database import Database
from ledger.storage.recording import Recording
from tests.support import HEADER, filled_once, load, signed_in, stance

FRAME = """
ledger: {title: Herring talks, description: Two coasts and one stock.}
parties:
  - {key: red, code: RD, name: Red, role: principal, aliases: [The Reds, Reddish], tags: [coast, north]}
  - {key: blue, code: BL, name: Blue, role: principal, aliases: [Bluish], tags: [coast]}
  - {key: green, code: GR, name: Green, role: mediator, members: [{party: red, from: 2024-01}, {party: blue}]}
rounds:
  - {key: R1, title: First, status: held, starts: 2026-01-23, ends: 2026-01-24, venue: Hall, host: green, parties: [red, blue]}
  - {key: R2, title: Second, planned_for: 2026-02, parties: [blue, red, green]}
items:
  - {key: land, title: Land, question: Red may have it., track: political, difficulty: 5, tags: [core, old], scale: {low: all, high: none}}
  - {key: fuel, title: Fuel, category: energy, links: [{depends-on: land}, {trades-with: pledge}], owner: Ann}
  - {key: pledge, kind: commitment, title: A pledge, part_of: land, by: [red, blue], to: [green], due: R2, tags: [new]}
  - {key: press, kind: commitment, matter: procedure, title: A word to the press, by: [green], to: [red, blue], due: 2026-02-12/2026-02-19}
sources:
  - {key: herald, title: Herald, publisher: The Herald, published: 2026-01-25, language: en, reliability: B, url: "https://example.org/",
     archived_url: "https://example.org/kept", accessed: 2026-02-07, translated_from: no}
  - {key: gazette, title: Gazette, reliability: C, carries: Herald}
  - {key: desk, title: Our own reading, kind: assessment, reliability: B}
delegates:
  - {round: R1, party: red, person: Nora Berg, office: Minister, lead: true, cite: {source: herald, at: ¶3}}
  - {round: R1, party: blue, person: Olaf Dahl, cite: {source: herald, at: ¶3, speaker: media}}
"""
REPORT = """
source: {key: report, title: Report, reliability: D}
stances:
  - {item: land, party: green, held_on: 2026-01-24, stance: conditional, condition: if paid, position: 40, salience: 70,
     summary: Green would., confidence: low, cite: [{at: ¶1, quote: if paid, prefix: Only, suffix: "then", speaker: own-words, credibility: 2, note: hm}, {at: ¶2, quote: say no more}]}
  - {item: fuel, party: green, held_on: 2026-01-24, stance: silent, cite: {at: ¶2, translation: nothing}}
statuses:
  - {item: land, round: R1, status: discussed, cite: {at: ¶1}}
  - {item: pledge, held_on: 2026-01, status: promised, summary: By the second round., cite: {at: ¶2}}
events:
  - {held_on: 2026-02-01, title: A storm, items: [land, fuel], summary: Boats lost., cite: {at: ¶2}, figures: [{what: boats, value: 12}, {what: people, value: 3, unit: persons}]}
  - {held_on: 2025, title: A treaty ends, cite: {source: desk}, figures: {what: boats, value: 12.5, unit: thousand, about: the old fleet, approx: true}}
"""
LATER = """
persons:
  - {key: smith, name: Ann Smith, aliases: [Secretary Smith, A. Smith],
     offices: [{office: Secretary, party: green, from: 2025-01}, {office: Senator, to: 2024}]}
items:
  - {key: papers, kind: commitment, title: Papers, by: [red, blue], to: [green, red], due: 2026-02-19}
source: {key: courier, title: Courier, carries: [herald, Reuters], accessed: 2026-02-07}
delegates:
  - {round: R2, party: green, person: smith, office: Secretary, cite: {at: ¶4, quote: came with her, prefix: He, suffix: ".", translation: she,
     by: smith, speaker: own-words, credibility: 2, carries: [Reuters, AP], note: seen}}
  - {round: R2, party: green, person: smith, office: Senator, cite: {source: desk, at: p. 1, quote: she came, carries: AP, note: heard}}
statuses:
  - {item: papers, held_on: 2026-02-05, status: partly-kept, cite: {at: ¶3, by: smith, carries: [Reuters, AP]},
     figures: [{what: pages, value: 20}, {what: share, value: 12.5, unit: percent, approx: true}]}
marks:
  - {key: briefing, name: The briefing, held: R1, known_at: 2}
  - {key: january, name: End of January, held: 2026-01, known_at: 0}
views:
  - {key: hard, name: What is hard, filter: "difficulty>=4 is:contested", sort: title, folded: [political]}
  - {key: energy, name: Energy, filter: "category:energy"}
remarks:
  - {held_on: 2026-02-05, by: smith, tone: -1, text: The list is shorter., cite: {at: ¶9, quote: shorter}}
  - {held_on: 2026-02-05, about: [land, fuel], text: No sign of narrowing., cite: {at: ¶10, speaker: analyst}}
"""
CLAIMED = """
changeset: {author: Cleo, recorded_at: "2025-12-24T10:00:00Z", tool: a notebook}
reviews:
  - {entry: 1, verdict: rejected, note: I doubt it}
  - {entry: 2, verdict: accepted, reviewer: Dora}
"""
REPORT_TEXT = b"Only if paid then, Green told us.\r\n\r\nWe say no more.\x0c\r\n"


def lived(database: Database) -> None:
    """Fill the ledger."""
    filled_once(database, _live)


def _live(database: Database) -> None:
    load(
        database,
        FRAME,
        REPORT,
        stance("land", "red", "demands", "R1"),
    )
    also = AddedCitation(entry=CellRef(id=7), source="gazette", at="¶1")  # as the first edition took in who agreed
    with database.write() as store:
        acting.perform(store, [also], HEADER)
    load(database, stance("land", "blue", "rejects", "R1"), stance("land", "blue", "doubts", "R1", "gazette"))
    load(database, stance("fuel", "blue", "rejects", "R1"), stance("fuel", "blue", "doubts", "R1", "gazette"))
    load(database, "rounds: [{key: R2, title: Second, status: held, starts: 2026-02-04, ends: 2026-02-05}]")
    cite = AddedCitation(entry=CellRef(id=3), source="herald", at="p. 4", quote="spoken of")
    for act in (
        lambda store: sourcing.attach(store, "report", REPORT_TEXT, HEADER),
        lambda store: sourcing.attach(store, "report", REPORT_TEXT + b"More.", HEADER, edition=True),
        lambda store: acting.correct(store, 7, {"stance": "supports"}, HEADER, reason="misread"),
        lambda store: settling.settle(store, "land", "blue", HEADER, keep=8, reason="own words"),
        lambda store: settling.settle(store, "fuel", "blue", HEADER, last=10, reason="it moved"),
        lambda store: acting.review(store, [1, 2, 3], Verdict.accepted, signed_in(store, "ann"), note="fine"),
        lambda store: acting.review(store, [2], Verdict.rejected, signed_in(store, "bob")),
        lambda store: acting.edit(store, "item", "land", {"title": "The land", "tags": ["core"]}, HEADER),
        lambda store: acting.edit(store, "party", "blue", {"aliases": ["Bluish", "The Blues"]}, HEADER),
        lambda store: acting.perform(store, [cite], HEADER),
        lambda store: acting.perform(
            store, [DroppedCitation(entry=CellRef(id=3), source="report", at="¶1", reason="no")], HEADER
        ),
        lambda store: acting.perform(
            store, [DroppedCitation(entry=CellRef(id=1), source="report", at="¶2", reason="no")], HEADER
        ),
        lambda store: acting.retract(store, 6, HEADER, reason="not said"),
        lambda store: acting.edit(store, "ledger", "", {"four_eyes": True}, HEADER),
    ):
        with database.write() as store:
            act(store)
    with database.write() as store:
        undo(store, 22, HEADER, reason="said after all")
    load(database, LATER)
    load(database, CLAIMED)
    load(database, stance("land", "red", "supports", "2026-01-20~/2026-01-24", "courier", more=", position: 20"))
    with database.write() as store:  # what the first edition declared, and nothing does any more
        recording = Recording(store, HEADER)
        recording.carry_out([AddRivals(8, 9), AddRivals(10, 11)])
        recording.finish()
    with database.write() as store:
        header = signed_in(store, HEADER.author or "")
        redact(store, Wanted(texts=("shorter",)), header, reason="told in confidence", salt=b"salt")
