"""What is true of positions: plain Python and Pydantic, no I/O.

words      the vocabularies (stances, statuses, roles …) and what they mean as numbers
text       which characters may be stored, and how stored text is made safe to show
moments    held time: days, months, years and the periods they stand for
records    descriptive records: party, round, delegate, item, link, source
naming     a key, a code, a name or an alias given where a key is asked for: which record it means
lookalikes keys that nobody can tell apart
frame      the descriptive records of a ledger, together
entries    recorded statements and their citations, and stored entries
points     places in both times, and how ``R1@12`` is read
readings   the entry that counts for a cell, its grade and its independent sources
rivals     when two accounts contradict each other
planning   an import decided: the ledger now and a seed in, intents out
diff       two sets of readings in, changes out
patch      a diff as a seed
where      the filter of a diff, in words of its own
measures   how far apart, how far moved, how much is left
canonical  the logical form that the chain of hashes is computed over
editions   the text of a source: from a file's bytes to what is kept, and back
cited      whether what a citation says of a text is so
quotes     a quote in a text: where it stands, and how one is made of a selection
agreement  how far two analysts' codings agree
wording    changed wording, word by word or phrase by phrase
suggest    did you mean
"""
