"""Steward: the residents' requests, on the floors that README.md draws."""

import gc

# A fresh process makes 150,000 objects that stay, before its first answer. Looking through
# them for circles finds nothing and is a twentieth of a cold start. Later a call leaves few:
# at most some 40 MB wait to be looked through.
gc.set_threshold(200_000, 20, 20)
