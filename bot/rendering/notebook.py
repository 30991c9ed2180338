"""Show answers in notebooks as HTML and Markdown. The package IPython is used only if it runs."""

import sys

from bot.rendering.html import html, markdown


def show_answers_in_notebooks() -> None:
    """Register how a running IPython displays an answer; do nothing outside of one."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    formatters = shell.display_formatter.formatters
    formatters["text/html"].for_type_by_name("bot.answers", "Answer", html)
    formatters["text/markdown"].for_type_by_name("bot.answers", "Answer", markdown)
