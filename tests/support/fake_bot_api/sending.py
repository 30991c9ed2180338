"""The methods that write: send, edit, delete, drafts, "typing", reactions."""

import time
from time import time as clock  # its own, whatever a test does to that of the bot
from typing import Any

from tests.support.fake_bot_api.refusals import Fields, bad, flag, integer, value
from tests.support.fake_bot_api.reply_markup import reply_markup
from tests.support.fake_bot_api.shown_messages import SentMessage
from tests.support.fake_bot_api.texts import read_text, visible_text
from tests.support.fake_bot_api.world import BOT, ID, Chat, World

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "record_audio", "upload_audio", "upload_document", "choose_sticker", "find_location",
    "pick_up_location", "record_video_note", "upload_video_note", "cancel",
}  # fmt: skip
REACTIONS = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 "
    "😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 "
    "👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 "
    "🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
MAX_CAPTION = 1024
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(world: World, fields: Fields) -> Fields:
    """Answer sendMessage."""
    text, entities = read_text(fields)
    if not text:
        raise bad("message text is empty")
    target = value(fields, "reply_parameters", "can't parse reply parameters JSON object")
    if target is not None and not isinstance(target, dict):
        raise bad("object expected as reply parameters")
    preview = not _preview(fields).get("is_disabled")
    markup = reply_markup(fields)
    chat = world.reachable(fields)
    thread = world.thread(chat, fields)
    seen, styles = visible_text(text, entities)
    content: Fields = {"from": BOT, "text": seen} | _replied(chat, target or {})
    content |= {"entities": styles} if styles else {}
    message = world.message(chat, thread, **content)
    if markup:
        message["reply_markup"] = markup
    reply_to = message.get("reply_to_message", {}).get("message_id")
    sent = SentMessage(
        chat.id,
        message["message_id"],
        text,
        tuple(entities),
        reply_to,
        thread,
        preview,
        time.monotonic(),
        markup,
    )
    chat.sent.append(sent)
    return dict(message)


def send_photo(world: World, fields: Fields) -> Fields:
    """Answer sendPhoto, with a PNG that is uploaded."""
    photo = fields.get("photo")
    if not isinstance(photo, bytes):
        raise bad("there is no photo in the request")
    if photo[:8] != b"\x89PNG\r\n\x1a\n" or len(photo) > 10_000_000:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = (int.from_bytes(photo[at : at + 4], "big") for at in (16, 20))
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    text, entities = read_text(fields, "caption", "caption_entities")
    target = value(fields, "reply_parameters", "can't parse reply parameters JSON object") or {}
    chat = world.reachable(fields)
    if len(text) > MAX_CAPTION:
        raise bad("message caption is too long")
    sizes = [{"file_id": "photo", "file_unique_id": "1", "width": width, "height": height}]
    content: Fields = {"from": BOT, "photo": sizes} | _replied(chat, target)
    if text:
        seen, styles = visible_text(text, entities)
        content |= {"caption": seen, "caption_entities": styles}
    message = world.message(chat, world.thread(chat, fields), **content)
    chat.photos.append((message["message_id"], photo))
    return dict(message)


def edit_message_text(world: World, fields: Fields) -> Fields:
    """Answer editMessageText; without a keyboard, the keyboard goes."""
    text, entities = read_text(fields)
    if not text:
        raise bad("message text is empty")
    preview = not _preview(fields).get("is_disabled")
    markup = reply_markup(fields, inline_only=True)
    chat, message = _own(world, fields)
    seen, styles = visible_text(text, entities, limit="MESSAGE_TOO_LONG")
    new = {"text": seen} | ({"entities": styles} if styles else {})
    _change(chat, message, new | ({"reply_markup": markup} if markup else {}))
    sent = SentMessage(
        chat.id,
        message["message_id"],
        text,
        tuple(entities),
        None,
        message.get("message_thread_id"),
        preview,
        time.monotonic(),
        markup,
    )
    chat.edits.append(sent)
    return dict(message)


def edit_message_reply_markup(world: World, fields: Fields) -> Fields:
    """Answer editMessageReplyMarkup."""
    markup = reply_markup(fields, inline_only=True)
    chat, message = _own(world, fields)
    same = {name: message[name] for name in ("text", "entities") if name in message}
    _change(chat, message, same | ({"reply_markup": markup} if markup else {}))
    sent = SentMessage(
        chat.id,
        message["message_id"],
        message["text"],
        tuple(same.get("entities", ())),
        None,
        message.get("message_thread_id"),
        False,
        time.monotonic(),
        markup,
    )
    chat.edits.append(sent)
    return dict(message)


def delete_message(world: World, fields: Fields) -> bool:
    """Answer deleteMessage; what people write in a group only an administrator deletes."""
    chat = world.reachable(fields)
    message = chat.messages.get(integer(fields, "message_id"))
    if message is None:
        raise bad("message to delete not found")
    mine = message.get("from", {}).get("id") == ID
    if not (mine or chat.kind == "private" or chat.members.get(ID) == "administrator"):
        raise bad("message can't be deleted")
    del chat.messages[message["message_id"]]
    return True


def send_message_draft(world: World, fields: Fields) -> bool:
    """Answer sendMessageDraft; without a text people see that the bot thinks."""
    text, entities = read_text(fields)
    chat = world.reachable(fields)
    world.thread(chat, fields)
    if chat.kind != "private":
        raise bad("TEXTDRAFT_PEER_INVALID")
    if not integer(fields, "draft_id"):
        raise bad("DRAFT_ID_INVALID")
    seen = visible_text(text, entities)[0] if text else ""
    chat.drafts.append((world.now(), seen))
    return True


def send_chat_action(world: World, fields: Fields) -> bool:
    """Answer sendChatAction."""
    action = str(fields.get("action", "")).lower()
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = world.reachable(fields)
    world.thread(chat, fields)
    chat.actions.append(action)
    return True


def set_message_reaction(world: World, fields: Fields) -> bool:
    """Answer setMessageReaction."""
    broken = "can't parse reaction types JSON object"
    wanted: Any = value(fields, "reaction", broken) or []
    if not isinstance(wanted, list):
        raise bad("expected an Array of ReactionType")
    chat = world.reachable(fields)
    message = chat.messages.get(integer(fields, "message_id"))
    if message is None:
        raise bad("message to react not found")
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(
        one.get("type") != "emoji" or one.get("emoji") not in REACTIONS.split() for one in wanted
    ):
        raise bad("REACTION_INVALID")
    chat.reactions[message["message_id"]] = [one["emoji"] for one in wanted]
    return True


def _preview(fields: Fields) -> Fields:
    options = value(fields, "link_preview_options", "can't parse link preview options JSON object")
    if options is not None and not isinstance(options, dict):
        raise bad("object expected as link preview options")
    return options or {}


def _replied(chat: Chat, target: Fields) -> Fields:
    """Find what a message replies to, and the words it quotes of it."""
    if not integer(target, "message_id"):
        return {}
    earlier = chat.messages.get(integer(target, "message_id"))
    if earlier is None:
        if flag(target, "allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    reply = {"reply_to_message": {k: v for k, v in earlier.items() if k != "reply_to_message"}}
    if quote := str(target.get("quote") or ""):
        at = str(earlier.get("text", earlier.get("caption", ""))).find(quote)
        if at < 0 or len(quote) > 1024:
            raise bad("QUOTE_TEXT_INVALID")
        reply["quote"] = {"text": quote, "position": at, "is_manual": True}
    return reply


def _own(world: World, fields: Fields) -> tuple[Chat, Fields]:
    chat = world.reachable(fields)
    message = chat.messages.get(integer(fields, "message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.get("from", {}).get("id") != ID:
        raise bad("message can't be edited")
    markup = message.get("reply_markup")
    if markup and "inline_keyboard" not in markup:
        raise bad("message can't be edited")
    return chat, message


def _change(chat: Chat, message: Fields, new: Fields) -> None:
    names = ("text", "entities", "reply_markup")
    if new == {name: message[name] for name in names if name in message}:
        raise bad(_SAME)
    changed = {name: part for name, part in message.items() if name not in names}
    changed |= {"edit_date": int(clock())} | new
    message.clear()
    message.update(changed)
