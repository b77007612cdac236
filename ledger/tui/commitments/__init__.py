"""What was promised, by whom and until when; ``k`` says that it was kept, with a citation.

screen  the screen
"""
