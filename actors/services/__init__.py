"""Every write of the register: one module per noun."""
