"""Questions that ask for several things."""

import pytest

from bot.conversing.split_question import split_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Who designed the Hald bridge, how much is the toll, and until when is it closed?",
            ["Who designed the Hald bridge?", "How much is the toll (the Hald bridge)?",
             "Until when is the Hald bridge closed?"],
        ),
        ("When did Iraq vote, and who led the list?",
         ["When did Iraq vote?", "Who led the list (Iraq)?"]),
        ("Which article is the shortest and does Iraq sell oil?",
         ["Which article is the shortest?", "Does Iraq sell oil?"]),
        ("When and where was the treaty signed?",
         ["When was the treaty signed?", "Where was the treaty signed?"]),
        ("How much is the toll on the Hald bridge? And who designed it?",
         ["How much is the toll on the Hald bridge?", "Who designed the Hald bridge?"]),
        ("Tell me who designed the Hald bridge and when it opened",
         ["Who designed the Hald bridge?", "When the Hald bridge opened?"]),
        ("I’d like to know how old the mill is, and what Ann Holm said.",
         ["How old the mill is?", "What Ann Holm said?"]),
        ("According to the Harbour Post, who designed the Hald bridge and what did it cost?",
         ["According to the Harbour Post, who designed the Hald bridge?",
          "According to the Harbour Post, what did the Hald bridge cost?"]),
        ("In 2024, what did Orrin sell, and why?",
         ["In 2024, what did Orrin sell?", "In 2024, why did Orrin sell?"]),
        ("Who paid for the bridge and when did it open?",
         ["Who paid for the bridge?", "When did bridge open?"]),
        ("When was it built and what does it cost?",
         ["When was it built?", "What does it cost?"]),
        ("When and where was it built?", ["When was it built?", "Where was it built?"]),
    ],
)  # fmt: skip
def test_each_part_stands_alone(question: str, parts: list[str]) -> None:
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "How is Iraq positioned toward Russia and China?",
        "What are the risks and benefits of the pipeline?",
        "Who is Mostafa, who was appointed ambassador?",
        "Does the author say what Iran wants and how it gets it?",
        "Tell me what Russia and Iran want",
        "Tell me about the people who left and who stayed",
        "In what year did it open and close?",
        "Which company wanted to buy the port, and for how much?",
        "Who paid for the bridge and to whom?",
        "and what about China?",
        "who",
        "",
    ],
)
def test_a_question_for_one_thing_is_left_as_it_is(question: str) -> None:
    assert split_question(question) == [question]
