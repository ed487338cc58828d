"""The follow-up over the API; one module per noun."""
