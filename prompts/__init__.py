"""Words that majlis says or sends, one Markdown file each, filled in by name."""

from pathlib import Path
from string import Template


def render(name: str, **values: object) -> str:
    """Fill in `prompts/NAME.md`; a missing or superfluous value raises KeyError or ValueError."""
    path = Path(__file__).parent / f"{name}.md"
    template = Template(path.read_text(encoding="utf-8").strip())
    if superfluous := set(values) - set(template.get_identifiers()):
        raise ValueError(f"{path.name} has no place for {sorted(superfluous)}")
    return template.substitute(values)
