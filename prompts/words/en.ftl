# What majlis says to people, a message each; `say(name, language, …)` fills them in.
# A number in a message chooses its form: [one], *[other]. ru.ftl and ar.ftl have more of them.

# Engine: what is said about an answer

understood = Understood as: { $question }
the-same = the same
page = p. { $page }
recognized-text = (recognised text)
abstained =
    The articles do not answer this. { $searched ->
        [one] { $searched } passage was
       *[other] { $searched } passages were
    } searched; the nearest passages, which do not answer it either, are:
nothing-asked = There is nothing in this question to look for.
near-miss = The articles name “{ $subject }”, but no sentence was found { $lacks ->
        [cost] that gives the cost
        [number] that gives the number
        [date] that says when
        [person] that says who
        [place] that says where
        [reason] that gives the reason
        [way] that says how
       *[other] that says what was asked
    }.
list-shown = { $shown } of { $items }; ask for more.
part-unanswered = The articles do not answer: { $question }
unknown-language = The built-in model reads English only, so this question was searched by its names and words alone, and nothing found answers it. Ask in English; whoever runs this program can choose a model that knows your language.

# Engine: which articles were asked, and how old they are

articles = articles
opinion-pieces = opinion pieces
of-source = of “{ $source }”
since-day = since { $day }
until-day = until { $day }
of-day = of { $day }
between-days = from { $first } to { $last }
selected = Asked of { $which }.
selected-none = There are no { $which }.
all-dated =
    { $count ->
        [one] The one article with a date is of { $newest }.
       *[other] The { $count } articles with a date are of { $oldest } to { $newest }.
    }
all-undated =
    { $count ->
        [one] { $count } article has no date.
       *[other] { $count } articles have no date.
    }
all-sources = Their sources: { $named }.
ages = From articles of { $oldest } and { $newest }.
ages-unknown = The articles quoted have no date; whether it is so today, they do not tell.
ages-some-unknown =
    { $count ->
        [one] One article quoted has no date.
       *[other] { $count } articles quoted have no date.
    }

# Engine: questions about the articles themselves

catalog-author = “{ $title }” was written by { $author }.
catalog-published = “{ $title }” was published on { $day }.
catalog-publisher = “{ $title }” was published by { $publisher }.
catalog-not-told =
    “{ $title }” does not tell { $lacks ->
        [author] who wrote it
        [published] when it was published
       *[publisher] who published it
    }.
catalog-length =
    “{ $title }” has { $characters ->
        [one] { $characters } character
       *[other] { $characters } characters
    }.
catalog-source =
    { $source } ({ $count ->
        [one] { $count } article
       *[other] { $count } articles
    })
catalog-silent =
    { $source } says nothing about { $topic } ({ $count ->
        [one] { $count } article
       *[other] { $count } articles
    }).
catalog-none-silent = Every source says something about this.
catalog-count =
    { $count ->
        [one] { $count } article.
       *[other] { $count } articles.
    }
catalog-count-sources =
    { $count ->
        [one] { $count } source.
       *[other] { $count } sources.
    }
catalog-no-sources = No article names its source.
catalog-undated = No article has a date.
catalog-none = No article mentions “{ $topic }”.
catalog-shown = These are the newest { $shown } of { $count } articles.

# Engine: questions that cannot be asked

question-empty = The question is empty.
question-too-long = The question has { $characters } characters; { $most } is the most.
text-empty = The text is empty.
text-too-long = The text has { $characters } characters; { $most } is the most.

# Engine: requests about the last answer

no-such-quote =
    There is no quote { $number }; the last answer has { $quotes ->
        [one] { $quotes } quote
       *[other] { $quotes } quotes
    }.
nothing-quoted = The last answer quoted nothing.
article-gone = The article of this quote is no longer there.
no-more = The articles hold nothing more that is like this.
no-other-article = No other article says anything about this.
none-silent = Every article says something about this.
silent = { $count } of { $total } articles say nothing about this: { $named }.
not-shorter = This is as short as it gets.
own-words = Quotes are shown in the article's own words; nothing is translated.

# Engine: a text that is checked

check-supported = “{ $sentence }” — the articles say so:
check-contradicted = “{ $sentence }” — the articles say otherwise ({ $why }):
check-unsupported = “{ $sentence }” — no sentence of the articles was found that says so.
check-passed-over = “{ $sentence }” — not checked: { $why }.
check-instead = { $quoted }, not { $said }
check-negation = one denies what the other states
check-roles = it is the other way round
check-otherwise = the same is told differently there
check-no-claim = it claims nothing that could be looked up
check-language = the built-in model does not read its language
check-unread =
    { $count ->
        [one] { $count } more sentence was not checked.
       *[other] { $count } more sentences were not checked.
    }

# Engine: the language model

translated = Translated from the articles: check the quotes.
left-out =
    { $count ->
        [one] { $count } sentence was left out: its quotes do not say it.
       *[other] { $count } sentences were left out: their quotes do not say them.
    }
part-quoted = The language model left this open, so the articles' own sentences follow: { $question }
model-unchecked = Nothing that the language model wrote could be checked against the articles; these are their own sentences instead.
model-thinking = thinking
model-failed = The language model { model-why }; these are the articles' own sentences instead.
model-broke-off = The language model { model-why } before it was done; what it had written by then was checked, the rest are the articles' own sentences.
# $why is a kind of failure, $status what its server answered.
model-why =
    { $why ->
        [declined] declined to answer
        [request] did not accept the request
        [key] did not accept the key
        [forbidden] may not be used with this key
        [missing] does not exist on its server
        [too-long] found the articles too long
        [too-often] is asked too often at the moment, or has no credit left
        [status] failed with status { $status }
        [unknown-server] could not be reached: its server's name is not known
        [certificate] could not be reached safely: its server's certificate is not valid
        [timeout] did not answer in time
        [broken] broke off
        [unreachable] could not be reached
        [silent] gave no answer
        [thinking] spent all its tokens on thinking
       *[unreadable] answered something that cannot be read
    }
over-budget = The language model was not asked, since the { budget } does not allow it; these are the articles' own sentences instead.
budget =
    { $budget ->
        [day] budget of today
        [month] budget of this month
       *[answer] budget for one answer
    }

# Telegram

telegram-help =
    I answer questions from a collection of articles, and every sentence of an answer shows where its words come from.

    Ask in your own words, for example: How is Iraq positioned toward Russia?
    Then ask on, for example: And China?

    A number such as [1] after a sentence leads to the source below the answer, and the button 1 opens the exact words. When the articles do not answer, I say so.

    To ask more about an answer of mine, reply to it. Forward me a text, and I look for quotes that support or contradict it. /articles lists what I have read, /settings changes the language.

    In a group, mention me, reply to me, or write your question after /ask.
telegram-help-admin =
    You run this bot:
    /add adds an article: a file, the text after the command, or what you send next
    /remove, /sync change the collection
    /stats, /users show who asks, and how much
    /allow, /deny decide who may ask
telegram-only-text = I can only read questions written as text, for example: How is Iraq positioned toward Russia?
telegram-failed = Something went wrong on my side, and your question was not answered. Please ask it again a little later.
telegram-trouble = I cannot search the articles at the moment. Please ask again a little later.
telegram-late = I was away for long and missed your question. If it still matters, please ask it again.
telegram-searching = Searching the articles …
telegram-thinking = Thinking …
telegram-writing = Writing …
telegram-stop = ■ Stop
telegram-new = Done. Your next question begins a new conversation.

# Telegram: buttons

telegram-why = Why
telegram-more = More
telegram-back = ‹ Back
telegram-copy = Copy quote
telegram-copy-beginning = Copy the beginning
telegram-open = Open article
telegram-reason-wrong = It is wrong
telegram-reason-beside = It is beside the point
telegram-reason-missing = Something is missing
telegram-expired = This button is too old to work; please ask the question again.
telegram-place = characters { $start }-{ $end }
telegram-article-changed = The article has changed since then; these are its words as they were quoted.
telegram-no-answer = This passage comes close to the question, but does not answer it.
telegram-no-quotes = There are no quotes to show yet; ask a question first.
telegram-quote-number =
    Which quote? Give its number{ $most ->
        [one] : there is only 1.
       *[other] , from 1 to { $most }.
    }

# Telegram: how an answer was found

telegram-why-title = How this was found
telegram-why-searched =
    { $searched ->
        [one] { $searched } passage was searched.
       *[other] { $searched } passages were searched.
    }
telegram-why-terms = It has these words of the question: { $terms }.
telegram-why-meaning = By meaning it ranks number { $rank } of all passages.
telegram-why-words = By words it ranks number { $rank }.
telegram-why-unknown = It stands next to another quote, or resembles one.
telegram-why-quotes = Each sentence is a quote from an article, word for word; no language model wrote it.
telegram-why-model = A language model wrote the sentences; each was shown only after it was checked against its quotes.
telegram-why-dropped =
    { $count ->
        [one] { $count } sentence was left out, since the articles do not support it.
       *[other] { $count } sentences were left out, since the articles do not support them.
    }
telegram-why-left-out = “{ $sentence }”: { $why }

# Telegram: articles

telegram-articles =
    { $count ->
        [one] { $count } article
       *[other] { $count } articles
    }
telegram-size =
    { $characters ->
        [one] { $characters } character
       *[other] { $characters } characters
    }, { $passages ->
        [one] { $passages } passage
       *[other] { $passages } passages
    }
telegram-no-article = There is no article “{ $article }”; /articles lists them.
telegram-many-articles =
    { $count ->
        [one] { $count } article fits: { $names }.
       *[other] { $count } articles fit: { $names }. Give more words of the one you mean.
    }
telegram-add-what = Send me the article now: a file ({ $suffixes }), its text, or a forwarded post.
telegram-add-how = To add this file, send it with the caption /add, or reply to it with /add.
telegram-add-type = I can only read these files: { $suffixes }.
telegram-add-size =
    The file is too large; { $megabytes ->
        [one] { $megabytes } megabyte
       *[other] { $megabytes } megabytes
    } is the most.
telegram-add-lost = The file did not arrive: { $why }. Please send it again.
telegram-remove-sure = Remove “{ $title }”?
telegram-remove-yes = Remove it
telegram-remove-no = Keep it
telegram-removed-not = The article stays.
telegram-nothing-to-do = There was nothing to do.
telegram-change-added =
    { $count ->
        [one] { $count } article was added.
       *[other] { $count } articles were added.
    }
telegram-change-replaced =
    { $count ->
        [one] { $count } article was replaced.
       *[other] { $count } articles were replaced.
    }
telegram-change-removed =
    { $count ->
        [one] { $count } article was removed.
       *[other] { $count } articles were removed.
    }
telegram-change-unchanged =
    { $count ->
        [one] { $count } article is unchanged.
       *[other] { $count } articles are unchanged.
    }
telegram-change-duplicate =
    { $count ->
        [one] { $count } article has the same text as another one.
       *[other] { $count } articles have the same text as others.
    }
telegram-change-skipped =
    { $count ->
        [one] { $count } link was not followed.
       *[other] { $count } links were not followed.
    }
telegram-change-refused =
    { $count ->
        [one] { $count } article could not be added.
       *[other] { $count } articles could not be added.
    }

# Telegram: who may ask, and how often

telegram-not-allowed = Sorry, this bot answers only people who were let in. If you should be one of them, give this number to whoever runs it: { $id }
telegram-ask-access = This bot answers only people who were let in, and its admins can let you in. Your number: { $id }
telegram-ask-access-button = Ask to be let in
telegram-waits = The admins have your request; I will tell you what they decide.
telegram-wants-access = { $who } asks to be let in.
telegram-allow = Let in
telegram-deny = Refuse
telegram-allowed = { $who } may ask now.
telegram-denied = { $who } may not ask.
telegram-let-in = Welcome! You can ask now, for example: How is Iraq positioned toward Russia?
telegram-standing-allowed = let in
telegram-standing-denied = shut out
telegram-standing-waiting = waits to be let in
telegram-which-id = Write the number of a person or group after the command, or reply with it to a message of theirs.
telegram-admins-only = Only the admins of this group can change that.
telegram-admins-only-bot = Only those who run this bot can do that.
telegram-only-admins-add = Only those who run this bot can add articles. Ask me a question instead, written as text.
telegram-too-often =
    These were many questions in a short time. You can go on in { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }.
telegram-too-many =
    These were many questions in a short time. You can go on in { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
telegram-too-many-today =
    These were all the questions that a day allows. You can go on in { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    }.

# Telegram: settings and what is kept

telegram-settings = Settings
telegram-policy-mention = mention: I answer when I am mentioned or replied to, and commands
telegram-policy-command = command: I answer commands only
telegram-policy-all = all: I answer every message
telegram-policy-off = off: I answer nothing
telegram-quiet = Quiet: no sound, and nothing is shown before the answer is complete
telegram-quiet-button = quiet
telegram-privacy =
    What is kept about you: your name and language, and your questions with their answers for { $days ->
        [one] { $days } day
       *[other] { $days } days
    }, so that buttons and follow-ups work.
telegram-privacy-log-no = There is no other log.
telegram-privacy-log-always = A log keeps questions and answers until they are removed.
telegram-privacy-log-days =
    { $days ->
        [one] A log keeps questions and answers for { $days } day.
       *[other] A log keeps questions and answers for { $days } days.
    }
telegram-privacy-model-yes = Your questions and passages of the articles are sent to a language model.
telegram-privacy-model-no = No language model is asked; nothing leaves this machine except through Telegram.
telegram-privacy-forget = /forget_me removes all of it at once.
telegram-your-number = Your number at Telegram: { $id }
telegram-forget-sure = Remove all that is kept about you: your questions, their answers, your settings? Nobody can bring it back.
telegram-forget-yes = Remove it all
telegram-forget-no = Keep it
telegram-forgotten-not = Nothing was removed.
telegram-forgotten =
    { $count ->
        [0] All that was kept about you is removed.
        [one] All that was kept about you is removed, with { $count } answer.
       *[other] All that was kept about you is removed, with { $count } answers.
    }
telegram-stats =
    Questions in the last 24 hours: { $asked }, from { $people ->
        [one] { $people } person
       *[other] { $people } people
    }
    Answers liked: { $liked }, disliked: { $disliked }
    Articles: { $articles }, passages: { $passages }
telegram-users =
    { $count ->
        [one] { $count } person or group
       *[other] { $count } people and groups
    }

# Telegram: inline, and checking a text

telegram-open-chat = Ask this in my chat
telegram-inline-answer = The answer, with its sources
telegram-inline-near = Close, but no answer: { $title }
telegram-check-what = Write a text after /check, reply to one with /check, or forward one to me.

# Telegram: the menu of commands

telegram-command-ask = Ask a question
telegram-command-start = Begin
telegram-command-help = What I can do
telegram-command-new = Begin a new conversation
telegram-command-articles = The articles I have read
telegram-command-about = About one article
telegram-command-sources = The articles behind the last answer
telegram-command-quote = The exact words behind a number
telegram-command-check = Look for quotes that support or contradict a text
telegram-command-settings = Language, and when I answer
telegram-command-privacy = What is kept about you
telegram-command-forget-me = Remove all that is kept about you
telegram-command-stats = How much is asked
telegram-command-users = Who asks
telegram-command-allow = Let somebody in
telegram-command-deny = Shut somebody out
telegram-command-add = Add an article
telegram-command-remove = Remove an article
telegram-command-sync = Read the folders again

# Terminal, in English only like the whole command line: a chat

chat-greeting =
    { $articles ->
        [one] { $articles } article
       *[other] { $articles } articles
    }, { $passages ->
        [one] { $passages } passage
       *[other] { $passages } passages
    }. .help lists the commands, Ctrl-D leaves.
chat-leave = Leave with Ctrl-D or .quit.
chat-going-on = Going on after:
chat-nothing-to-go-on = No earlier conversation is kept; this is a new one.
chat-log-off = The log is off, so no conversation is kept to go on with.
chat-log-off-hint = Set MAJLIS_LOG=on for the next one, or leave out --resume.
chat-wait = one moment …
chat-searching =
    { $passages ->
        [one] searching { $passages } passage
       *[other] searching { $passages } passages
    }
chat-stopped = Stopped.
chat-stopped-empty = Stopped; nothing is shown.
chat-ask-first = Ask something first.
chat-ask-otherwise = Ask in other words.

# Terminal: the commands of a chat

chat-command-help = the commands
chat-command-sources = where the quotes of the last answer stand
chat-command-quote = quote N with the sentences around it
chat-command-more = more like quote N
chat-command-why = how the last answer was found
chat-command-open = the file or the address of quote N, and its position
chat-command-articles = the articles
chat-command-about = title, date, length and first lines of an article
chat-command-mode = who writes the answers: auto, extractive or model
chat-command-model = the language model, and what it has cost in this session
chat-command-new = begin a new conversation
chat-command-save = save the conversation as .md, .html or .json
chat-command-log = the last answers that were kept, with these words
chat-command-undo = take back the last turn
chat-command-quit = leave
chat-keys = Enter sends, Esc Enter begins a line, Tab completes; Ctrl-C stops an answer, Ctrl-D leaves.
chat-no-command = There is no command { $name }; the nearest is { $nearest }.
chat-help-hint = .help lists the commands.
chat-no-answer = There is no answer yet.
chat-no-number = { $words } is not the number of a quote.
chat-no-number-hint = Give the number of a mark, for example: .quote 2
chat-sources-hint = .sources lists them.
chat-mode = The mode is { $mode }.
chat-no-mode = There is no mode { $mode }.
chat-no-mode-hint = Use one of { $modes }.
chat-no-model = No language model is configured.
chat-no-model-hint = Set OPENAI_API_KEY or MAJLIS_MODEL and begin again.
chat-model-none = No language model is configured: answers are the articles' own sentences.
chat-model-unused = { $model }, asked 0 times in this session.
chat-model-tokens =
    { $model }, asked { $times ->
        [one] once
       *[other] { $times } times
    } in this session: { $read ->
        [one] { $read } token
       *[other] { $read } tokens
    } read, { $written } written
chat-model-used = { chat-model-tokens }.
chat-model-paid = { chat-model-tokens }, cost { $cost }.
chat-new = A new conversation begins.
chat-taken-back = Taken back:
chat-nothing-to-undo = There is nothing to take back.

# Terminal: the articles in a chat

chat-no-articles = There are no articles.
chat-no-articles-hint = Run `majlis add PATH`.
chat-more-articles = and { $count } more: `majlis list` shows them all
chat-no-name = No article was named.
chat-no-article = There is no article { $name }.
chat-article-gone = The article { $id } is gone.
chat-many-articles =
    { $count ->
        [one] { $count } article fits: { $names }.
       *[other] { $count } articles fit: { $names }.
    }
chat-many-articles-hint = Name one in more words.
chat-articles-hint = .articles lists them.
chat-file-gone = The file is no longer there; the article is.
chat-size =
    { $characters ->
        [one] { $characters } character
       *[other] { $characters } characters
    } · { $passages ->
        [one] { $passages } passage
       *[other] { $passages } passages
    }
chat-place = characters { $start }-{ $end }
chat-place-changed = { chat-place } when it was quoted; the article changed since
chat-place-text = { chat-place } of the text of { $id }
chat-place-line = { chat-place }, line { $line }

# Terminal: saving a conversation

chat-title = A conversation with majlis
chat-saved =
    { $count ->
        [one] { $count } answer saved to { $path }.
       *[other] { $count } answers saved to { $path }.
    }
chat-save-what = No file was named.
chat-save-what-hint = For example: .save iraq.md
chat-save-format = The name { $name } does not say in which format to save.
chat-save-format-hint = End it with .md, .html or .json.
chat-save-nothing = There is nothing to save yet.
chat-save-over = The file { $name } is there already.
chat-save-over-hint = Choose another name, or overwrite it: .save! { $path }
chat-save-failed = The file { $name } cannot be written: { $why }.
chat-save-failed-hint = Check the path.

# Terminal: the log

log-quotes =
    { $count ->
        [one] { $count } quote
       *[other] { $count } quotes
    }
log-abstained = abstained
log-tokens = { $model } ({ $read }+{ $written } tokens)
log-tokens-paid = { $model } ({ $read }+{ $written } tokens, cost { $cost })
log-user = user { $user }
log-conversation = conversation { $conversation }
log-none-fits = No answer that is kept fits this.
log-empty = No answer is kept yet.
log-off = The log is off, and no answer is kept; MAJLIS_LOG=on keeps those to come.
log-added =
    { $count ->
        [one] { $count } answer added.
       *[other] { $count } answers added.
    }
log-forgotten =
    { $count ->
        [one] { $count } answer forgotten.
       *[other] { $count } answers forgotten.
    }
log-state-same = { $count } same
log-state-moved = { $count } moved
log-state-changed = { $count } changed
log-state-gone = { $count } gone
log-no-quotes = There is no quote to verify.
log-no-id = There is no answer that begins with { $id }.
log-many-ids = Several answers begin with { $id }.
log-ids-hint = `majlis log` shows the answers that were kept.
log-not-written = The file { $name } cannot be written: { $why }.
log-not-read = The file { $name } cannot be read: { $why }.
log-path-hint = Check the path.
log-no-entry = This is no kept answer.
log-no-entry-hint = Lines are what `majlis log --export` writes.
log-bad-line = Line { $number } is no kept answer; nothing was added.
log-bad-line-hint = Give a file that `majlis log --export` wrote.
log-still-read = The answers are removed, but another process still reads what they were.
log-still-read-hint = Run the command again when it is done.
log-typed = What was typed in chats cannot be removed: { $why }.
log-typed-hint = Remove the file { $name }.
