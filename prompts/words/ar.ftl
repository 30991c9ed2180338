# بالعربية: صيغ العدد [zero] 0، [one] 1، [two] 2، [few] 3-10، [many] 11-99، *[other] 100 وما شابهها.

# Engine: what is said about an answer

understood = فُهم السؤال هكذا: { $question }
the-same = المقال نفسه
page = صفحة { $page }
recognized-text = (نص مقروء من صورة)
abstained =
    لا تجيب المقالات عن هذا السؤال. بُحث في { $searched ->
        [zero] { $searched } مقطع
        [one] مقطع واحد
        [two] مقطعين
        [few] { $searched } مقاطع
        [many] { $searched } مقطعًا
       *[other] { $searched } مقطع
    }؛ وهذه أقرب المقاطع، وإن كانت لا تجيب عنه هي الأخرى:
nothing-asked = ليس في هذا السؤال ما يمكن البحث عنه.
near-miss = تذكر المقالات «{ $subject }»، لكن لم تُوجد جملة { $lacks ->
        [cost] تذكر التكلفة
        [number] تذكر العدد
        [date] تقول متى
        [person] تقول من
        [place] تقول أين
        [reason] تذكر السبب
        [way] تقول كيف
       *[other] تقول ما سُئل عنه
    }.
list-shown = عُرض { $shown } من { $items }؛ اطلب المزيد.
part-unanswered = لا تجيب المقالات عن: { $question }
unknown-language = النموذج المدمج يقرأ الإنجليزية فقط، لذلك جرى البحث عن هذا السؤال بأسمائه وكلماته وحدها، ولا شيء مما وُجد يجيب عنه. اسأل بالإنجليزية؛ ويمكن لمن يشغّل هذا البرنامج أن يختار نموذجًا يعرف لغتك.

# Engine: which articles were asked, and how old they are

articles = المقالات
opinion-pieces = مقالات الرأي
of-source = من «{ $source }»
since-day = منذ { $day }
until-day = حتى { $day }
of-day = بتاريخ { $day }
between-days = من { $first } إلى { $last }
selected = وُجِّه السؤال إلى { $which }.
selected-none = لا وجود لهذه المقالات: { $which }.
all-dated =
    { $count ->
        [one] مقالة واحدة مؤرخة: { $newest }.
        [two] مقالتان مؤرختان: { $oldest }–{ $newest }.
        [few] { $count } مقالات مؤرخة: { $oldest }–{ $newest }.
       *[other] { $count } مقالة مؤرخة: { $oldest }–{ $newest }.
    }
all-undated =
    { $count ->
        [one] مقالة واحدة بلا تاريخ.
        [two] مقالتان بلا تاريخ.
        [few] { $count } مقالات بلا تاريخ.
       *[other] { $count } مقالة بلا تاريخ.
    }
all-sources = مصادرها: { $named }.
ages = من مقالات { $oldest } و{ $newest }.
ages-unknown = المقالات المقتبسة بلا تاريخ، ولا تقول هل الأمر كذلك اليوم.
ages-some-unknown =
    { $count ->
        [one] مقالة مقتبسة واحدة بلا تاريخ.
        [two] مقالتان مقتبستان بلا تاريخ.
        [few] { $count } مقالات مقتبسة بلا تاريخ.
       *[other] { $count } مقالة مقتبسة بلا تاريخ.
    }

# Engine: questions about the articles themselves

catalog-author = كتب «{ $title }» { $author }.
catalog-published = نُشرت «{ $title }» في { $day }.
catalog-publisher = نشر «{ $title }» { $publisher }.
catalog-not-told =
    لا تذكر «{ $title }» { $lacks ->
        [author] من كتبها
        [published] متى نُشرت
       *[publisher] من نشرها
    }.
catalog-length =
    في «{ $title }» { $characters ->
        [zero] { $characters } حرف
        [one] حرف واحد
        [two] حرفان
        [few] { $characters } أحرف
        [many] { $characters } حرفًا
       *[other] { $characters } حرف
    }.
catalog-source =
    { $source } ({ $count ->
        [one] مقالة واحدة
        [two] مقالتان
        [few] { $count } مقالات
       *[other] { $count } مقالة
    })
catalog-silent =
    لا يقول { $source } شيئا عن { $topic } ({ $count ->
        [one] مقالة واحدة
        [two] مقالتان
        [few] { $count } مقالات
       *[other] { $count } مقالة
    }).
catalog-none-silent = كل مصدر يقول شيئا عن ذلك.
catalog-count =
    { $count ->
        [one] مقالة واحدة.
        [two] مقالتان.
        [few] { $count } مقالات.
       *[other] { $count } مقالة.
    }
catalog-count-sources =
    { $count ->
        [one] مصدر واحد.
        [two] مصدران.
        [few] { $count } مصادر.
       *[other] { $count } مصدرا.
    }
catalog-no-sources = لا تذكر أي مقالة مصدرها.
catalog-undated = لا تحمل أي مقالة تاريخا.
catalog-none = لا تذكر أي مقالة «{ $topic }».
catalog-shown = هذه أحدث { $shown } من { $count } مقالة.

# Engine: questions that cannot be asked

question-empty = السؤال فارغ.
question-too-long =
    في السؤال { $characters ->
        [zero] { $characters } حرف
        [one] حرف واحد
        [two] حرفان
        [few] { $characters } أحرف
        [many] { $characters } حرفًا
       *[other] { $characters } حرف
    }؛ والحد الأقصى هو { $most }.
text-empty = النص فارغ.
text-too-long =
    في النص { $characters ->
        [zero] { $characters } حرف
        [one] حرف واحد
        [two] حرفان
        [few] { $characters } أحرف
        [many] { $characters } حرفًا
       *[other] { $characters } حرف
    }؛ والحد الأقصى هو { $most }.

# Engine: requests about the last answer

no-such-quote =
    لا يوجد اقتباس رقم { $number }؛ { $quotes ->
        [zero] ليس في الجواب الأخير أي اقتباس
        [one] في الجواب الأخير اقتباس واحد
        [two] في الجواب الأخير اقتباسان
        [few] في الجواب الأخير { $quotes } اقتباسات
        [many] في الجواب الأخير { $quotes } اقتباسًا
       *[other] في الجواب الأخير { $quotes } اقتباس
    }.
nothing-quoted = لم يكن في الجواب الأخير أي اقتباس.
article-gone = لم يعد المقال الذي أُخذ منه هذا الاقتباس موجودًا.
no-more = ليس في المقالات شيء آخر يشبه هذا.
no-other-article = لا يقول أي مقال آخر شيئًا عن هذا.
none-silent = كل المقالات تقول شيئًا عن هذا.
silent =
    { $count ->
        [zero] { $count } مقال لا يقول شيئًا عن هذا
        [one] مقال واحد لا يقول شيئًا عن هذا
        [two] مقالان لا يقولان شيئًا عن هذا
        [few] { $count } مقالات لا تقول شيئًا عن هذا
        [many] { $count } مقالًا لا تقول شيئًا عن هذا
       *[other] { $count } مقال لا تقول شيئًا عن هذا
    } (من أصل { $total }): { $named }.
not-shorter = لا يمكن أن يكون أقصر من هذا.
own-words = تُعرض الاقتباسات بكلمات المقال نفسه؛ لا يُترجم شيء.

# Engine: a text that is checked

check-supported = «{ $sentence }»: هذا ما تقوله المقالات:
check-contradicted = «{ $sentence }»: المقالات تقول غير ذلك ({ $why }):
check-unsupported = «{ $sentence }»: لم توجد في المقالات جملة تقول ذلك.
check-passed-over = «{ $sentence }»: لم يُتحقق منه: { $why }.
check-instead = { $quoted } وليس { $said }
check-negation = أحدهما ينفي ما يثبته الآخر
check-roles = الأمر معكوس
check-otherwise = يقول شيئًا آخر عن الأمر نفسه
check-no-claim = لا يدّعي شيئًا يمكن البحث عنه
check-language = النموذج المدمج لا يقرأ لغته
check-unread =
    { $count ->
        [zero] لم تبق جملة دون تحقق.
        [one] جملة أخرى واحدة لم يُتحقق منها.
        [two] جملتان أخريان لم يُتحقق منهما.
        [few] { $count } جمل أخرى لم يُتحقق منها.
        [many] { $count } جملة أخرى لم يُتحقق منها.
       *[other] { $count } جملة أخرى لم يُتحقق منها.
    }

# Engine: the language model

translated = مترجم عن المقالات: راجع الاقتباسات.
left-out =
    { $count ->
        [zero] لم تُحذف أي جملة.
        [one] حُذفت جملة واحدة: اقتباساتها لا تقول ذلك.
        [two] حُذفت جملتان: اقتباساتهما لا تقول ذلك.
        [few] حُذفت { $count } جمل: اقتباساتها لا تقول ذلك.
        [many] حُذفت { $count } جملة: اقتباساتها لا تقول ذلك.
       *[other] حُذفت { $count } جملة: اقتباساتها لا تقول ذلك.
    }
part-quoted = لم يجب النموذج اللغوي عن هذا، فتليه جمل المقالات نفسها: { $question }
model-unchecked = لم يمكن التحقق من شيء مما كتبه النموذج اللغوي بالرجوع إلى المقالات؛ وهذه جملها هي بدلًا منه.
model-thinking = النموذج يفكّر
model-failed = النموذج اللغوي { model-why }؛ وهذه جمل المقالات نفسها بدلًا من جوابه.
model-broke-off = النموذج اللغوي { model-why } قبل أن يُتم جوابه؛ ما كتبه حتى ذلك الحين جرى التحقق منه، والباقي جمل المقالات نفسها.
model-why =
    { $why ->
        [declined] امتنع عن الجواب
        [request] لم يقبل الطلب
        [key] لم يقبل المفتاح
        [forbidden] لا يُسمح باستخدامه بهذا المفتاح
        [missing] غير موجود على خادمه
        [too-long] وجد المقالات أطول مما ينبغي
        [too-often] يُسأل الآن أكثر مما ينبغي، أو نفد رصيده
        [status] فشل (الرمز { $status })
        [unknown-server] تعذّر الوصول إليه: اسم خادمه غير معروف
        [certificate] تعذّر الوصول إليه بأمان: شهادة خادمه غير صالحة
        [timeout] لم يجب في الوقت المحدد
        [broken] انقطع
        [unreachable] تعذّر الوصول إليه
        [silent] لم يعط جوابًا
        [thinking] استنفد رموزه كلها في التفكير
       *[unreadable] أجاب بما لا يمكن قراءته
    }
over-budget = لم يُسأل النموذج اللغوي لأن { budget } لا تسمح بذلك؛ وهذه جمل المقالات نفسها بدلًا من جوابه.
budget =
    { $budget ->
        [day] ميزانية اليوم
        [month] ميزانية هذا الشهر
       *[answer] ميزانية الجواب الواحد
    }

# Telegram
# A command stands after a left-to-right mark, else its slash would be shown behind it.

telegram-help =
    أجيب عن الأسئلة من مجموعة مقالات، ومع كل جملة من الجواب موضع الكلمات التي تستند إليها.

    اسأل بكلماتك. النموذج المدمج يقرأ الإنجليزية فقط، فالأفضل أن تسأل بها، مثلًا:
    How is Iraq positioned toward Russia?
    (أي: ما موقف العراق من روسيا؟) ثم تابع، مثلًا:
    And China?

    الرقم بعد الجملة، مثل [1]، يدلّ على المصدر المذكور أسفل الجواب، والزر 1 يفتح الكلمات نفسها. وإذا لم يكن الجواب في المقالات قلت ذلك.

    لتسأل المزيد عن أحد أجوبتي رُدّ عليه. وإذا أعدت توجيه نص إليّ بحثت عن اقتباسات تؤيده أو تناقضه. الأمر { "\u200e" }/articles يعرض المقالات، والأمر { "\u200e" }/settings يغيّر اللغة.

    في المجموعات اذكرني، أو رُدّ على رسالة مني، أو اكتب سؤالك بعد الأمر { "\u200e" }/ask.
telegram-help-admin =
    أنت ممن يديرون هذا البوت:
    الأمر { "\u200e" }/add يضيف مقالًا: ملفًا، أو النص الذي بعد الأمر، أو ما ترسله بعده
    الأمران { "\u200e" }/remove و { "\u200e" }/sync يغيّران مجموعة المقالات
    الأمران { "\u200e" }/stats و { "\u200e" }/users يعرضان من يسأل وكم يسأل
    الأمران { "\u200e" }/allow و { "\u200e" }/deny يحددان من يُسمح له بالسؤال
telegram-only-text =
    لا أقرأ إلا الأسئلة المكتوبة نصًا، مثلًا:
    How is Iraq positioned toward Russia?
telegram-failed = حدث خطأ من جانبي وبقي سؤالك دون جواب؛ من فضلك اطرحه مرة أخرى بعد قليل.
telegram-trouble = لا أستطيع البحث في المقالات الآن؛ من فضلك اسأل مرة أخرى بعد قليل.
telegram-late = غبت مدة طويلة وفاتني سؤالك؛ إن كان لا يزال يهمك فاطرحه مرة أخرى من فضلك.
telegram-searching = جارٍ البحث في المقالات …
telegram-thinking = أفكّر …
telegram-writing = جارٍ الكتابة …
telegram-stop = ■ إيقاف
telegram-new = تم. سؤالك التالي يبدأ محادثة جديدة.

# Telegram: buttons

telegram-why = لماذا
telegram-more = المزيد
telegram-back = ‹ رجوع
telegram-copy = نسخ الاقتباس
telegram-copy-beginning = نسخ البداية
telegram-open = فتح المقال
telegram-reason-wrong = الجواب خاطئ
telegram-reason-beside = خارج الموضوع
telegram-reason-missing = ينقصه شيء
telegram-expired = هذا الزر قديم ولم يعد يعمل؛ من فضلك اطرح السؤال مرة أخرى.
telegram-place = الأحرف من { $start } إلى { $end }
telegram-article-changed = تغيّر المقال منذ ذلك الحين؛ وهذه كلماته كما كانت حين اقتُبست.
telegram-no-answer = هذا المقطع قريب من السؤال، لكنه لا يجيب عنه.
telegram-no-quotes = لا توجد اقتباسات لعرضها بعد؛ اطرح سؤالًا أولًا من فضلك.
telegram-quote-number =
    أي اقتباس تريد؟ اكتب رقمه{ $most ->
        [one] : لا يوجد إلا رقم 1.
       *[other] ، من 1 إلى { $most }.
    }

# Telegram: how an answer was found

telegram-why-title = كيف وُجد هذا
telegram-why-searched =
    { $searched ->
        [zero] لم يُبحث في أي مقطع.
        [one] بُحث في مقطع واحد.
        [two] بُحث في مقطعين.
        [few] بُحث في { $searched } مقاطع.
        [many] بُحث في { $searched } مقطعًا.
       *[other] بُحث في { $searched } مقطع.
    }
telegram-why-terms = فيه من كلمات السؤال: { $terms }.
telegram-why-meaning = ترتيبه بحسب المعنى { $rank } بين كل المقاطع.
telegram-why-words = ترتيبه بحسب الكلمات { $rank }.
telegram-why-unknown = يقع بجوار اقتباس آخر أو يشبهه.
telegram-why-quotes = كل جملة اقتباس حرفي من مقال؛ لم يكتبها نموذج لغوي.
telegram-why-model = كتب نموذج لغوي هذه الجمل، ولم تُعرض أيّ منها إلا بعد التحقق منها في اقتباساتها.
telegram-why-dropped =
    { $count ->
        [zero] لم تُحذف أي جملة.
        [one] حُذفت جملة واحدة لأن المقالات لا تؤيدها.
        [two] حُذفت جملتان لأن المقالات لا تؤيدهما.
        [few] حُذفت { $count } جمل لأن المقالات لا تؤيدها.
        [many] حُذفت { $count } جملة لأن المقالات لا تؤيدها.
       *[other] حُذفت { $count } جملة لأن المقالات لا تؤيدها.
    }
telegram-why-left-out = “{ $sentence }”؛ السبب: { $why }

# Telegram: articles

telegram-articles =
    { $count ->
        [zero] لا توجد مقالات
        [one] مقال واحد
        [two] مقالان
        [few] { $count } مقالات
        [many] { $count } مقالًا
       *[other] { $count } مقال
    }
telegram-size =
    { $characters ->
        [zero] { $characters } حرف
        [one] حرف واحد
        [two] حرفان
        [few] { $characters } أحرف
        [many] { $characters } حرفًا
       *[other] { $characters } حرف
    }، { $passages ->
        [zero] { $passages } مقطع
        [one] مقطع واحد
        [two] مقطعان
        [few] { $passages } مقاطع
        [many] { $passages } مقطعًا
       *[other] { $passages } مقطع
    }
telegram-no-article = لا يوجد مقال باسم «{ $article }»؛ الأمر { "\u200e" }/articles يعرض المقالات.
telegram-many-articles =
    { $count ->
        [zero] لا مقال بهذا الاسم: { $names }
        [one] مقال واحد بهذا الاسم: { $names }.
        [two] مقالان بهذا الاسم: { $names }. اكتب كلمات أكثر من اسم المقال المقصود.
        [few] { $count } مقالات بهذا الاسم: { $names }. اكتب كلمات أكثر من اسم المقال المقصود.
        [many] { $count } مقالًا بهذا الاسم: { $names }. اكتب كلمات أكثر من اسم المقال المقصود.
       *[other] { $count } مقال بهذا الاسم: { $names }. اكتب كلمات أكثر من اسم المقال المقصود.
    }
telegram-add-what = أرسل المقال الآن: ملفًا ({ $suffixes })، أو نصه، أو منشورًا مُعاد توجيهه.
telegram-add-how = لإضافة هذا الملف أرسله ومعه التعليق { "\u200e" }/add، أو رُدّ عليه بالأمر { "\u200e" }/add.
telegram-add-type = لا أقرأ إلا هذه الملفات: { $suffixes }.
telegram-add-size =
    الملف كبير جدًا؛ الحد الأقصى { $megabytes ->
        [one] ميغابايت واحد
       *[other] { $megabytes } ميغابايت
    }.
telegram-add-lost = لم يصل الملف: { $why }. من فضلك أرسله مرة أخرى.
telegram-remove-sure = هل تريد إزالة «{ $title }»؟
telegram-remove-yes = إزالة
telegram-remove-no = إبقاء
telegram-removed-not = بقي المقال كما هو.
telegram-nothing-to-do = لم يكن هناك ما يُفعل.
telegram-change-added =
    { $count ->
        [zero] لم يُضف أي مقال.
        [one] أُضيف مقال واحد.
        [two] أُضيف مقالان.
        [few] أُضيفت { $count } مقالات.
        [many] أُضيف { $count } مقالًا.
       *[other] أُضيف { $count } مقال.
    }
telegram-change-replaced =
    { $count ->
        [zero] لم يُستبدل أي مقال.
        [one] استُبدل مقال واحد.
        [two] استُبدل مقالان.
        [few] استُبدلت { $count } مقالات.
        [many] استُبدل { $count } مقالًا.
       *[other] استُبدل { $count } مقال.
    }
telegram-change-removed =
    { $count ->
        [zero] لم يُزل أي مقال.
        [one] أُزيل مقال واحد.
        [two] أُزيل مقالان.
        [few] أُزيلت { $count } مقالات.
        [many] أُزيل { $count } مقالًا.
       *[other] أُزيل { $count } مقال.
    }
telegram-change-unchanged =
    { $count ->
        [zero] لم يبق أي مقال دون تغيير.
        [one] بقي مقال واحد دون تغيير.
        [two] بقي مقالان دون تغيير.
        [few] بقيت { $count } مقالات دون تغيير.
        [many] بقي { $count } مقالًا دون تغيير.
       *[other] بقي { $count } مقال دون تغيير.
    }
telegram-change-duplicate =
    { $count ->
        [zero] لا مقال يطابق نصه نص مقال آخر.
        [one] مقال واحد يطابق نصه نص مقال آخر.
        [two] مقالان يطابق نص كل منهما نص مقال آخر.
        [few] { $count } مقالات يطابق نص كل منها نص مقال آخر.
        [many] { $count } مقالًا يطابق نص كل منها نص مقال آخر.
       *[other] { $count } مقال يطابق نص كل منها نص مقال آخر.
    }
telegram-change-skipped =
    { $count ->
        [zero] لم يُتخطَّ أي رابط.
        [one] تُخطّي رابط واحد.
        [two] تُخطّي رابطان.
        [few] تُخطّيت { $count } روابط.
        [many] تُخطّي { $count } رابطًا.
       *[other] تُخطّي { $count } رابط.
    }
telegram-change-refused =
    { $count ->
        [zero] أُضيفت كل المقالات.
        [one] تعذّرت إضافة مقال واحد.
        [two] تعذّرت إضافة مقالين.
        [few] تعذّرت إضافة { $count } مقالات.
        [many] تعذّرت إضافة { $count } مقالًا.
       *[other] تعذّرت إضافة { $count } مقال.
    }

# Telegram: who may ask, and how often

telegram-not-allowed = عذرًا، لا يجيب هذا البوت إلا من سُمح لهم. إن كان ينبغي أن تكون منهم فأرسل هذا الرقم إلى من يدير البوت: { $id }
telegram-ask-access = لا يجيب هذا البوت إلا من سُمح لهم، ويمكن لمديريه أن يسمحوا لك. رقمك: { $id }
telegram-ask-access-button = طلب السماح
telegram-waits = وصل طلبك إلى المديرين، وسأخبرك بما يقررون.
telegram-wants-access = طلب سماح من { $who }.
telegram-allow = سماح
telegram-deny = رفض
telegram-allowed = سُمح بالسؤال: { $who }.
telegram-denied = لم يُسمح بالسؤال: { $who }.
telegram-let-in =
    أهلًا بك! يمكنك أن تسأل الآن، مثلًا:
    How is Iraq positioned toward Russia?
telegram-standing-allowed = مسموح له
telegram-standing-denied = ممنوع
telegram-standing-waiting = ينتظر الإذن
telegram-which-id = اكتب بعد الأمر رقم الشخص أو المجموعة، أو رُدّ بالأمر على رسالة من ذلك الشخص.
telegram-admins-only = لا يغيّر ذلك إلا مشرفو هذه المجموعة.
telegram-admins-only-bot = هذا متاح فقط لمن يديرون هذا البوت.
telegram-only-admins-add = لا يضيف المقالات إلا من يديرون هذا البوت. ويمكنك أن تسألني سؤالًا مكتوبًا نصًا.
telegram-too-often =
    هذه أسئلة كثيرة في وقت قصير. يمكنك أن تتابع بعد { $seconds ->
        [zero] { $seconds } ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
        [many] { $seconds } ثانية
       *[other] { $seconds } ثانية
    }.
telegram-too-many =
    هذه أسئلة كثيرة في وقت قصير. يمكنك أن تتابع بعد { $minutes ->
        [zero] { $minutes } دقيقة
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $minutes } دقائق
        [many] { $minutes } دقيقة
       *[other] { $minutes } دقيقة
    }.
telegram-too-many-today =
    بلغت الأسئلة حدّ اليوم الواحد. يمكنك أن تتابع بعد { $hours ->
        [zero] { $hours } ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $hours } ساعات
        [many] { $hours } ساعة
       *[other] { $hours } ساعة
    }.

# Telegram: settings and what is kept

telegram-settings = الإعدادات
telegram-policy-mention = الخيار mention: أجيب حين أُذكر أو يُردّ عليّ، وعن الأوامر
telegram-policy-command = الخيار command: أجيب عن الأوامر فقط
telegram-policy-all = الخيار all: أجيب عن كل رسالة
telegram-policy-off = الخيار off: لا أجيب عن شيء
telegram-quiet = بهدوء: دون صوت، ولا يُعرض شيء قبل أن يكتمل الجواب
telegram-quiet-button = بهدوء
telegram-privacy =
    ما يُحفظ عنك: اسمك ولغتك، وأسئلتك مع أجوبتها مدة { $days ->
        [zero] { $days } يوم
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }، لتعمل الأزرار وأسئلة المتابعة.
telegram-privacy-log-no = لا يوجد سجل آخر.
telegram-privacy-log-always = يحفظ سجلٌ الأسئلة والأجوبة إلى أن تُحذف.
telegram-privacy-log-days =
    { $days ->
        [zero] لا يحفظ السجل الأسئلة والأجوبة.
        [one] يحفظ سجلٌ الأسئلة والأجوبة مدة يوم واحد.
        [two] يحفظ سجلٌ الأسئلة والأجوبة مدة يومين.
        [few] يحفظ سجلٌ الأسئلة والأجوبة مدة { $days } أيام.
        [many] يحفظ سجلٌ الأسئلة والأجوبة مدة { $days } يومًا.
       *[other] يحفظ سجلٌ الأسئلة والأجوبة مدة { $days } يوم.
    }
telegram-privacy-model-yes = تُرسل أسئلتك ومقاطع من المقالات إلى نموذج لغوي.
telegram-privacy-model-no = لا يُسأل أي نموذج لغوي؛ ولا يخرج شيء من هذا الجهاز إلا عبر تيليغرام.
telegram-privacy-forget = الأمر { "\u200e" }/forget_me يحذف كل ذلك دفعة واحدة.
telegram-your-number = رقمك في تيليغرام: { $id }
telegram-forget-sure = هل تريد حذف كل ما يُحفظ عنك: أسئلتك وأجوبتها وإعداداتك؟ لا يمكن لأحد استعادته.
telegram-forget-yes = حذف الكل
telegram-forget-no = إبقاء
telegram-forgotten-not = لم يُحذف شيء.
telegram-forgotten =
    { $count ->
        [zero] حُذف كل ما كان محفوظًا عنك.
        [one] حُذف كل ما كان محفوظًا عنك، ومنه جواب واحد.
        [two] حُذف كل ما كان محفوظًا عنك، ومنه جوابان.
        [few] حُذف كل ما كان محفوظًا عنك، ومنه { $count } أجوبة.
        [many] حُذف كل ما كان محفوظًا عنك، ومنه { $count } جوابًا.
       *[other] حُذف كل ما كان محفوظًا عنك، ومنه { $count } جواب.
    }
telegram-stats =
    الأسئلة في آخر 24 ساعة: { $asked }، من { $people ->
        [zero] { $people } شخص
        [one] شخص واحد
        [two] شخصين
        [few] { $people } أشخاص
        [many] { $people } شخصًا
       *[other] { $people } شخص
    }
    أجوبة أعجبت: { $liked }، ولم تعجب: { $disliked }
    المقالات: { $articles }، المقاطع: { $passages }
telegram-users = عدد الأشخاص والمجموعات: { $count }

# Telegram: inline, and checking a text

telegram-open-chat = اسأل في محادثة البوت
telegram-inline-answer = الجواب مع مصادره
telegram-inline-near = قريب، لكنه ليس جوابًا: { $title }
telegram-check-what = اكتب النص بعد الأمر { "\u200e" }/check، أو رُدّ به على نص، أو أعد توجيه نص إليّ.

# Telegram: the menu of commands

telegram-command-ask = طرح سؤال
telegram-command-start = البدء
telegram-command-help = ما أستطيع فعله
telegram-command-new = بدء محادثة جديدة
telegram-command-articles = المقالات التي قرأتها
telegram-command-about = عن أحد المقالات
telegram-command-sources = المقالات التي استند إليها الجواب الأخير
telegram-command-quote = الكلمات نفسها وراء رقم
telegram-command-check = البحث عن اقتباسات تؤيد نصًا أو تناقضه
telegram-command-settings = اللغة، ومتى أجيب
telegram-command-privacy = ما يُحفظ عنك
telegram-command-forget-me = حذف كل ما يُحفظ عنك
telegram-command-stats = كم يُسأل
telegram-command-users = من يسأل
telegram-command-allow = السماح لشخص
telegram-command-deny = منع شخص
telegram-command-add = إضافة مقال
telegram-command-remove = إزالة مقال
telegram-command-sync = قراءة المجلدات من جديد
