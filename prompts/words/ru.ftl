# По-русски: формы чисел [one] 1, 21; [few] 2-4, 22; [many] 0, 5-20; *[other] дроби.

# Engine: what is said about an answer

understood = Понято так: { $question }
the-same = там же
page = стр. { $page }
recognized-text = (распознанный текст)
abstained =
    В статьях нет ответа на этот вопрос. { $searched ->
        [one] Просмотрен { $searched } отрывок
        [few] Просмотрено { $searched } отрывка
        [many] Просмотрено { $searched } отрывков
       *[other] Просмотрено { $searched } отрывка
    }; вот самые близкие, хотя ответа нет и в них:
nothing-asked = В этом вопросе нечего искать.
near-miss = В статьях есть «{ $subject }», но не нашлось предложения, где { $lacks ->
        [cost] указана стоимость
        [number] указано число
        [date] сказано, когда
        [person] сказано, кто
        [place] сказано, где
        [reason] указана причина
        [way] сказано, как
       *[other] сказано то, о чём спрошено
    }.
list-shown = Показано { $shown } из { $items }; чтобы увидеть другие, попросите ещё.
part-unanswered = В статьях нет ответа на вопрос: { $question }
unknown-language = Встроенная модель читает только по-английски, поэтому вопрос искали лишь по именам и словам, и найденное на него не отвечает. Спросите по-английски; тот, кто запускает эту программу, может выбрать модель, которая знает ваш язык.

# Engine: which articles were asked, and how old they are

articles = статьи
opinion-pieces = мнения и колонки
of-source = источника «{ $source }»
since-day = начиная с { $day }
until-day = до { $day }
of-day = за { $day }
between-days = с { $first } по { $last }
selected = Спрошены { $which }.
selected-none = Не найдены { $which }.
all-dated =
    { $count ->
        [one] { $count } статья с датой: { $oldest }–{ $newest }.
        [few] { $count } статьи с датой: { $oldest }–{ $newest }.
       *[many] { $count } статей с датой: { $oldest }–{ $newest }.
    }
all-undated =
    { $count ->
        [one] У { $count } статьи нет даты.
        [few] У { $count } статей нет даты.
       *[many] У { $count } статей нет даты.
    }
all-sources = Их источники: { $named }.
ages = Из статей { $oldest } и { $newest } годов.
ages-unknown = У процитированных статей нет даты; так ли это сегодня, они не говорят.
ages-some-unknown =
    { $count ->
        [one] У { $count } процитированной статьи нет даты.
        [few] У { $count } процитированных статей нет даты.
       *[many] У { $count } процитированных статей нет даты.
    }

# Engine: questions about the articles themselves

catalog-author = Автор статьи «{ $title }» — { $author }.
catalog-published = Статья «{ $title }» опубликована { $day }.
catalog-publisher = Статью «{ $title }» опубликовал источник { $publisher }.
catalog-not-told =
    В статье «{ $title }» не сказано, { $lacks ->
        [author] кто её написал
        [published] когда она опубликована
       *[publisher] кто её опубликовал
    }.
catalog-length =
    В статье «{ $title }» { $characters ->
        [one] { $characters } знак
        [few] { $characters } знака
        [many] { $characters } знаков
       *[other] { $characters } знака
    }.
catalog-source =
    { $source } ({ $count ->
        [one] { $count } статья
        [few] { $count } статьи
       *[many] { $count } статей
    })
catalog-silent =
    { $source } не пишет о { $topic } ({ $count ->
        [one] { $count } статья
        [few] { $count } статьи
       *[many] { $count } статей
    }).
catalog-none-silent = Каждый источник что-то об этом пишет.
catalog-count =
    { $count ->
        [one] { $count } статья.
        [few] { $count } статьи.
       *[many] { $count } статей.
    }
catalog-count-sources =
    { $count ->
        [one] { $count } источник.
        [few] { $count } источника.
       *[many] { $count } источников.
    }
catalog-no-sources = Ни одна статья не называет своего источника.
catalog-undated = Ни у одной статьи нет даты.
catalog-none = Ни одна статья не упоминает «{ $topic }».
catalog-shown = Показаны последние { $shown } из { $count } статей.

# Engine: questions that cannot be asked

question-empty = Вопрос пуст.
question-too-long =
    { $characters ->
        [one] В вопросе { $characters } знак
        [few] В вопросе { $characters } знака
        [many] В вопросе { $characters } знаков
       *[other] В вопросе { $characters } знака
    }; можно не больше { $most }.
text-empty = Текст пуст.
text-too-long =
    { $characters ->
        [one] В тексте { $characters } знак
        [few] В тексте { $characters } знака
        [many] В тексте { $characters } знаков
       *[other] В тексте { $characters } знака
    }; можно не больше { $most }.

# Engine: requests about the last answer

no-such-quote =
    Цитаты { $number } нет; в последнем ответе { $quotes ->
        [one] { $quotes } цитата
        [few] { $quotes } цитаты
        [many] { $quotes } цитат
       *[other] { $quotes } цитаты
    }.
nothing-quoted = В последнем ответе не было цитат.
article-gone = Статьи, из которой взята эта цитата, больше нет.
no-more = Ничего похожего в статьях больше нет.
no-other-article = В других статьях об этом ничего не сказано.
none-silent = Об этом что-то сказано в каждой статье.
silent =
    { $total ->
        [one] { $count } из { $total } статьи
        [few] { $count } из { $total } статей
        [many] { $count } из { $total } статей
       *[other] { $count } из { $total } статьи
    } { $count ->
        [one] ничего об этом не говорит
        [few] ничего об этом не говорят
        [many] ничего об этом не говорят
       *[other] ничего об этом не говорят
    }: { $named }.
not-shorter = Короче уже не получится.
own-words = Цитаты приводятся словами самой статьи; ничего не переводится.

# Engine: a text that is checked

check-supported = «{ $sentence }» — в статьях так и сказано:
check-contradicted = «{ $sentence }» — в статьях сказано иначе ({ $why }):
check-unsupported = «{ $sentence }» — в статьях не нашлось фразы, где это сказано.
check-passed-over = «{ $sentence }» — не проверено: { $why }.
check-instead = { $quoted }, а не { $said }
check-negation = одно отрицает то, что утверждает другое
check-roles = всё наоборот
check-otherwise = о том же сказано другое
check-no-claim = здесь нет утверждения, которое можно проверить
check-language = встроенная модель не читает на этом языке
check-unread =
    { $count ->
        [one] Ещё { $count } фраза не проверена.
        [few] Ещё { $count } фразы не проверены.
        [many] Ещё { $count } фраз не проверено.
       *[other] Ещё { $count } фразы не проверены.
    }

# Engine: the language model

translated = Это перевод из статей: сверьтесь с цитатами.
left-out =
    { $count ->
        [one] { $count } фраза отброшена: её цитаты этого не говорят.
        [few] { $count } фразы отброшены: их цитаты этого не говорят.
        [many] { $count } фраз отброшено: их цитаты этого не говорят.
       *[other] { $count } фразы отброшено: их цитаты этого не говорят.
    }
part-quoted = Языковая модель не ответила на вопрос, поэтому далее фразы из самих статей: { $question }
model-unchecked = Ничего из написанного языковой моделью не удалось подтвердить статьями; вместо этого приведены фразы из самих статей.
model-thinking = модель думает
model-failed = Языковая модель { model-why }; вместо этого приведены фразы из самих статей.
model-broke-off = Языковая модель { model-why }, не закончив ответа; то, что она успела написать, проверено, остальное — фразы из самих статей.
model-why =
    { $why ->
        [declined] отказалась отвечать
        [request] не приняла запрос
        [key] не приняла ключ
        [forbidden] недоступна с этим ключом
        [missing] не найдена на своём сервере
        [too-long] сочла статьи слишком длинными
        [too-often] сейчас получает слишком много запросов или исчерпала оплаченное
        [status] не справилась (код { $status })
        [unknown-server] недоступна: имя её сервера неизвестно
        [certificate] недоступна по безопасному соединению: сертификат её сервера недействителен
        [timeout] не ответила вовремя
        [broken] прервалась
        [unreachable] недоступна
        [silent] ничего не ответила
        [thinking] истратила все токены на размышления
       *[unreadable] ответила так, что прочесть нельзя
    }
over-budget = Языковую модель не спрашивали: этого не позволяет { budget }; вместо этого приведены фразы из самих статей.
budget =
    { $budget ->
        [day] бюджет на сегодня
        [month] бюджет на этот месяц
       *[answer] бюджет на один ответ
    }

# Telegram

telegram-help =
    Я отвечаю на вопросы по собранию статей, и у каждой фразы ответа видно, на какие слова статьи она опирается.

    Спрашивайте своими словами. Встроенная модель читает только по-английски, поэтому лучше так: How is Iraq positioned toward Russia? («Какова позиция Ирака в отношении России?»)
    Потом можно уточнять, например: And China?

    Номер вроде [1] после фразы ведёт к источнику под ответом, а кнопка 1 открывает точные слова. Если ответа в статьях нет, я так и скажу.

    Чтобы спросить об одном из моих ответов ещё, ответьте на него. Перешлите мне текст, и я поищу цитаты, которые его подтверждают или опровергают. /articles показывает прочитанные статьи, /settings меняет язык.

    В группе упомяните меня, ответьте на моё сообщение или напишите вопрос после /ask.
telegram-help-admin =
    Этим ботом управляете вы:
    /add добавляет статью: файл, текст после команды или то, что вы пришлёте следом
    /remove, /sync меняют собрание статей
    /stats, /users показывают, кто и сколько спрашивает
    /allow, /deny решают, кому можно спрашивать
telegram-only-text = Я читаю только вопросы, написанные текстом, например: How is Iraq positioned toward Russia?
telegram-failed = Что-то сломалось на моей стороне, и ваш вопрос остался без ответа. Пожалуйста, задайте его ещё раз чуть позже.
telegram-trouble = Сейчас искать в статьях не получается. Пожалуйста, спросите чуть позже.
telegram-late = Меня долго не было в сети, и ваш вопрос остался без ответа. Если он ещё важен, пожалуйста, задайте его снова.
telegram-searching = Ищу в статьях …
telegram-thinking = Думаю …
telegram-writing = Пишу ответ …
telegram-stop = ■ Стоп
telegram-new = Готово. Следующий ваш вопрос начнёт новый разговор.

# Telegram: buttons

telegram-why = Почему
telegram-more = Ещё
telegram-back = ‹ Назад
telegram-copy = Копировать цитату
telegram-copy-beginning = Копировать начало
telegram-open = Открыть статью
telegram-reason-wrong = Ответ неверен
telegram-reason-beside = Не по существу
telegram-reason-missing = Чего-то не хватает
telegram-expired = Эта кнопка устарела; пожалуйста, задайте вопрос ещё раз.
telegram-place = знаки { $start }-{ $end }
telegram-article-changed = С тех пор статья изменилась; здесь её слова, какими они были тогда.
telegram-no-answer = Этот отрывок близок к вопросу, но ответа в нём нет.
telegram-no-quotes = Цитат пока нет; сначала задайте вопрос.
telegram-quote-number =
    Какую цитату показать? Укажите номер{ $most ->
        [1] : есть только 1.
       *[other] , от 1 до { $most }.
    }

# Telegram: how an answer was found

telegram-why-title = Как это нашлось
telegram-why-searched =
    { $searched ->
        [one] Просмотрен { $searched } отрывок.
        [few] Просмотрено { $searched } отрывка.
        [many] Просмотрено { $searched } отрывков.
       *[other] Просмотрено { $searched } отрывка.
    }
telegram-why-terms = Здесь есть слова из вопроса: { $terms }.
telegram-why-meaning = По смыслу — номер { $rank } среди всех отрывков.
telegram-why-words = По словам — номер { $rank }.
telegram-why-unknown = Это место рядом с другой цитатой или похоже на неё.
telegram-why-quotes = Каждая фраза — дословная цитата из статьи; языковая модель их не писала.
telegram-why-model = Фразы написала языковая модель; каждая показана только после сверки со своими цитатами.
telegram-why-dropped =
    { $count ->
        [one] { $count } фраза отброшена: статьи её не подтверждают.
        [few] { $count } фразы отброшены: статьи их не подтверждают.
        [many] { $count } фраз отброшено: статьи их не подтверждают.
       *[other] { $count } фразы отброшено: статьи их не подтверждают.
    }
telegram-why-left-out = «{ $sentence }»; причина: { $why }

# Telegram: articles

telegram-articles =
    { $count ->
        [one] { $count } статья
        [few] { $count } статьи
        [many] { $count } статей
       *[other] { $count } статьи
    }
telegram-size =
    { $characters ->
        [one] { $characters } знак
        [few] { $characters } знака
        [many] { $characters } знаков
       *[other] { $characters } знака
    }, { $passages ->
        [one] { $passages } отрывок
        [few] { $passages } отрывка
        [many] { $passages } отрывков
       *[other] { $passages } отрывка
    }
telegram-no-article = Статьи «{ $article }» нет; список — /articles.
telegram-many-articles =
    { $count ->
        [one] Подходит { $count } статья
        [few] Подходят { $count } статьи
        [many] Подходит { $count } статей
       *[other] Подходит { $count } статьи
    }: { $names }. Уточните, какую вы имеете в виду.
telegram-add-what = Пришлите статью: файл ({ $suffixes }), её текст или пересланную запись.
telegram-add-how = Чтобы добавить этот файл, пришлите его с подписью /add или ответьте на него командой /add.
telegram-add-type = Я читаю только такие файлы: { $suffixes }.
telegram-add-size =
    Файл слишком большой: можно не больше { $megabytes ->
        [one] { $megabytes } мегабайта
        [few] { $megabytes } мегабайт
        [many] { $megabytes } мегабайт
       *[other] { $megabytes } мегабайта
    }.
telegram-add-lost = Файл не дошёл: { $why }. Пожалуйста, пришлите его ещё раз.
telegram-remove-sure = Удалить «{ $title }»?
telegram-remove-yes = Удалить
telegram-remove-no = Оставить
telegram-removed-not = Статья остаётся.
telegram-nothing-to-do = Делать было нечего.
telegram-change-added =
    { $count ->
        [one] Добавлена { $count } статья.
        [few] Добавлены { $count } статьи.
        [many] Добавлено { $count } статей.
       *[other] Добавлено { $count } статьи.
    }
telegram-change-replaced =
    { $count ->
        [one] Заменена { $count } статья.
        [few] Заменены { $count } статьи.
        [many] Заменено { $count } статей.
       *[other] Заменено { $count } статьи.
    }
telegram-change-removed =
    { $count ->
        [one] Удалена { $count } статья.
        [few] Удалены { $count } статьи.
        [many] Удалено { $count } статей.
       *[other] Удалено { $count } статьи.
    }
telegram-change-unchanged =
    { $count ->
        [one] { $count } статья не изменилась.
        [few] { $count } статьи не изменились.
        [many] { $count } статей не изменилось.
       *[other] { $count } статьи не изменилось.
    }
telegram-change-duplicate =
    { $count ->
        [one] { $count } статья совпадает по тексту с другой.
        [few] { $count } статьи совпадают по тексту с другими.
        [many] { $count } статей совпадают по тексту с другими.
       *[other] { $count } статьи совпадает по тексту с другими.
    }
telegram-change-skipped =
    { $count ->
        [one] Пропущена { $count } ссылка.
        [few] Пропущены { $count } ссылки.
        [many] Пропущено { $count } ссылок.
       *[other] Пропущено { $count } ссылки.
    }
telegram-change-refused =
    { $count ->
        [one] Не удалось добавить { $count } статью.
        [few] Не удалось добавить { $count } статьи.
        [many] Не удалось добавить { $count } статей.
       *[other] Не удалось добавить { $count } статьи.
    }

# Telegram: who may ask, and how often

telegram-not-allowed = Извините, этот бот отвечает только тем, кому открыт доступ. Если он нужен и вам, сообщите тому, кто управляет ботом, этот номер: { $id }
telegram-ask-access = Этот бот отвечает только тем, кому открыт доступ; открыть его вам могут администраторы. Ваш номер: { $id }
telegram-ask-access-button = Попросить доступ
telegram-waits = Ваша просьба у администраторов; я сообщу, что они решат.
telegram-wants-access = { $who } просит открыть доступ.
telegram-allow = Открыть
telegram-deny = Отказать
telegram-allowed = Доступ открыт: { $who }.
telegram-denied = Доступ закрыт: { $who }.
telegram-let-in = Добро пожаловать! Теперь можно спрашивать, например: How is Iraq positioned toward Russia?
telegram-standing-allowed = доступ есть
telegram-standing-denied = доступ закрыт
telegram-standing-waiting = ждёт доступа
telegram-which-id = Напишите после команды номер человека или группы либо ответьте командой на сообщение этого человека.
telegram-admins-only = Это могут менять только администраторы группы.
telegram-admins-only-bot = Это могут только те, кто управляет ботом.
telegram-only-admins-add = Добавлять статьи могут только те, кто управляет ботом. А вопрос вы можете задать мне текстом.
telegram-too-often =
    Это было много вопросов за короткое время. Продолжить можно через { $seconds ->
        [one] { $seconds } секунду
        [few] { $seconds } секунды
        [many] { $seconds } секунд
       *[other] { $seconds } секунды
    }.
telegram-too-many =
    Это было много вопросов за короткое время. Продолжить можно через { $minutes ->
        [one] { $minutes } минуту
        [few] { $minutes } минуты
        [many] { $minutes } минут
       *[other] { $minutes } минуты
    }.
telegram-too-many-today =
    Вопросы на сегодня закончились. Продолжить можно через { $hours ->
        [one] { $hours } час
        [few] { $hours } часа
        [many] { $hours } часов
       *[other] { $hours } часа
    }.

# Telegram: settings and what is kept

telegram-settings = Настройки
telegram-policy-mention = mention: отвечаю на упоминания, на ответы мне и на команды
telegram-policy-command = command: отвечаю только на команды
telegram-policy-all = all: отвечаю на каждое сообщение
telegram-policy-off = off: не отвечаю ни на что
telegram-quiet = Тихо: без звука, и ничего не показываю, пока ответ не готов
telegram-quiet-button = тихо
telegram-privacy =
    Что о вас хранится: ваше имя и язык, а также ваши вопросы с ответами в течение { $days ->
        [one] { $days } дня
        [few] { $days } дней
        [many] { $days } дней
       *[other] { $days } дня
    }, чтобы работали кнопки и уточняющие вопросы.
telegram-privacy-log-no = Другого журнала нет.
telegram-privacy-log-always = Журнал хранит вопросы и ответы, пока их не удалят.
telegram-privacy-log-days =
    { $days ->
        [one] Журнал хранит вопросы и ответы { $days } день.
        [few] Журнал хранит вопросы и ответы { $days } дня.
        [many] Журнал хранит вопросы и ответы { $days } дней.
       *[other] Журнал хранит вопросы и ответы { $days } дня.
    }
telegram-privacy-model-yes = Ваши вопросы и отрывки из статей отправляются языковой модели.
telegram-privacy-model-no = Языковая модель не участвует; ничто не покидает эту машину, кроме как через Telegram.
telegram-privacy-forget = /forget_me удаляет всё это сразу.
telegram-your-number = Ваш номер в Telegram: { $id }
telegram-forget-sure = Удалить всё, что о вас хранится: ваши вопросы, ответы на них и настройки? Вернуть это никто не сможет.
telegram-forget-yes = Удалить всё
telegram-forget-no = Оставить
telegram-forgotten-not = Ничего не удалено.
telegram-forgotten =
    { $count ->
        [0] Всё, что о вас хранилось, удалено.
        [one] Всё, что о вас хранилось, удалено, в том числе { $count } ответ.
        [few] Всё, что о вас хранилось, удалено, в том числе { $count } ответа.
        [many] Всё, что о вас хранилось, удалено, в том числе { $count } ответов.
       *[other] Всё, что о вас хранилось, удалено, в том числе { $count } ответа.
    }
telegram-stats =
    Вопросы за последние 24 часа: { $asked }, от { $people ->
        [one] { $people } человека
        [few] { $people } человек
        [many] { $people } человек
       *[other] { $people } человека
    }
    Ответы понравились: { $liked }, не понравились: { $disliked }
    Статьи: { $articles }, отрывки: { $passages }
telegram-users = Людей и групп: { $count }

# Telegram: inline, and checking a text

telegram-open-chat = Спросить в чате с ботом
telegram-inline-answer = Ответ с источниками
telegram-inline-near = Близко, но не ответ: { $title }
telegram-check-what = Напишите текст после /check, ответьте на него командой /check или перешлите его мне.

# Telegram: the menu of commands

telegram-command-ask = Задать вопрос
telegram-command-start = Начать
telegram-command-help = Что я умею
telegram-command-new = Начать новый разговор
telegram-command-articles = Прочитанные статьи
telegram-command-about = Об одной из статей
telegram-command-sources = Статьи, на которых основан последний ответ
telegram-command-quote = Точные слова по номеру
telegram-command-check = Найти цитаты за текст или против него
telegram-command-settings = Язык и когда я отвечаю
telegram-command-privacy = Что о вас хранится
telegram-command-forget-me = Удалить всё, что о вас хранится
telegram-command-stats = Сколько спрашивают
telegram-command-users = Кто спрашивает
telegram-command-allow = Открыть кому-то доступ
telegram-command-deny = Закрыть кому-то доступ
telegram-command-add = Добавить статью
telegram-command-remove = Удалить статью
telegram-command-sync = Прочитать папки заново
