"""Long trials, counted: ``make trials``. They are no part of ``make test``."""
