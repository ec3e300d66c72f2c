"""Why an administrator's wish cannot be done, in one sentence."""


class Refusal(Exception):
    """Nothing was changed; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
