"""The timeline screen.

scale    rounds, plans, events and remarks to the scale of time, on two lines
lines    moments as lines of a list, and one of them in words; open items by difficulty and spread over rounds
screen   the screen
"""
