"""A party's page: what it holds, when it moved and towards whom, what is not heard of it, what it owes, who speaks.

lines   its sections as lines; no widgets
screen  the screen
"""
