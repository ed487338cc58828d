"""The demonstration: Stockholm with its parties and the scenes of source 001 at work.

Everything is marked DEMO, names functions and not people, and reaches nobody.
"""
