"""A diff as people and scripts read it.

sentences  changes in sentences, each with what it rests on
note       what is said, in which section
lines      the lines of a note
around     what is said beside the changes: promises, what did not move, silence, contests that go on
text       a note on a terminal
page       a note as a document with footnotes, for Markdown and HTML
rows       rows for spreadsheets, JSON for scripts
"""
