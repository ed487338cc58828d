"""What pages and the API read of activations; each in a constant number of queries."""

from activations.reports.status import modes_of, status_of

__all__ = ["modes_of", "status_of"]
