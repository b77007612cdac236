"""The one note on what changed, and the whole ledger, as documents. Writing them down is another room's work.

``posl diff``, ``posl report``, the diff screen, Markdown, HTML, DOCX and the Python API are renderers of this: same
facts, same sections, same words. A renderer sees sections and spans, never a change.

build     which sections there are, in which order, what makes each: ``report_between``, ``note_of``
material  all that a note is made of
first     the picture in three sentences, and the lines that always follow
changed   sections that tell the changes
parties   a paragraph by party
promises  what is due, overdue, kept or broken
around    sections on what stands around them
lines     one change a line
sentences which sentence tells a verb, and what stands in it
by_account what only some accounts of a contested cell bear
behalf    what others hold on behalf of parties, where these alone would deny it
ends      both ends of a change: whose word each is, the way between, days that go over an end
put_right what we put right: entries in the place of others, accounts that count no more
figures   the numbers that entries give, and events that we put right
otherwise what two entries say otherwise, each from and to
claims    what a reading says, on whose word, with the place of each claim
words     the one room for words: days, numbers, signs, whose word it is, names
citing    footnotes, numbered as they come up
charts    the matrix with arrows, open items and spread over rounds, each with its table
pictured  what of the matrices at both ends is drawn and measured
steps     what was held on an item at the end of each round, with its table
tables    measures as tables
dossier   one item or party, whole: ``dossier_of_item``, ``dossier_of_party``
dossiers_of_records the same of a round, a source, a person, for the site
whole_ledger all of it on one page: ``book``; rounds, parties, persons, sources as tables
"""

from ledger.services.note.build import KEYS, note, note_of, report_between
from ledger.services.note.dossier import dossier_of_item, dossier_of_party
from ledger.services.note.material import Material, of_compared
from ledger.services.note.whole_ledger import book

__all__ = [
    "KEYS",
    "Material",
    "book",
    "dossier_of_item",
    "dossier_of_party",
    "note",
    "note_of",
    "of_compared",
    "report_between",
]
