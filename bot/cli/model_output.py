"""What is printed of a language model that was examined."""

from bot.generating.examine_model import ModelExamination
from bot.json_text import json_line
from bot.output import write
from retrieval.errors import ExpectedError

_USUAL_TOKENS = 150  # of an answer


def print_examination(found_out: ModelExamination, *, as_json: bool) -> int:
    """Print what to expect of a model; raise ExpectedError if it does not answer."""
    if as_json:
        write(json_line(_fields(found_out)))
    if found_out.failure:
        raise ExpectedError(
            f"The language model {found_out.name!r} {found_out.failure}.",
            hint="Check MAJLIS_MODEL, OPENAI_BASE_URL and the key; answers consist of quotes until"
            " then.",
        )
    if not as_json:
        write("\n".join(_lines(found_out)))
    return 0


def _fields(found_out: ModelExamination) -> dict[str, object]:
    return {
        "model": found_out.name,
        "reached": not found_out.failure,
        "keeps_labels": found_out.keeps_labels,
        "constrained": found_out.takes_schema,
        "thinks": found_out.thinks,
        "first_words_s": round(found_out.first_words_s, 2),
        "tokens_per_s": round(found_out.tokens_per_s, 1),
    }


def _lines(found_out: ModelExamination) -> list[str]:
    """Return what was found out and what to expect, a sentence each."""
    speed = found_out.tokens_per_s
    seconds = found_out.first_words_s + _USUAL_TOKENS / max(speed, 0.1)
    labels = "keeps" if found_out.keeps_labels else "does not keep"
    lines = [
        f"{found_out.name} answers; its first words came after {found_out.first_words_s:.1f} s.",
        f"In free text it {labels} the labels of the sentences that it rests on.",
        _SCHEMA[found_out.takes_schema],
        f"It writes about {speed:.0f} tokens a second: an answer takes about {seconds:.0f} s.",
    ]
    if found_out.thinks:
        lines.append(
            "It thinks before it answers; MAJLIS_MODEL_MAX_TOKENS has to be enough for both."
        )
    lines += _refusals(found_out)
    if found_out.keeps_labels or found_out.takes_schema:
        lines.append("Expect answers in its words, each sentence with its quotes.")
    else:
        lines.append("Expect quotes in place of its answers: choose another model.")
    return lines


_SCHEMA = {
    True: "Its server holds it to a JSON schema: it can name only sentences that it was shown.",
    False: "Its server does not hold it to a JSON schema, so it is asked for free text.",
    None: "Whether its server holds it to a JSON schema was not tried.",
}


def _refusals(found_out: ModelExamination) -> list[str]:
    """Return what the server does not take, which is left out from now on."""
    limits = found_out.limits
    parts = {
        "a turn of the system": not limits.system_role,
        "a temperature": not limits.temperature,
        "the parameter max_completion_tokens": limits.max_tokens_name != "max_completion_tokens",
        "the count of tokens in a stream": not limits.usage,
    }
    named = [part for part, is_refused in parts.items() if is_refused]
    return [f"Its server does not take {' or '.join(named)}; it is asked without."] if named else []
