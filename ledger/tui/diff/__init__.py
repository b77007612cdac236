"""The diff screen: the note on two points as a list.

lines    the note as lines, under the headings of its sections, and which of them a filter keeps
points   the points one can compare
screen   the screen
"""
