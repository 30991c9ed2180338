"""Words that majlis sends to models (a Markdown file each) and says to people (`words/*.ftl`)."""

import re
from hashlib import sha256
from pathlib import Path
from string import Template

from prompts.catalogs import LANGUAGES, say

__all__ = ["LANGUAGES", "render", "say", "turns", "version"]

_ROLE = re.compile(r"^## (system|user|assistant)\n", re.MULTILINE)


def render(name: str, **values: object) -> str:
    """Fill in `prompts/NAME.md`; a missing or superfluous value raises KeyError or ValueError."""
    text = _text(name)
    _refuse_superfluous(name, text, values)
    return Template(text).substitute(values)


def turns(name: str, **values: object) -> list[tuple[str, str]]:
    """Fill in a prompt of several turns: (role, words) for each "## role" in it.

    The turns are told apart before they are filled in, so no value can add one.
    """
    _, *parts = _ROLE.split(_text(name))
    _refuse_superfluous(name, "".join(parts), values)
    return [
        (role, Template(words.strip()).substitute(values))
        for role, words in zip(parts[::2], parts[1::2], strict=True)
    ]


def version(name: str) -> str:
    """Give what tells this text of a prompt from an earlier one."""
    return f"{name}-{sha256(_text(name).encode()).hexdigest()[:8]}"


def _text(name: str) -> str:
    path = Path(__file__).parent / f"{name}.md"
    return path.read_text(encoding="utf-8").strip()


def _refuse_superfluous(name: str, text: str, values: dict[str, object]) -> None:
    if superfluous := set(values) - set(Template(text).get_identifiers()):
        raise ValueError(f"{name}.md has no place for {sorted(superfluous)}")
