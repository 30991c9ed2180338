"""A chat of the fake Bot API as a page: no scripts, nothing from elsewhere, always the same."""

from html import escape
from pathlib import Path

from tests.support.fake_bot_api import FakeBotApi, Fields, ShownMessage
from tests.support.fake_bot_api.reply_markup import button_rows
from tests.tools.pictures.marked import marked

STYLE = Path(__file__).with_name("chat.css")
BOT_NAME = "majlis"
FIRST_MINUTE = 9 * 60 + 41
WORDS = {
    "en": ("bot", "edited", "thinking…", "Forwarded from"),
    "ar": ("بوت", "معدّلة", "يفكّر…", "أُعيد توجيهها من"),
    "de": ("Bot", "bearbeitet", "denkt nach…", "Weitergeleitet von"),
    "fr": ("bot", "modifié", "réfléchit…", "Transféré de"),
    "ru": ("бот", "изменено", "думает…", "Переслано от"),
}


def draw(api: FakeBotApi, chat: int, *, language: str) -> str:
    """Draw a chat as a phone shows it, in one of the languages of WORDS."""
    bot, edited, thinking, forwarded = WORDS.get(language, WORDS["en"])
    shown = api.screen(chat)
    by_id = {message.id: message for message in shown}
    bubbles = [
        _bubble(message, by_id, _clock(place), (edited, forwarded))
        for place, message in enumerate(shown)
    ]
    draft = api.draft(chat)
    if draft is not None:
        words = f"{escape(draft.rstrip('… '))} …" if draft else f"<i>{escape(thinking)}</i>"
        bubble = f'<div class="bubble draft" dir="auto">{words}</div>'
        bubbles.append(f'<div class="row theirs">{bubble}</div>')
    side = "rtl" if language in {"ar", "fa", "he", "ur"} else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{side}"><head><meta charset="utf-8">'
        f"<title>{BOT_NAME}</title><style>{STYLE.read_text('utf-8')}</style></head><body>"
        f'<header><span class="face">m</span><span><b>{BOT_NAME}</b><small>{bot}</small></span>'
        f'</header><main dir="ltr">{"".join(bubbles)}</main></body></html>'
    )


def _bubble(
    message: ShownMessage, by_id: dict[int, ShownMessage], clock: str, words: tuple[str, str]
) -> str:
    edited, forwarded = words
    side = "mine" if message.sender else "theirs"
    time = f"{edited} {clock}" if message.edited else clock
    file = message.message.get("document")
    origin = message.message.get("forward_origin", {}).get("sender_user_name")
    parts = [
        f'<div class="from">{forwarded} <b>{escape(origin)}</b></div>' if origin else "",
        _quoted(message, by_id),
        f'<div class="file" dir="auto"><span>▤</span> {escape(file["file_name"])}</div>'
        if file
        else "",
        f'<div class="words" dir="auto">{marked(message.text, message.entities)}</div>',
        f'<span class="meta">{escape(time)}</span>',
    ]
    bubble = f'<div class="bubble">{"".join(parts)}</div>'
    return f'<div class="row {side}">{bubble}{_keyboard(message.reply_markup)}</div>'


def _quoted(message: ShownMessage, by_id: dict[int, ShownMessage]) -> str:
    replied = by_id.get(message.reply_to or 0)
    if not replied:
        return ""
    words = message.quote or replied.text
    name = escape(replied.sender or BOT_NAME)
    return f'<div class="reply"><b>{name}</b><span dir="auto">{escape(words[:120])}</span></div>'


def _keyboard(markup: Fields | None) -> str:
    rows = [
        '<div class="keys">' + "".join(_button(button) for button in row) + "</div>"
        for row in button_rows(markup)
    ]
    return f'<div class="keyboard">{"".join(rows)}</div>' if rows else ""


def _button(button: Fields) -> str:
    sign = "↗\ufe0e" if "url" in button else "⧉" if "copy_text" in button else ""
    style = escape(button.get("style", ""))
    return f'<span class="key {style}" dir="auto">{escape(button["text"])}<sup>{sign}</sup></span>'


def _clock(place: int) -> str:
    minute = FIRST_MINUTE + place // 2
    return f"{minute // 60:02}:{minute % 60:02}"
