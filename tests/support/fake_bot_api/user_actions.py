"""What people do: write, edit, delete, press, ask inline, react, add the bot, throw it out."""

import re
from itertools import chain
from time import time as clock  # its own, whatever a test does to that of the bot
from typing import Any

from tests.support.fake_bot_api.refusals import Fields
from tests.support.fake_bot_api.reply_markup import button_rows
from tests.support.fake_bot_api.texts import found_entities
from tests.support.fake_bot_api.world import BOT, ID, NAME, Chat, PendingQuery, World, standing

PERSON = 42
NAMES = {PERSON: "Amal"}


class UserActions(World):
    """A world in which people act."""

    def write(  # noqa: PLR0913  # a keyword for each thing that a message can be
        self, chat: int, text: str = "", *, kind: str = "private", reply_to: int | None = None,
        thread: int | None = None, user: int = PERSON, language: str = "",
        forward: str | Fields = "", document: tuple[str, bytes] | None = None, caption: str = "",
        **content: Any,
    ) -> int:  # fmt: skip
        """Let a person write to a chat; return the id of the message."""
        with self.changed:
            chat_state = self.open(chat, kind)
            person = self.person(user, language)
            if chat_state.members.get(user, "left") == "left":
                chat_state.members[user] = "member"
            message = self.message(chat_state, thread, **{"from": person})
            if reply_to is not None:
                message["reply_to_message"] = dict(chat_state.messages[reply_to])
            if document:
                message["document"] = self._upload(*document)
            if forward:
                origin = {"type": "hidden_user", "sender_user_name": forward, "date": 1}
                message["forward_origin"] = forward if isinstance(forward, dict) else origin
            for name, words in (("text", text), ("caption", caption)):
                if words:
                    entities = "entities" if name == "text" else "caption_entities"
                    message |= {name: words, entities: found_entities(words)}
            message |= content
            if not self._hidden(chat_state, message):
                self.give({"message": message})
            return int(message["message_id"])

    def edit(self, chat: int, id: int, text: str) -> None:
        """Let a person edit a message."""
        with self.changed:
            message = self.chats[chat].messages[id]
            new = {"text": text, "entities": found_entities(text), "edit_date": int(clock())}
            message.update(new)
            if not self._hidden(self.chats[chat], message):
                self.give({"edited_message": message})

    def delete(self, chat: int, id: int) -> None:
        """Let a person delete a message."""
        with self.changed:
            del self.chats[chat].messages[id]

    def press(self, chat: int, message_id: int | None, button: str, *, user: int = PERSON) -> str:
        """Let a person press a button, found by its words or data; return the id of the query.

        Without a message it is the last one that has the button. Asserts that there is one, and
        that it asks the bot: an address is opened and a text copied without the bot.
        """
        with self.changed:
            messages = self.chats[chat].messages
            for one in [message_id] if message_id else reversed(messages):
                if match := _found(messages[one], button):
                    break
            else:
                match = None
            assert match, f"No button {button!r} in {[_words(m) for m in messages.values()]}"
            assert "url" not in match, f"The button {button!r} opens {match['url']}."
            assert "copy_text" not in match, f"The button {button!r} copies {match['copy_text']}."
            query = {"from": self.person(user), "message": dict(messages[one]),
                     "chat_instance": str(chat), "data": match["callback_data"]}  # fmt: skip
            return self._ask("callback", "callback_query", query)

    def inline(self, user: int, query: str, offset: str = "") -> str:
        """Let a person ask inline, in whatever chat; return the id of the query."""
        with self.changed:
            inline_query = {"from": self.person(user), "query": query, "offset": offset}
            return self._ask("inline", "inline_query", inline_query)

    def react(self, chat: int, message_id: int, *emoji: str, user: int = PERSON) -> None:
        """Let a person react to a message, or take a reaction back."""
        with self.changed:
            new = [{"type": "emoji", "emoji": one} for one in emoji]
            reaction = {"chat": self.place(self.chats[chat]), "message_id": message_id,
                        "user": self.person(user), "date": int(clock()), "old_reaction": [],
                        "new_reaction": new}  # fmt: skip
            self.give({"message_reaction": reaction})

    def join(
        self, chat: int, status: str = "member", *, kind: str = "supergroup", user: int = PERSON
    ) -> None:
        """Add the bot to a chat, or "kicked", "left", "administrator"; tells the bot.

        "kicked" of a private chat is a person who blocks the bot. Who adds it to a group for the
        first time, without having written there, is its creator.
        """
        with self.changed:
            place = self.open(chat, kind)
            old = place.members.get(ID, "left") if chat not in self.blocked else "kicked"
            if place.kind == "private":
                (self.blocked.add if status == "kicked" else self.blocked.discard)(chat)
            else:
                place.members[ID] = status
                place.members.setdefault(user, "creator")
            members = [standing(BOT, one) for one in (old, status)]
            self.give({"my_chat_member": {
                "chat": self.place(place), "from": self.person(user), "date": int(clock()),
                "old_chat_member": members[0], "new_chat_member": members[1],
            }})  # fmt: skip

    def promote(self, chat: int, user: int, status: str = "administrator") -> None:
        """Change the standing of a person in a group; the bot is not told."""
        with self.changed:
            self.person(user)
            self.chats[chat].members[user] = status

    def migrate(self, old: int, new: int) -> None:
        """Turn a group into a supergroup, which has another id; both chats say so."""
        with self.changed:
            before = self.open(old, "group")
            after = self.open(new, "supergroup")
            after.members |= before.members
            sender = {"from": self.person(PERSON)}
            self.give({"message": self.message(before, None, migrate_to_chat_id=new, **sender)})
            self.give({"message": self.message(after, None, migrate_from_chat_id=old, **sender)})
            before.migrated_to = new

    def person(self, user: int, language: str = "") -> Fields:
        """Return a person, who is known from then on."""
        new = {"id": user, "is_bot": False, "first_name": NAMES.get(user, f"Person {user}")}
        person = self.people.setdefault(user, new)
        if language:
            person["language_code"] = language
        return dict(person)

    def _ask(self, kind: str, name: str, query: Fields) -> str:
        query_id = str(self.new_id())
        self.queries[query_id] = PendingQuery(self.now(), kind)
        self.give({name: {"id": query_id, **query}})
        return query_id

    def _upload(self, name: str, content: bytes) -> Fields:
        file_id = f"file{self.new_id()}"
        self.files[file_id] = (f"documents/{file_id}/{name}", content)
        kinds = {"txt": "text/plain", "md": "text/markdown", "pdf": "application/pdf"}
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": name,
                "mime_type": kinds.get(name.rpartition(".")[2], "application/octet-stream"),
                "file_size": len(content)}  # fmt: skip

    def _hidden(self, chat: Chat, message: Fields) -> bool:
        """Return whether the privacy mode keeps a message from the bot."""
        if not self.privacy or chat.kind == "private" or chat.members.get(ID) == "administrator":
            return False
        text = str(message.get("text", message.get("caption", "")))
        mine = message.get("reply_to_message", {}).get("from", {}).get("id") == ID
        mention = re.search(rf"^/|@{NAME}\b", text, re.IGNORECASE)
        return not (mine or mention or not (text or "document" in message))


def _found(message: Fields, button: str) -> Fields | None:
    buttons = list(chain(*button_rows(message.get("reply_markup"))))
    for name in ("text", "callback_data"):
        for one in buttons:
            if one.get(name) == button:
                return one
    return None


def _words(message: Fields) -> list[list[str]]:
    return [[button["text"] for button in row] for row in button_rows(message.get("reply_markup"))]
