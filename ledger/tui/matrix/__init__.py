"""Home: items × parties at a point.

view       what is shown of a matrix and in which order: filter, sort, folded tracks; pure
counts     the checklist's numbers, kept up to date row by row
columns    which columns there are and how wide
paint      rows as strips of text
grid       the widget: our own lines, a cursor that stays on its cell
scrubber   the rounds by date, above the grid
stops      the points one steps through; pure
panel      the cell's reading, beside or below
shown      the matrix read, and what is worked out of it once; pure
standing   where one stands in time, and where the step under way leads; pure
ahead      the first read, begun while Textual is being loaded
filtered   what a filter leaves, and what it asks for beside the matrix
choosing   known time and saved views, chosen from a list
screen     all of it together
"""
