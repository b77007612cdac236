"""Words in summaries, questions, quotes, sources and their texts, as ``posl search`` finds them.

screen  the screen
"""
