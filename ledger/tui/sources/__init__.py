"""The sources reader.

text     a source's text, one paragraph a line, the quoted phrases marked
notes    what rests on the paragraph one is in, and what has lost its words
forms    a phrase cited into a new stance; a text attached
screen   the screen
"""
