"""One module for each command, which it holds as ``command``; the catalogue says which."""
