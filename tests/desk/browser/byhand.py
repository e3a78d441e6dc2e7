"""What somebody does who has no mouse: tabs until what they look for has the focus, and presses a key."""

from pathlib import Path

from playwright.sync_api import FileChooser, Page, expect

_MOST = 120

_FOCUSED = """() => {
  const el = document.activeElement;
  const label = el.labels?.[0]?.innerText ?? "";
  return [el.getAttribute("aria-label") ?? "", label, el.innerText ?? ""].join(" ").replace(/\\s+/g, " ").trim();
}"""


class ByKeyboard:
    """A page that is used by the keyboard alone. Where a file is asked for, `file` is given."""

    def __init__(self, page: Page, file: Path | None = None) -> None:
        self.page = page
        if file is not None:
            page.on("filechooser", lambda chooser: _given(chooser, file))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, words: str) -> None:
        """Until what has the focus is called so. Fails where it is out of reach."""
        seen = []
        for _ in range(_MOST):
            self.press("Tab")
            seen.append(self.focused)
            if words in seen[-1]:
                return
        raise AssertionError(f"«{words}» is out of the keyboard's reach on {self.page.url}: {seen}")

    def push(self, words: str) -> None:
        """Tab to a link or a button, and press it."""
        self.tab_to(words)
        self.press("Enter")

    @property
    def focused(self) -> str:
        """What has the focus, by the words that name it."""
        return str(self.page.evaluate(_FOCUSED))

    def is_at(self, words: str) -> None:
        """The focus lands, by itself, on what is called so."""
        expect(self.page.locator(":focus")).to_contain_text(words)
        self.page.wait_for_load_state()  # the keys of a page come with its scripts


def _given(chooser: FileChooser, file: Path) -> None:
    chooser.set_files(file)
