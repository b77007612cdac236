"""One item: what it is, and for each party what it held when, on whose word.

told       an entry as it stands, in words
steps      stances over time as a step line
history    what each changeset did with the item
parts      all of what is chosen on the left: overview, a party, the status, remarks, history
screen     the two side by side
"""
