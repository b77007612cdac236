"""Home: items × parties at a point.

view       what is shown of a matrix and in which order: filter, sort, folded tracks, columns; pure
model      what stands on the screen and is worked out of it once: counts, stops, where one stands in time; pure
prefetch   the first read, begun before Textual is loaded
columns    how wide the columns are; rows as strips of text
grid       the widget: our own lines, a cursor that stays on its cell
scrubber   the rounds by date, above the grid
panel      the cell's reading, the words around the grid, what marks mean
beside     where the panel stands
filtered   what a filter leaves, and what it asks for beside the matrix
choosing   known time and views, chosen from a list
messages   what the threads that read say
screen     all of it together
"""
