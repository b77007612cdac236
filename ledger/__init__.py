"""The position ledger: every open item of a negotiation, each party's stance on it over time, and its source."""
