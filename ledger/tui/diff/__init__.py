"""The diff screen.

lines    a diff as lines of a list, grouped by item, and which of them a filter keeps
note     the note on two points, written to a file
told     a change in words: both sides with their citations, changed wording word by word
screen   the screen
"""
