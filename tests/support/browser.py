"""What a browser without scripts would do with a page: the forms on it, and what each would post."""

from html.parser import HTMLParser

VOID = frozenset({"input", "br", "img", "link", "meta", "hr", "use"})


class Page(HTMLParser):
    """The fields of a page by name, with the values that would be posted."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.posted: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.named: list[str] = []  # fields that have a label, by the id that it is for
        self.words: list[str] = []
        self.links: list[str] = []
        self._area: str | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.named.append(given["for"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.posted.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((given.get("value", ""), "selected" in given))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            said = self._text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.posted.setdefault(self._area, []).append(said)
            self._area = None
        elif tag == "select" and self._select is not None:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self.posted.setdefault(self._select, []).append(chosen[-1])
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data
        elif data.strip():
            self.words.append(" ".join(data.split()))
