"""The campaign: every AWS call of every journey failed in turn, and what must hold afterwards."""
