"""Groups: who is answered, in which topic, by which policy."""

from prompts import say
from tests.support.fake_bot_api import BOT, NAME, FakeBotApi
from tests.support.telegram import CHINA, RUSSIA

# Groups


def test_a_group_is_answered_only_when_it_speaks_to_the_bot(people: FakeBotApi) -> None:
    group = -30
    for text in (
        RUSSIA, "/help", "/ask@another_bot Russia?", f"@{NAME}_fan {RUSSIA}", f"a@{NAME}.org",
    ):  # fmt: skip
        people.write(group, text, kind="supergroup")
    people.write(group, kind="supergroup", location={"latitude": 1.0, "longitude": 1.0})
    question_ids = [
        people.write(group, text, kind="supergroup")
        for text in (f"/ask {RUSSIA}", f"/ask@{NAME} {RUSSIA}", f"@{NAME.upper()}, {RUSSIA}")
    ]
    sent = people.sent(group, 3)
    assert [message.reply_to for message in sent] == question_ids
    assert len({message.text for message in sent}) == 1
    people.write(group, "And China?", kind="supergroup", reply_to=sent[2].id)
    assert people.sent(group, 4)[3].text.startswith(f"Understood as: {CHINA}\n")
    people.write(group, f"/help@{NAME}", kind="supergroup")
    assert people.sent(group, 5)[4].text == say("telegram-help")


def test_each_topic_is_a_conversation_of_its_own(people: FakeBotApi) -> None:
    group = -31
    for place, (thread, text) in enumerate([(7, RUSSIA), (8, "And China?"), (7, "And China?")]):
        people.write(group, f"/ask {text}", kind="supergroup", thread=thread)
        people.sent(group, place + 1)
    sent = people.sent(group, 3)
    assert [message.thread for message in sent] == [7, 8, 7]
    assert [message.text.startswith("Understood as: ") for message in sent] == [False, False, True]


def test_a_topic_that_the_bot_opened_is_no_reply_to_it(people: FakeBotApi) -> None:
    group = -32
    opened = {
        "message_id": 9, "date": 1, "chat": {"id": group, "type": "supergroup"}, "from": BOT,
        "forum_topic_created": {"name": "Iraq", "icon_color": 1},
    }  # fmt: skip
    people.write(group, RUSSIA, kind="supergroup", thread=9, reply_to_message=opened)
    question_id = people.write(group, f"/ask {RUSSIA}", kind="supergroup", thread=9)
    assert people.sent(group)[0].reply_to == question_id
