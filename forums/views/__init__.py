"""Pages of forums, meetings and protocols."""
