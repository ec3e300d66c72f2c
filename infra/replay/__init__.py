"""The replay of one real day: see README.md."""
