"""Nobody in: what strangers, neighbours, colleagues and robots try, and what they get."""
