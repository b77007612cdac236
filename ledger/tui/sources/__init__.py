"""The sources reader.

reading  what is read, in a worker: the list, and one source
document a text made ready to be drawn: harmless, quotes marked, whom each paragraph is cited for
wrapped  paragraphs cut into the lines of a width
walking  from place to place in them
finding  words found in the text one reads
text     the text as a widget that draws its own lines, with a cursor and a selection
notes    what rests on the paragraph one is in, and what has lost its words
forms    a phrase cited into a new stance; a text attached
screen   the screen
coding   a text coded phrase by phrase, each on one line
"""
