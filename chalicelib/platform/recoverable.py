"""What one bad item or message can raise; whoever has a row of them goes on with the next."""

RECOVERABLE: tuple[type[Exception], ...] = (Exception,)
"""Whatever it is: a right that is missing, an expression that the table refuses, a library's own
error. A list of kinds was wrong each time a kind was forgotten, and then nine good messages came
back with one bad one, or a sweep ended at it. It is logged by name and place, counted as failed,
backed off and at last shown as stuck; what ends the process (a kill) is no Exception."""
