"""The whole ledger on one page: the matrix, every item with what was held of it over time, every source."""
