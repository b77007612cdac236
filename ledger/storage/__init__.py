"""The only room that knows SQL.

schema       the tables: the record (schema_described: what describes; columns: what they are made of, and their rules)
engine       where a ledger is, engines and pragmas: the one factory
guards       what is looked at before all else: tables that are tables, triggers that are ours
listening    news from a server as they come
database     a ledger opened: ``Database`` gives a ``Store`` (one transaction) to read or to write
turns        who writes next, and whom one waits for
rights       a right that a role lacks, and the grant that gives it
roles        the grants of reader, analyst, reviewer, owner
migrate      schema revision, upgrade, backup
bulk         many rows in, long lists asked for
renames      keys that changed
rows         rows made of entries and citations
recording    one act of recording, carried out
aside        a long import laid aside, to be taken over in one go
own_folder   a temporary folder that goes with its process, however that ends
redactions   what was taken out of the record, and the taking out
planning_facts what a plan needs to know of the ledger
register     descriptive records: load, add, edit, as they were known at a changeset; numbers and natural keys
entries      entries and citations: load, add
asof         what stands in each cell at a point: by one probe, whole where it does not decide
signatures   signatures of changesets, beside the record
clearing     what stays behind when something leaves, and copies without it
cells        whole cells, read and decided by the rules of accounts
series       the whole story in one pass: what stands of a kind, in the order in which it came to count
struck       what was entered by mistake: which items and parties were on the list at a changeset
derived      what is derived from the record and hashed with none of it, worked out again
changed_cells which cells can differ between two points, and what became of entries from one changeset to another
contests     rival entries and settlements
reviews      verdicts, and what waits for one
proposals    proposals and drafts, beside the record
superseded   whether something took an entry's place: the one predicate
lineage      what became of entries: what a changeset did to them, what stands in their places
in_between   what stood, was said and was cited between two days
lookups      what lists ask for
changesets   numbers, hashes, the log, how much there is of everything
changeset_contents what one changeset recorded
dependents   what later changesets rest on an earlier one
logical      stored rows as logical records, the form that is hashed and exported
texts        attached texts of sources
search       full text
constraints  every constraint checked again by reading
chain        the chain of hashes recomputed, and the journal followed to today's values
integrity    the database's own checks, its guards, and all of the above
shape        tables, indexes and views, compared with what this program makes
"""
