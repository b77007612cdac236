"""The drafts: what is proposed together under a name, accepted as one changeset or sent back.

lines   drafts as lines, with what each contains and would do
screen  the screen
"""
