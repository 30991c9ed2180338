"""The methods about the bot itself, and about chats and files."""

import re

from tests.support.fake_bot_api.refusals import Fields, bad, integer, value
from tests.support.fake_bot_api.world import BOT, ID, Chat, World, standing

MAX_COMMANDS = 100
MAX_FILE = 20 * 1024 * 1024
_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
           "chat_administrators", "chat_member"}  # fmt: skip


def get_me(world: World, fields: Fields) -> Fields:
    """Answer getMe."""
    return {**BOT, "can_join_groups": True, "can_read_all_group_messages": not world.privacy,
            "supports_inline_queries": True}  # fmt: skip


def set_my_commands(world: World, fields: Fields) -> bool:
    """Answer setMyCommands."""
    commands = value(fields, "commands", "can't parse commands JSON object") or []
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    place = _place(world, fields)
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict):
            raise bad("can't parse BotCommand: expected an Object")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile[place] = commands
    return True


def get_my_commands(world: World, fields: Fields) -> list[Fields]:
    """Answer getMyCommands."""
    commands: list[Fields] = world.profile.get(_place(world, fields), [])
    return commands


def delete_my_commands(world: World, fields: Fields) -> bool:
    """Answer deleteMyCommands."""
    world.profile.pop(_place(world, fields), None)
    return True


def set_my_description(world: World, fields: Fields) -> bool:
    """Answer setMyDescription."""
    return _describe(world, fields, "description", 512)


def set_my_short_description(world: World, fields: Fields) -> bool:
    """Answer setMyShortDescription."""
    return _describe(world, fields, "short_description", 120)


def set_chat_menu_button(world: World, fields: Fields) -> bool:
    """Answer setChatMenuButton."""
    button = value(fields, "menu_button", "can't parse menu button JSON object")
    if button is not None and not isinstance(button, dict):
        raise bad("can't parse menu button: MenuButton must be an Object")
    world.profile["menu_button", str(fields.get("chat_id", ""))] = button
    return True


def get_chat(world: World, fields: Fields) -> Fields:
    """Answer getChat."""
    chat = world.reachable(fields, write=False)
    kinds = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
             "gifts_from_channels")  # fmt: skip
    return world.place(chat) | {
        "accent_color_id": 0, "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(kinds, False),
    }  # fmt: skip


def get_chat_member(world: World, fields: Fields) -> Fields:
    """Answer getChatMember."""
    chat = world.reachable(fields, write=False)
    user = integer(fields, "user_id")
    if not user:
        raise bad("invalid user_id specified")
    if user != ID and user not in world.people:
        raise bad("PARTICIPANT_ID_INVALID")
    return member(world, chat, user)


def get_chat_administrators(world: World, fields: Fields) -> list[Fields]:
    """Answer getChatAdministrators; other bots are left out, and this one too."""
    chat = world.reachable(fields, write=False)
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    staff = [
        user for user, status in chat.members.items() if status in {"creator", "administrator"}
    ]
    return [member(world, chat, user) for user in staff if user != ID]


def leave_chat(world: World, fields: Fields) -> bool:
    """Answer leaveChat."""
    chat = world.reachable(fields)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.members[ID] = "left"
    return True


def get_file(world: World, fields: Fields) -> Fields:
    """Answer getFile."""
    file = str(fields.get("file_id", ""))
    if file not in world.files:
        raise bad("invalid file_id" if file else "file_id not specified")
    path, content = world.files[file]
    if len(content) > MAX_FILE:
        raise bad("file is too big")
    return {
        "file_id": file,
        "file_unique_id": f"u{file}",
        "file_size": len(content),
        "file_path": path,
    }


def member(world: World, chat: Chat, user: int) -> Fields:
    """Return a ChatMember."""
    return standing(BOT if user == ID else world.people[user], chat.members.get(user, "left"))


def _describe(world: World, fields: Fields, name: str, limit: int) -> bool:
    text = str(fields.get(name, ""))
    if len(text) > limit:
        raise bad(f"BOT_{'SHORT' if name.startswith('short') else 'FULL'}_DESCRIPTION_TOO_LONG")
    world.profile[name, _language(fields)] = text
    return True


def _place(world: World, fields: Fields) -> tuple[str, ...]:
    scope = value(fields, "scope", "can't parse BotCommandScope JSON object") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad("BotCommandScope must be an Object")
    if scope.get("type") not in _SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    if scope["type"] in {"chat", "chat_administrators", "chat_member"}:
        world.reachable(scope, write=False)
    return ("commands", *(str(scope.get(name, "")) for name in ("type", "chat_id", "user_id")),
            _language(fields))  # fmt: skip


def _language(fields: Fields) -> str:
    language = str(fields.get("language_code", ""))
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad("invalid language code specified")
    return language
