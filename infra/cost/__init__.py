"""What running Steward costs: `make cost`."""
