"""The numbers to hold, measured as ratios in one run: `make bench`."""
