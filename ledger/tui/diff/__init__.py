"""The diff screen: the note on two points as a list.

lines    the note as lines, under the headings of its sections, and which of them a filter keeps
told     all of a line: its words, and where each of its claims stands
note     the note on two points, written to a file
screen   the screen
"""
