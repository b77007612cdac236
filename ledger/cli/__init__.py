"""Arguments in, text out: the command line, one module for each command, loaded when it is called.

catalogue   every command: where it lives, what it does in a line
group       the command group, its options, and how it is called
running     what goes wrong, said; exit codes
options     options that several commands share; the ledger and the author that they name
fields      options out of models' fields
acts        what the commands that record have in common
rekeyed     records named by table and key
editing     a record as YAML in an editor
completing  what a shell offers where a key of the ledger is wanted
documents   services' answers as JSON
streams     stdin, stdout and stderr as they are found; the screens, where somebody sits at them
terminal    where text goes: widths, colours, progress
views       services' answers as text for people
commands    the commands
"""
