"""The only room that knows SQL.

schema       the tables, as metadata
location     where a ledger is: a path or a URL, and what may be said of it
engine       engines and pragmas: the one factory
database     a ledger opened: ``Database`` gives a ``Store`` (one transaction) to read or to write
migrate      schema revision, upgrade, backup
bulk         many rows in, long lists asked for
names        numbers and natural keys
recording    one act of recording, carried out
standing     what a plan needs to know of the ledger
frame        descriptive records: load, add, edit, and as they were known at a changeset
entries      entries and citations: load, add
series       everything that stands, in the order in which it came to count
asof         what stands in each cell at a point: by one probe, and whole where that does not decide
cells        whole cells, read and decided by the rules of accounts
derived      what is derived from the record and hashed with none of it, worked out again
touched      which cells can differ between two points
passed       what stood in cells between two days
contests     rival entries and settlements
reviews      verdicts, and what waits for one
proposals    proposals and drafts, beside the record
lives        what became of entries, act by act
learned      what became of entries and records from one changeset to another
lookups      what lists ask for
changesets   numbers, hashes, the log
contents     what one changeset recorded
dependents   what later changesets rest on an earlier one
seats        what a changeset did to entries, and what stands in their places now
earlier      which changeset touched a thing last before another one did
logical      stored rows as logical records, the form that is hashed and exported
texts        attached texts of sources
search       full text
constraints  every constraint checked again by reading
chain        the chain of hashes recomputed, and the journal followed to today's values
integrity    the database's own checks, its guards, and all of the above
shape        tables, indexes and views, compared with what this program makes
counting     how much there is of everything
"""
