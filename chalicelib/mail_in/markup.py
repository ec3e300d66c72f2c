"""The text of a mail in HTML: lines where a reader sees them, quotations behind `> `."""

from html.parser import HTMLParser

LONGEST = 200_000
"""Characters of HTML that are read: a mail of words is a tenth of it."""
UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
LINES = frozenset(
    {
        "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section",
        "table", "tr", "ul",
    }
)  # fmt: skip
QUOTES = frozenset({"blockquote"})
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "area", "base", "col"})


def text_of(html: str) -> str:
    """Return what a reader sees of a mail's HTML."""
    reader = _Reader()
    reader.feed(html[:LONGEST])
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Lines of text; how deep each is quoted stands before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._quoted = 0
        self._unseen: list[str] = []
        self._hidden = 0
        """How many elements are open inside one that nobody sees."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self._void(tag)
            return
        if self._hidden or tag in UNSEEN or _is_hidden(attrs):
            self._hidden += 1
            self._unseen.append(tag)
            return
        if tag in LINES:
            self._end_line(tag == "p")
        if tag in QUOTES:
            self._quoted += 1

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._seen_again(tag)
            return
        if tag in LINES:
            self._end_line(tag == "p")
        if tag in QUOTES:
            self._quoted = max(0, self._quoted - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._void(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        said = " ".join(data.replace("\xa0", " ").split())
        if not said:
            self._line += " " if self._line and not self._line.endswith(" ") else ""
            return
        begins = " " if data[:1].isspace() and self._line else ""
        self._line += begins + said + (" " if data[-1:].isspace() else "")

    def text(self) -> str:
        self._end_line(blank=False)
        return "\n".join(self._lines).strip("\n")

    def _void(self, tag: str) -> None:
        if self._hidden:
            return
        if tag == "br":
            self._push(self._line)
            self._line = ""
        elif tag == "hr":
            self._end_line(blank=False)

    def _seen_again(self, tag: str) -> None:
        """Close the last hidden element of this name, and what was never closed within it."""
        while tag in self._unseen:
            self._hidden -= 1
            if self._unseen.pop() == tag:
                break

    def _end_line(self, blank: bool) -> None:
        if self._line.strip():
            self._push(self._line)
        self._line = ""
        if blank and self._lines and self._lines[-1].strip("> "):
            self._push("")

    def _push(self, line: str) -> None:
        self._lines.append("> " * min(self._quoted, 9) + line.strip())


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    styles = " ".join(value or "" for name, value in attrs if name == "style")
    return "display:none" in styles.replace(" ", "").lower()
