"""The demonstration: Stockholm with its parties and the scenes of Avsiktsförklaringen at work.

Everything is marked DEMO, names functions and not people, and reaches nobody.
"""
