"""Read questions that somebody wrote in a spreadsheet: CSV with a header line.

Several answers, and several earlier turns of a history, are separated by "|"; several quotes stand
on lines of their own. An apostrophe before what a spreadsheet would take for a formula is no word.
"""

import csv
import io
import re
from pathlib import Path

from bot.conversing.conversation import Turn
from bot.evaluating.locate_quotes import Articles
from bot.evaluating.question_sets import Question, question_id
from bot.evaluating.scores import Range
from retrieval.errors import ExpectedError

COLUMNS = (
    "id", "question", "answer", "document", "quote", "answerable", "history", "type", "language",
    "note",
)  # fmt: skip
_OTHER_NAMES = {"answers": "answer", "quotes": "quote", "documents": "document", "lang": "language"}
_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}
# What a spreadsheet may take for a formula: also full-width, and behind spaces and quotes.
_FORMULA = re.compile(r"""[\s'"]*[=+\-@＝＋－＠]|[\t\r\n]""")
_HINT = f"The columns are {', '.join(COLUMNS)}; only `question` must be there."


def disarm(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `read_csv` reads the words again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _armed(cell: str) -> str:
    """Return the words of a cell that may be disarmed."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


def read_csv(path: Path, articles: Articles) -> tuple[Question, ...]:
    """Read the questions; raises ExpectedError that names the line of a mistake.

    Cells are separated by commas, semicolons or tabs, whichever the head line has most of.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ExpectedError(
            f"{str(path)!r} cannot be read: {error}.", hint="Save it as CSV in UTF-8."
        ) from error
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    names = _head(next(reader, []), path)
    questions = []
    line = reader.line_num + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                questions.append(_question(names, cells, articles))
            line = reader.line_num + 1
    except (ExpectedError, csv.Error) as error:
        message, hint = getattr(error, "message", f"{error}."), getattr(error, "hint", "")
        raise ExpectedError(f"{path.name}, line {line}: {message}", hint=hint or _HINT) from error
    return tuple(questions)


def _head(cells: list[str], path: Path) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    names = [_OTHER_NAMES.get(name, name) for name in names]
    strange = [name for name in names if name not in COLUMNS]
    if strange:
        raise ExpectedError(f"{path.name}, line 1: no column is named {strange[0]!r}.", hint=_HINT)
    if "question" not in names:
        raise ExpectedError(f"{path.name}, line 1: there is no column `question`.", hint=_HINT)
    return names


def _question(names: list[str], cells: list[str], articles: Articles) -> Question:
    row = _row(names, cells)
    spans = _quotes(row["quote"], row["document"], articles)
    named = [articles.find_id(row["document"])] if row["document"] else []
    answers = _parts(row["answer"])
    turns = tuple(Turn(words, words) for words in _parts(row["history"]))
    return Question(
        id=row["id"] or question_id(row["question"], turns),
        words=row["question"],
        answers=answers,
        documents=tuple(dict.fromkeys([*(d for d, _, _ in spans), *named])),
        spans=spans,
        answerable=_answerable(
            row["answerable"],
            is_answered=bool(spans or answers),
            has_document=bool(named),
        ),
        type=row["type"],
        language=row["language"],
        history=turns,
    )


def _row(names: list[str], cells: list[str]) -> dict[str, str]:
    """Return the cells of a line by the names of their columns."""
    if len(cells) > len(names):
        raise ExpectedError(
            f"it has {len(cells)} cells, the head line has {len(names)}.",
            hint='A cell that holds the separator stands in quotation marks: "one, two".',
        )
    row = dict.fromkeys(COLUMNS, "") | dict(
        zip(names, (_armed(cell).strip() for cell in cells), strict=False)
    )
    if not row["question"]:
        raise ExpectedError("there is no question.")
    return row


def _quotes(cell: str, document: str, articles: Articles) -> tuple[Range, ...]:
    """Return where a cell stands in the articles: all of it, or else each of its lines."""
    if not cell:
        return ()
    try:
        return (articles.locate(cell, document),)
    except ExpectedError:
        lines = [line for line in cell.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return tuple(dict.fromkeys(articles.locate(line, document) for line in lines))


def _answerable(cell: str, *, is_answered: bool, has_document: bool) -> bool | None:
    """Return what a cell says; an empty one means yes if another cell tells the answer."""
    word = cell.lower()
    if word in _NO and is_answered:
        raise ExpectedError(
            "the question is not answerable, yet it has an answer or a quote.",
            hint="Empty these cells, or write yes into `answerable`.",
        )
    if word in _YES | _NO:
        return word in _YES
    if word:
        raise ExpectedError(
            f"`answerable` is {cell!r}.", hint="Write yes or no, or leave the cell empty."
        )
    return True if is_answered or has_document else None


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
