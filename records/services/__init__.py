"""Writes on what is secret; each asks the owner of the thing (``records.secret_owners``)."""
