"""The review queue.

queue      what waits, what of it a filter shows, what is chosen, where one is
matching   what an entry that waits says, for a filter to look through
lines      waiting entries as lines of a list under their sources, and one of them in words with what accepting does
screen     the screen
"""
