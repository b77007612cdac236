"""What is true of positions: plain Python and Pydantic, no I/O.

words      the vocabularies (stances, statuses, roles …) and what they mean as numbers
tokens     words as they are searched for
text       which characters may be stored, how stored text is made safe to show, keys that look alike
moments    held time: days, months, years and the periods they stand for
records    descriptive records: party, person, round, delegate, item, source, mark, view
field_types what their fields hold: keys, lines, lists, values of several parts
trusted    values of what a ledger holds, made without checking it again
meeting    two copies changed apart: in what they cannot both be right
renaming   keys that records had before, and what they mean now
naming     a key, a code, a name or an alias given where a key is asked for: which record it means; did you mean
register   the descriptive records of a ledger, together
entries    recorded statements and their citations, and stored entries
own_words  reasons that the ledger writes itself, and no person may
points     places in both times, and how ``R1@12`` is read
authorship whose a name is: which names are one person
evidence   how good an entry's citations are, whose word they are, how many are independent; coverage
accounts   which entries follow one another, agree or contradict each other, and what stands
in_its_cell  what one entry is to the others of its cell, once all have come to count
outweighed  whether a settlement has lost its ground: what it kept counts no more
settled    which settlements of contests hold, and the reason given for each
parts      what is told of a whole or of a part, and so not of nothing
readings   what can be said of a cell: its accounts, how sure, and on whose word
handling   how far things may go, and what stays behind when something leaves
floors     what counts: the floor under what is read
figures    figures side by side
delegations  who led a delegation, by several sources
checklist  what stands on the checklist; promises: when due, whether overdue
lateness   how late a promise was kept, from where it was first, and by whoever names another day
undertaking  whose word it is that something was promised, kept or broken
seed       what a seed may hold, block by block
mapping    what the columns and cells of somebody's table mean
intents    what an import would do
planning   an import decided: the ledger now and a seed in, intents out
diff       two sets of readings in, changes out
patch      a diff as a seed
blocs      who belongs to whom, and what is said on whose behalf
tallies    how many of many parties are for something, against it, on neither side
told_once  events and remarks that several sources tell alike, put together
measures   how far apart, how far moved, how much is left
filters    the one language of filters: read, completed, asked
reflection what a model says of its fields: for options, forms and help
redaction  what is taken out of texts, and the marker in its place
canonical  the logical form that the chain of hashes is computed over
editions   the text of a source: from a file's bytes to what is kept, and back
quotes     a quote in a text: where it stands, how one is made of a selection, whether a citation is so
coding     one line that codes a phrase
suggesting  what a text seems to say, by rule
lexicon    the words that tell a stance, a file a language
proposals  what counts for nothing yet, and how often proposers are right
agreement  how far two analysts' codings agree
word_diff  changed wording, word by word or phrase by phrase
"""
