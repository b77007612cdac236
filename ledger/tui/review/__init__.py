"""The review queue.

lines    waiting entries as lines of a list under their sources, and one of them in words with what accepting does
screen   the screen
"""
