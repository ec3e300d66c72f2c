"""Steward: the residents' requests, on the floors that README.md draws."""

import gc

# A fresh process makes 150,000 objects that stay, before its first answer. Looking through
# them 200 times for what could go finds nothing and is a tenth of a cold start.
gc.set_threshold(50_000, 20, 20)
