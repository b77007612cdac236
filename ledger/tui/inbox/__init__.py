"""What waits for somebody, under headings that are there with 0 too; a key finishes what a key can finish.

lines   what stands under each heading, where it leads, what it is a cell of; no widgets
screen  the screen
"""
