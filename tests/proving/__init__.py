"""Whether each rule of the guidance is held: its function broken, its test must fail.

``make prove-rules`` runs it; ``docs/rules-003.yaml`` says which function and which test.
"""
