"""The words of a form: what a field and each of its choices are called, what is hinted at, out of the texts."""

from collections.abc import Iterator
from typing import Any

from services.texts import Texts


class Wording:
    """The words of one fact type in one language; `fact` is its topic and name, like `contact.logged`."""

    def __init__(self, t: Texts, fact: str) -> None:
        self.t = t
        self._fact = fact
        self._known = t.sections()

    @property
    def title(self) -> str:
        """What somebody does with the form: «Logg kontakt». Raises KeyError."""
        return self.t("title", self._fact)

    @property
    def lead(self) -> str:
        """What stands under the title, where something does."""
        return self.t.known("lead", self._fact) if self._fact in self._known["lead"] else ""

    def label(self, path: str) -> str:
        """What a field is called: here, within its group, anywhere. Raises KeyError."""
        *_, name = path.split(".")
        for key in self._keys(path):
            if key in self._known["field_of"]:
                return self.t("field_of", key)
        return self.t("field", name)

    def hint(self, path: str) -> str:
        """What stands under a label, where something does."""
        keys = (*self._keys(path), path.rpartition(".")[2])
        return next((self.t("hint", key) for key in keys if key in self._known["hint"]), "")

    def choice(self, path: str, code: str, section: str, kind: str = "") -> str:
        """What a choice is called, beginning with a capital. `kind` names its closed list, like `Answer`."""
        keys = [f"{key}.{code}" for key in (*self._keys(path), path.rpartition(".")[2], kind) if key]
        found = next((self.t("choice", key) for key in keys if key in self._known["choice"]), None)
        return capital(found if found is not None else self.t(section, code))

    def rule(self, number: int) -> str:
        """An item of a checklist: what is said or done, and the number of its rule."""
        return f"{self.t.known('rule', str(number))} (R{number})"

    def form(self, code: str, **values: Any) -> str:
        """A word that every form has."""
        return self.t("form", code, **values)

    def _keys(self, path: str) -> Iterator[str]:
        """The names of a field, from the narrowest to the widest."""
        yield f"{self._fact}.{path}"
        parent, _, name = path.rpartition(".")
        if parent:
            yield f"{parent.rpartition('.')[2]}.{name}"


def capital(words: str) -> str:
    """With a capital to begin with."""
    return words[:1].upper() + words[1:]
