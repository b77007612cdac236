"""The only room that knows SQL.

schema       the tables, as metadata
location     where a ledger is: a path or a URL, and what may be said of it
engine       engines and pragmas: the one factory
database     a ledger opened: ``Database`` gives a ``Store`` (one transaction) to read or to write
migrate      schema revision, upgrade, backup
frame        descriptive records: load, add, edit, and as they were known at a changeset
entries      entries and citations: load, add
series       everything that stands, in the order in which it came to count
asof         the entry that counts for each cell at a point; which cells can have changed
contests     rival entries and settlements
reviews      verdicts, and what waits for one
lives        what became of entries, act by act
changesets   numbers, hashes, the log
logical      stored rows as logical records, the form that is hashed and exported
texts        attached texts of sources
search       full text
constraints  every constraint checked again by reading
chain        the chain of hashes recomputed, and the journal followed to today's values
integrity    the database's own checks, its guards, and all of the above
counting     how much there is of everything
"""
