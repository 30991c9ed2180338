"""Make a follow-up stand alone, without a language model.

What a pronoun means is the likeliest topic of the conversation. A question that stands alone is
left as it is: of those of the rewriting set 95 % must be (`make eval`, part rewriting).
"""

from collections.abc import Callable, Sequence
from functools import reduce

from bot.answers import Answer
from bot.conversing.conversation import Conversation
from bot.conversing.exchange_name import exchange_name
from bot.conversing.exchange_thing import exchange_thing
from bot.conversing.exchange_time import exchange_time
from bot.conversing.pronouns import OBJECT, PRONOUN, resolve_pronouns
from bot.conversing.topics import (
    Topic,
    Utterance,
    count_content_words,
    find_topics,
    looks_like_question,
)
from retrieval.language.question_types import proper_names
from retrieval.language.rules import pattern, table
from retrieval.language.words import terms

# Of the weight of the question itself; MTRAG, CLAP NQ, a third of its documents: R@5 is .674.
_DEPENDENT = 0.5  # (0: .648, 0.25: .665, 1: .658)
_INDEPENDENT = 0.15  # (0: .656, 0.075: .674, 0.3: .655)
_ASKING_WORD = pattern("follow_ups", "asking_word")
_OTHER_ASKING_WORD = pattern("follow_ups", "other_asking_word")
_INVERTED = pattern("follow_ups", "inverted")
_DOING = pattern("follow_ups", "doing")
_HANGING = pattern("follow_ups", "hanging")
_DEFINITE = pattern("follow_ups", "definite")
_COMPLETE = pattern("follow_ups", "complete")
_FOREIGN_PRONOUN = pattern("follow_ups", "foreign_pronoun")
_CONTINUING = pattern("follow_ups", "continuing")
_CONNECTIVE = pattern("follow_ups", "connective")
_NAMED_THING = pattern("question_parts", "named_thing")
_NTH_STATEMENT = pattern("follow_ups", "nth_statement")
_ORDINALS = {word: int(number) for word, number in table("pieces", "ordinal").items()}


def rewrite_followup(
    question: str, conversation: Conversation, *, commonness: Callable[[str], float] = lambda _: 0.0
) -> str:
    """Make a follow-up stand alone; a question that stands alone is left as it is.

    "And in June?" takes the last question with June in the place of its month, "And China?" with
    China in the place of its rarest name; "Why?" asks why
    of what was asked last; a pronoun is replaced by what it means; "the second one" by what the
    second statement of the last answer is about; to another question that hangs in the air the
    topic is added. `commonness` tells how common a name is in the articles: what they are all about
    is what stays.
    """
    utterances = _with_resolved_pronouns(conversation.utterances)
    questions = [each.words for each in utterances if each.is_question]
    last = next(
        (text for text in reversed(questions) if proper_names(text)), "".join(questions[-1:])
    )
    about = find_topics(utterances)
    return (
        exchange_time(question, reduce(_in_its_time, questions, ""))
        or _ask_about_nth_statement(question, conversation.last)
        or exchange_name(question, last, commonness)
        or exchange_thing(question, "".join(questions[-1:]))
        or _ask_with_other_word(question, last)
        or _complete(question, about, last)
    )


def _in_its_time(before: str, question: str) -> str:
    """Return a question, or if it names but a time, the one before it asked of that time."""
    return exchange_time(question, before) or question


def complete_after(question: str, before: Sequence[str]) -> str:
    """Return a question with what it takes from the questions that were asked along with it."""
    about = find_topics(_with_resolved_pronouns([Utterance(words) for words in before]))
    names = [topic for topic in about if topic.name and not topic.place]
    if thing := _NAMED_THING.fullmatch(before[0]):
        names = [Topic(thing["thing"], 1.0)]
    return _ask_with_other_word(question, before[0]) or _complete(
        question, names or about, before[0]
    )


def history_weight(question: str, alone: str) -> float:
    """Return how much the earlier questions count in the search for one that was understood so."""
    return _DEPENDENT if depends_on_history(question, alone) else _INDEPENDENT


def depends_on_history(question: str, alone: str) -> bool:
    """Return whether a question may hang on others: with much less proof than a rewrite needs."""
    if question != alone:
        return True
    pointing = (PRONOUN, _HANGING, _DEFINITE)
    return not proper_names(question) and (
        count_content_words(question) <= 1 or any(pattern.search(question) for pattern in pointing)
    )


def continues_history(question: str) -> bool:
    """Return whether a question goes on from another in so many words: "And …", "What about …"."""
    return bool(_CONTINUING.match(question))


def _with_resolved_pronouns(conversation: Sequence[Utterance]) -> list[Utterance]:
    """Return what was said with its own pronouns replaced, so that a topic stays one."""
    resolved: list[Utterance] = []
    for utterance in conversation:
        if utterance.is_question and not proper_names(utterance.words):
            utterance = Utterance(resolve_pronouns(utterance.words, find_topics(resolved)))
        resolved.append(utterance)
    return resolved


def _ask_about_nth_statement(question: str, answer: Answer | None) -> str:
    """Ask after one statement of the last answer; "" if that is not asked."""
    match = _NTH_STATEMENT.match(question)
    if not match:
        return ""
    statements = answer.statements if answer else ()
    nth = _ORDINALS[match["nth"].lower()]
    place = nth - 1 if nth > 0 else len(statements) + nth
    if not 0 <= place < len(statements):
        return question
    text = _CONNECTIVE.sub("", statements[place].text).split(";")[0]
    return f"What about {' '.join(text.split()[:20]).rstrip(' ,.:')}?"


def _ask_with_other_word(question: str, last: str) -> str:
    """Ask the last question with another asking word: "Why?", "When was that?"."""
    if not last:
        return ""
    match, asking = _OTHER_ASKING_WORD.match(question), _ASKING_WORD.match(question)
    if match:
        word = (match["bare"] or match["full"]).capitalize()
    elif asking and PRONOUN.search(question) and not terms(question) and proper_names(last):
        word = asking[0].strip()
    else:
        return ""
    if not _INVERTED.match(last):
        return f"{question.rstrip('?؟. ')} ({last.rstrip('?؟. ')})?"
    rest = _ASKING_WORD.sub("", last, count=1)
    return f"{word} " + _DOING.sub(r"\g<doing> that", rest, count=1)


def _complete(question: str, about: Sequence[Topic], last: str) -> str:
    """Replace what only points back; else add the topic to a question that hangs in the air."""
    own = proper_names(question)
    others = [t for t in about if not any(n in t.words or t.words in n for n in own)]
    pronoun = PRONOUN.search(question)
    if not others:
        return question
    if own and (not pronoun or any(question.find(n) < pronoun.start() for n in own)):
        if OBJECT.search(question):  # "Does Xander like her?" cannot mean Xander
            return resolve_pronouns(question, others)
        return question
    replaced = resolve_pronouns(question, others)
    if replaced != question or own:
        return replaced
    if _FOREIGN_PRONOUN.search(question) and proper_names(last):
        return f"{question.rstrip('?؟ ')} ({', '.join(dict.fromkeys(proper_names(last)))})?"
    if _is_incomplete(question):
        return f"{question.rstrip('?؟. ')} ({others[0].words})?"
    return question


def _is_incomplete(question: str) -> bool:
    """Return whether a question without names says too little to be understood alone."""
    if not looks_like_question(question) or _COMPLETE.search(question):
        return False
    return count_content_words(question) <= (
        2 if _HANGING.search(question) else 1 if _DEFINITE.search(question) else 0
    )
