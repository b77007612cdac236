"""One function for each thing a person does. Each is handed a ``Store`` (one transaction) and returns plain values.

points       a point as written → a point in both times
importing    seeds in: planned, applied, asserted; position assertions
ahead        seeds read and planned before anybody has to wait
tables_in    tables in: seeds, tables through a mapping, the ledger's own tables; sketches of mappings
own_tables   the ledger's own tables brought back: what was changed in them
acting       one act from the shell or a form: the same road as a seed of one part
settling     a contest ended: one account kept, or the party moved
meeting      ledger files as git hands them to its drivers
merging      two copies that were changed apart come together
parting      where two copies parted, and what each changed since
carrying     their changesets recorded on top of ours, under our keys and numbers
redacting    something taken out of the record for good, the chain still checkable
rekeying     a record renamed, two joined, an item split
undoing      a whole changeset taken back; which of somebody's acts still stand
conflicts    what two people changed, where they differ
marking      names given to points
partying     one party at a glance: what it holds, when it moved, what it owes, who speaks for it
inbox        what waits for somebody
outweighed   what a settlement took back for an entry that counts no more
counting     what counts: a floor, only what somebody has accepted
matrix       items × parties at a point
stepping     the same at the next point, fetching only what can differ
coverage     the sources that what counts at a point rests on
evidence     what readings rest on: citations, grade, contests, reviews
diff         what changed between two points, and by way of what
diff_legs    one step of that way, as time passes or as more becomes known; what was put right of earlier days
diff_span    the way from one point to the other: what is known at each, which cells can differ on it
restored     what was put right and taken back in between: no change
surrounding  what a diff has around its changes: sources it rests on, rounds, remarks, what was redefined
sweeping     what stands in every cell, day by day
figure_changes the figures that the changes of a diff bring, and what contradicts them
comparing    a diff with what stands around it, of one ledger or of two
other_ledger the other ledger of a comparison: opened, gone to, what only one of the two knows
patching     a diff as a seed
showing      one item, source, party, round or changeset, whole (shown: what is told of it)
entry_states how entries stand: which count, what became of the others
history      an item's history: who recorded each entry, and what became of it
listing      plain lists of what a matrix tells of: items, parties, commitments (listed: what is asked for, and a line)
narrowing    which items are wanted (asking: by a filter in words of its own)
record_lists plain lists of what was recorded: rounds, sources, events, persons, remarks, figures
filtering    which lines, cells and changes a filter keeps
log          the log, searched
viewing      filters kept under a name, one's own or everybody's
keeping_views the same kept, shared, renamed, deleted
foreseeing   what recording something would add, without recording it
effects      what an act does to the cell it touches, before it is done
proposing    proposals, which count for nothing yet: brought in, accepted, amended, rejected
suggesting   proposals by rule, out of a source's text
drafting     proposals under a name, decided on together
reviewing    what waits for a verdict, and how two coders agree
accepting    what accepting an entry does to what stands
earlier_editions what is cited stands in an earlier edition of its source alone
sourcing     texts of sources, and whether quotes stand in them
measuring    measures over the rounds
timeline     everything dated, in order
note/        the one note on what changed, dossiers, and the whole ledger, as documents
site/        the whole ledger as pages to walk in a browser
exporting    everything out, history included
export_formats a ledger as files, in every format
annotating   every citation as a Web Annotation
tables_out   everything out as tables
days_to_come rounds and promises to come, for calendars
verifying    whether the ledger is what it was recorded to be, and quotes that their texts do not bear out
signing      changesets signed with SSH keys, and whether they are
handling     what leaves: without what is marked higher
copying      a whole ledger into a new one, from any engine to any; or as it was known before
doctor       what this installation and this ledger are
completing   which keys may be typed
keys         whether there is a key of that name
searching    words in summaries, questions, quotes and sources
watch        whether anything is new, and what a reader has seen
ledgers      make, upgrade, back up, describe a ledger; the roles of one on a server
catalogue    ledgers under short names, and what each holds
founding     the frame of a new negotiation, from a few answers and a template
demo         a ledger made of the bundled seed
"""
