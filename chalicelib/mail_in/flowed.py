"""`format=flowed` (RFC 3676): lines that a program broke only to send them, put together again."""


def joined(text: str, *, without_space: bool = False) -> str:
    """Return text with its soft breaks gone; `without_space` is the parameter DelSp."""
    made: list[str] = []
    goes_on = False
    depth_before = 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        said = words[:-1] if flows and without_space else words
        if goes_on and depth == depth_before and words != "-- ":
            made[-1] += said
        else:
            made.append(f"{'>' * depth} {said}" if depth else said)
        goes_on, depth_before = flows, depth
    return "\n".join(made)
