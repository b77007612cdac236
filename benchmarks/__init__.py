"""The measured claims: each benchmark prints a ratio against raw SQL or a peer, measured in the same run."""
