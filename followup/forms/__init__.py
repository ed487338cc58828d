"""The follow-up, one module per noun."""
