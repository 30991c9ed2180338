"""Ask the last question of another time: "And in June?", "the year before?", "and now?"."""

from bot.conversing.step_time import put, step_time
from retrieval.language.rules import pattern
from retrieval.language.time_kinds import KINDS, kind_of_time

_OTHER_TIME = pattern("time_followups", "other_time")
_BEFORE_THAT = pattern("time_followups", "before_that")
_AFTER_THAT = pattern("time_followups", "after_that")
_LATEST = pattern("time_followups", "latest")
_OTHER_NUMBER = pattern("time_followups", "other_number")
_NUMBERED = pattern("time_followups", "numbered")
_LEADS_TO_TIME = pattern("time_followups", "leads_to_time")
_LEADING = pattern("time_followups", "leading")
_CAPITALIZED = ("month", "weekday")
# The preposition before each kind of time; before the rest "in".
_LEADING_TO = {"day": "on", "weekday": "on", "daytype": "on", "daypart": "", "relative": ""}
_REPEATED = ("weekday", "daytype", "daypart")  # times that come again and again
_MOST_RECENTLY = "most recently"


def exchange_time(question: str, last: str) -> str:
    """Return the last question asked of the time that a follow-up names; "" if it names none.

    >>> exchange_time("And in June?", "How many people gave blood in April?")
    'How many people gave blood in June?'
    """
    if not last:
        return ""
    if number := _OTHER_NUMBER.match(question):
        numbered = _NUMBERED.search(last)
        return put(last, numbered.span("number"), number["number"]) if numbered else ""
    for direction, form in ((-1, _BEFORE_THAT), (1, _AFTER_THAT)):
        if match := form.match(question):
            unit = match["unit1"] or match["unit2"]
            return step_time(last, unit, match["count2"] or "", direction)
    if _LATEST.match(question):
        return _ask_of_now(last)
    match = _OTHER_TIME.match(question)
    for time in match.group("whole", "time") if match else ():
        if kind := kind_of_time(time):
            return _ask_of(time.capitalize() if kind in _CAPITALIZED else time, kind, last)
    return ""


def _ask_of(time: str, kind: str, last: str) -> str:
    """Put a time in the place of that of a question: of one of its kind, or else of a like kind."""
    places = [(match.span(), each) for form, each in KINDS for match in form.finditer(last)]
    same = [span for span, each in places if each == kind]
    like = [span for span, each in places if (each in _REPEATED) == (kind in _REPEATED)]
    if spans := same or like:
        leading = _LEADING.match(last[slice(*spans[-1])]) if _LEADING_TO.get(kind, "in") else None
        lead = leading[0] if leading and not _LEADING.match(time) else ""
        return put(last, spans[-1], f"{lead}{time}")
    words = " ".join(filter(None, (last.rstrip("?؟. "), _LEADING_TO.get(kind, "in"), time)))
    return f"{words}?"


def _ask_of_now(last: str) -> str:
    """Ask a question of now instead of the time that it names."""
    spans = [match.span() for form, _ in KINDS for match in form.finditer(last)]
    for start, end in spans[:1]:
        before = _LEADS_TO_TIME.sub("", last[:start].rstrip())
        last = f"{before} {last[end:].lstrip()}" if last[end:].strip("?؟. ") else before
    return f"{last.rstrip('?؟. ')} {_MOST_RECENTLY}?"
