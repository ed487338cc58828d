"""Every write of the follow-up; one module per noun."""
