"""Dates and stretches of time are read as people write them, or not at all."""

from datetime import date

import pytest

from retrieval.language.dates import Period, period_of_date, period_of_words, written_date
from retrieval.language.time_words import asks_for_now, find_time

TODAY = date(2026, 11, 30)  # a Monday


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("7 February 2026", "2026-02-07"),
        ("Feb. 7, 2026", "2026-02-07"),
        ("Thursday, 5 February 2026, 14:30 CET", "2026-02-05"),
        ("12. Mai 2025", "2025-05-12"),
        ("3 марта 2024 г.", "2024-03-03"),
        ("March 2024", "2024-03"),
        ("2024", "2024"),
        ("2026-01-19T10:00:00Z", "2026-01-19T10:00:00Z"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("05.05.2024", "2024-05-05"),
        ("03/04/2024", "2024"),  # April or March: only the year is sure
        ("31/31/2024", "2024"),
        ("Monday 2024", "2024"),  # neither a day nor a month is written
        ("2024-5-3", "2024-05-03"),
        ("2026-05-01 garbage", "2026-05-01"),
        ("2026-05-01 10:30 garbage", "2026-05-01 10:30"),
        ("2024-03 garbage", "2024-03"),
        ("2024-13", ""),
        ("2024-25", ""),  # a season, no month
        ("2024-02-30", ""),
        ("7 February 1026", ""),
        ("30 Nov", ""),
        ("Monday", ""),
        ("2 hours ago", ""),
        ("the elections", ""),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text: str, iso: str) -> None:
    assert written_date(text) == iso


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02-03T04:05:06Z", date(2024, 2, 3), date(2024, 2, 3)),
    ],
)
def test_a_vague_date_means_all_its_days(published: str, first: date, last: date) -> None:
    assert period_of_date(published) == Period(first, last)


@pytest.mark.parametrize("published", ["", "spring", "2024-13", "2024-02-30", "20240203", "12024"])
def test_what_is_no_date_has_no_days(published: str) -> None:
    assert period_of_date(published) is None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("last week", date(2026, 11, 23), date(2026, 11, 29)),
        ("October", date(2026, 10, 1), date(2026, 10, 31)),
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("Q3 2025", date(2025, 7, 1), date(2025, 9, 30)),
        ("15 November", date(2026, 11, 15), date(2026, 11, 15)),
    ],
)
def test_words_mean_the_last_such_days(words: str, first: date, last: date) -> None:
    assert period_of_words(words, TODAY) == Period(first, last)


@pytest.mark.parametrize("words", ["2026-13", "2024-13", "2024-25", "2024-02-30", "wheat"])
def test_words_that_are_no_date_mean_no_days(words: str) -> None:
    assert period_of_words(words, TODAY) is None


@pytest.mark.parametrize(
    ("question", "words", "first", "last"),
    [
        ("What is new since October?", "since October", date(2026, 10, 1), date.max),
        ("Before 2025, who ruled?", "Before 2025", date.min, date(2024, 12, 31)),
        ("Who came after 1 May 2025?", "after 1 May 2025", date(2025, 5, 2), date.max),
        ("Until the end of 2024, how many?", "Until the end of 2024", date.min, date(2024, 12, 31)),
        ("Who won between May and July 2025?", "between May and July 2025", date(2025, 5, 1),
         date(2025, 7, 31)),
        ("What happened in the last two weeks?", "in the last two weeks", date(2026, 11, 16),
         TODAY),
        ("What was it last summer?", "last summer", date(2026, 6, 1), date(2026, 8, 31)),
        ("What was it in winter 2024?", "in winter 2024", date(2024, 12, 1), date(2025, 2, 28)),
        ("minimum wage 2024?", "2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("What did last year's articles say?", "last year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)  # fmt: skip
def test_a_stretch_of_time_is_found_in_a_question(
    question: str, words: str, first: date, last: date
) -> None:
    mention = find_time(question, TODAY)
    assert mention is not None
    assert question[mention.start : mention.end] == words
    assert mention.period == Period(first, last)


@pytest.mark.parametrize(
    "question",
    [
        "What did the 2015 agreement settle?",
        "What happened in the March 23 Movement?",
        "What did Judge May stop?",
        "Who wrote the decree of 2013?",
        "How long did it take since they left?",
        "By 2030, what will be built?",
    ],
)
def test_a_time_in_a_name_selects_nothing(question: str) -> None:
    assert find_time(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "is_publication"),
    [
        ("What was the price in 2019?", False),
        ("What was the price in March?", False),
        ("What do articles of 2019 say of the price?", True),
        ("What was the price last month?", True),
    ],
)
def test_a_bare_year_may_also_be_that_of_what_happened(question: str, is_publication: bool) -> None:
    mention = find_time(question, TODAY)
    assert mention is not None
    assert mention.is_publication is is_publication


@pytest.mark.parametrize(
    ("question", "is_now"),
    [
        ("What is the latest price?", True),
        ("Who is minister now?", True),
        ("How many are there at present?", True),
        ("It is known who came?", False),
        ("What was the price in 2019?", False),
    ],
)
def test_questions_on_now_are_recognised(question: str, is_now: bool) -> None:
    assert asks_for_now(question) is is_now
