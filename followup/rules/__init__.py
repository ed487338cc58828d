"""The rules of source 003, as pure functions: data in, verdict and explanation out."""
