"""Arguments in, text out: the command line, one module for each command, loaded when it is called.

catalogue   every command: where it lives, what it does in a line
group       the command group and its options
running     a command called, and what goes wrong, said; exit codes
options     options that several commands share; the ledger and the author that they name
fields      options out of models' fields
acts        what the commands that record have in common
rekeyed     records named by table and key
editing     a record as YAML in an editor
completing  what a shell offers where a key of the ledger is wanted
documents   services' answers as JSON
terminal    where text goes: widths, colours, progress
views       services' answers as text for people
commands    the commands
"""
