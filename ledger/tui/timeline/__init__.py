"""The timeline screen.

bars     open items by difficulty and spread over rounds, drawn line by line
lines    moments as lines of a list, and one of them in words
screen   the screen
"""
