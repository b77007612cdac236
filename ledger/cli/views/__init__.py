"""What services return, as text for people: plain lines, safe to print, that fit a width.

words     stances, points, citations in a few words
matrix    items × parties
groups     the matrix by groups of parties: votes by tag or bloc
entries   entries as they stand
history   an item's history, as a blame
records   one item, source, party, round, entry, changeset
grids     tables and paragraphs in plain text: columns shrink and wrap to the width
lists     plain lists, the log and what was found, in the format asked for
inbox     what waits for somebody
measures  what is open, how far apart, who moved
files     two ledger files, as git compares them
note      a document on a terminal: what changed, as a note
diff_rows  what changed, as rows, counts and keys
recorded  what an act recorded, or would
reviews   what waits for a verdict; two codings side by side
proposals      what is proposed, drafts, and how often proposers are right
source    the texts of sources
"""
