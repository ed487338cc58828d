"""Forms of forums, meetings and protocols."""
