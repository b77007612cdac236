"""One item: what it is, and for each party what it held when, on whose word.

told       an entry as it stands, in words
steps      stances over time as a step line
lines      what can be chosen on the left: the item, its status, each party, links, history
screen     the two side by side
"""
