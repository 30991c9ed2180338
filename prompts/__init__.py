"""Texts for language models (a Markdown file each) and for people (`words/*.ftl`)."""

import re
from hashlib import sha256
from pathlib import Path
from string import Template

from prompts.catalogs import LANGUAGES, say

__all__ = ["LANGUAGES", "render", "say", "turns", "version"]

_ROLE = re.compile(r"^## (system|user|assistant)\n", re.MULTILINE)


def render(name: str, **values: object) -> str:
    """Return `prompts/NAME.md` with its values; raises KeyError or ValueError for wrong ones."""
    text = _text(name)
    _refuse_superfluous(name, text, values)
    return Template(text).substitute(values)


def turns(name: str, **values: object) -> list[tuple[str, str]]:
    """Return the role and the text of each turn of a prompt, which "## role" begins.

    Values are filled in after the turns are split, so that none can add a turn.
    """
    _, *parts = _ROLE.split(_text(name))
    _refuse_superfluous(name, "".join(parts), values)
    return [
        (role, Template(words.strip()).substitute(values))
        for role, words in zip(parts[::2], parts[1::2], strict=True)
    ]


def version(name: str) -> str:
    """Return the name of a prompt with a hash of its text, which an edit changes."""
    return f"{name}-{sha256(_text(name).encode()).hexdigest()[:8]}"


def _text(name: str) -> str:
    path = Path(__file__).parent / f"{name}.md"
    return path.read_text(encoding="utf-8").strip()


def _refuse_superfluous(name: str, text: str, values: dict[str, object]) -> None:
    if superfluous := set(values) - set(Template(text).get_identifiers()):
        raise ValueError(f"{name}.md has no place for {sorted(superfluous)}")
