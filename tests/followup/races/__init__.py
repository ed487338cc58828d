"""Two persons at the same moment, on a database with real row locks."""
