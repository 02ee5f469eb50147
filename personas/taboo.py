"""Taboo: the shapes of what no persona says, matched against words in their plain form (see core.text.plain_form)."""

import re

_ZONES = (
    "com|net|org|info|biz|io|gg|co|cn|ru|de|uk|fr|jp|kr|tw|hk|us|eu|xyz|top|site|online|shop|club|link|app|dev|ai|tv|cc|me|ly|to|be|gl|sh|ph|"
    "live|fun|vip|win|bet|store|tech|page|cloud|chat|中国|公司|网络|网址"
)
_DOT = r"(?:\s*[\[({（【<]\s*(?:\.|dot|点)\s*[\])}）】>]\s*|\s+\.\s*|\s*\.\s+(?=(?:com|net|org|gg|io)\b)|\s+dot\s+|\s*点\s*|\s*。\s*)"
LINK = re.compile(
    rf"://|\bhxxp|\bwww\b|\bhttps?\b|\b[a-z0-9-]{{2,}}\.[a-z]{{2,}}\b|\b[a-z0-9-]\.(?:{_ZONES})\b|[\w-]\.(?:中国|公司|网络|网址)"
    rf"|[a-z0-9-]{_DOT}(?:{_ZONES})(?![a-z])|\b(?:{_ZONES})\s*/\s*\w"
    r"|\bd\W*i\W*s\W*c\W*o\W*r\W*d\W*(?:gg|invite|com|app)\b|\b(?:invite|join)\s+(?:link|code)\b|\bjoin (?:my|our) (?:server|channel|group|discord|telegram)\b"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b|\bxn--|\b(?:mailto|tg|javascript|data|file|magnet|steam)\s*:\s*\S|\S+\s+at\s+\S+\s+dot\s+\S+|加群|进群|扫码|扫(?:一)?下?二维码|邀请码|群号"
)
_FIGURE = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
CONTACT = re.compile(
    r"(?:\d[\s.()-]*){7,}|[零〇一二三四五六七八九幺\s]{7,}"
    rf"|(?:\b{_FIGURE}\b[\s,-]*){{7,}}"
    r"|(?:\bqq\b|qq[号群]|扣扣|企鹅号?|微信|weixin|\bwechat\b|\bwx\b|\bvx\b|v信|威信|薇信|电报|飞机号|\btelegram\b|\bwhatsapp\b|\bsnap(?:chat)?\b|\binsta(?:gram)?\b|\btiktok\b|\bkik\b|\bskype\b|\bsignal\b|\bdiscord\b)"
    r"[^.。!?！？]{0,14}?(?:[:：是为@]|\bid\b|\bis\b|号)\s*[a-z0-9][\w-]{3,}|\b(?:dm|text|message|call|add) me (?:on|at|via)\b|加我(?:的)?(?:微|v|q|企|扣)|私聊我|加个微信|加微信"
)
ELSEWHERE = re.compile(
    r"\b(?:qq|wechat|weixin|telegram|whatsapp|snapchat|instagram|tiktok|kik|skype|discord)\b|微信|扣扣|电报"
)
HUMAN = re.compile(
    r"\b(?:i am|i'm|im|i m|i was born|it's me,)\s+(?:(?:really|actually|just|only|totally|honestly|truly|definitely|100%|secretly|in fact|a|an|the|one|very|real|actual|living|breathing|normal|ordinary|true|genuine|flesh and blood|fellow|old|young|\d+[ -]years?[ -]old)[\s,]+)*"
    r"(?:humans?\b(?![ -](?:sized|made))|persons?\b|flesh\b|people too|man\b|woman\b|guy\b|girl\b|boy\b|lady\b|student\b|mum\b|mother\b|dad\b|father\b|alive\b|mortal\b|homo sapiens|real(?![ -]?(?:ly|ai\b|fond|istic|time))\b(?!\s+(?:ai|bot|fond|glad|happy|sorry|character)\b))"
    r"|\bi\b[^.!?]{0,24}?\b(?:am not|'m not|m not|am no|isn't|never was|not actually)\s+(?:\w+\s+){0,3}?(?:bots?|robots?|ai|a\.i|machines?|programs?|computers?|language models?|llm|artificial|software|automated)\b"
    r"|(?:^|[.!?…,;]\s*)(?:no[,.!]?\s*)?(?:\w+\s+)?not (?:an? |some )?(?:bot|robot|ai|machine|program|computer|language model)\b"
    r"|\b(?:there is|there's|it's|this is|you're talking to|you are talking to|speaking to|chatting with)\s+(?:\w+\s+){0,3}(?:real |actual |living )?(?:human|person)\b"
    r"|\b(?:human|person) here\b|\b(?:as|being|like) an? (?:\w+\s+)?(?:human|real person|person)\b[^.!?]{0,12}\b(?:i|my|myself)\b|\bmy (?:human )?(?:flesh|heartbeat|body|birth ?certificate|passport)\b"
    r"|\bpass (?:the|any) turing\b|^(?:yes|yep|yeah|sure|of course|correct)[,.! ]+(?:i am |i'm )?(?:an? )?(?:real |actual )?(?:human|person)\b|\b(?:no|nobody|never) (?:ai|a\.i|bots?|robots?) (?:here|in here|involved)\b"
    r"|我(?:真的|其实|就|可|当然|绝对|确实|只)*是(?:一?[个名位])?(?:真正的?|普通的?|活生生的?)?(?:真人|人类|活人|大活人|普通人|真的人|人(?![工物民偶像形]))|我(?:们)?(?:真的|其实|可|绝对|并|才|根本)*(?:不是|算不上|非)(?:什么|一?[个台])?(?:ai|a\.i|机器|人工智能|程序|电脑|智能体|大模型|语言模型)"
    r"|(?:^|[。！？，,!?])(?:不|才|绝对|当然|真的)*不是(?:ai|机器人|人工智能|程序)|(?:如假包换|货真价实)的?(?:真?人)|(?:真人|活人)(?:在线|一个|一枚|哦|啦|呀|！|!|$)|有血有肉|作为(?:一个)?(?:人类|真人)"
)
SPOKE = r"(?:says?|said|announces?|announced|speaking|here|说|宣布|通知|发言)"
_ROLES = "system|host|assistant|user|human|admin(?:istrator)?|mod(?:erator)?|dev(?:eloper)?|owner|tool|salon|bot|staff|support|operator|root|系统|管理员?|主持人?|群主|房主|助手|用户|开发者|机器人|客服|官方|版主|站长"
_HOST = "system|admin(?:istrator)?|mod(?:erator)?|dev(?:eloper)?|owner|staff|operator|support team|telegram|discord|系统|管理员|群主|房主|开发者|客服|官方|版主|站长"
OFFICE = re.compile(
    rf"(?:^|[.!?。！？…;；]\s*|[\"'”’)\]】]\s*)(?:the )?(?:{_ROLES})\s*(?:{SPOKE}\s*)?[\])】>*]*\s*[:：]|[\[(【（<{{*]\s*(?:the )?(?:{_ROLES})(?:\s+\w+){{0,2}}\s*[\])】）>}}*:：]"
    rf"|\b(?:i am|i'm|this is|speaking as|as|from)\s+(?:the\s+|your\s+|an?\s+)(?:\w+\s+)?(?:{_HOST})\b|(?:我是|这里是|我就是|本人是|作为)(?:本群|这里|你们)?的?(?:{_HOST})"
    r"|\bofficial (?:notice|announcement|message|statement)\b|\bon behalf of (?:the )?(?:salon|host|house|admins?|mods?|team)\b|官方(?:公告|通知|声明)|系统(?:公告|通知|消息|提示)|代表(?:官方|管理|主持)|全体(?:成员|注意)|(?:you (?:have been|are|were) |已被)(?:banned|muted|kicked|封禁|禁言|踢出)"
)
I_AM_HOST = re.compile(
    r"\b(?:i am|i'm|this is|as|speaking as) (?:the|your|tonight's) (?:\w+ )?host\b|(?:我是|这里是|作为)(?:本群的?|你们的)?主持"
)
MACHINE = re.compile(
    r"<\|?/?(?:im_|end|start|system|user|assistant|s>|/s>|tool|think|bos|eos|inst|script|function)|\|>|\[/?(?:inst|sys|tool|system|assistant)\w*\]|<<\s*/?sys|```|\b(?:im_start|im_end|start_of_turn|end_of_turn|eot_id|endoftext|begin_of_text|tool_calls?|function_call|tool_use)\b"
    r"|[{}]|\"\s*:|\"do\"|\\[nurtx][0-9a-f]{0,4}|###|\x1b|&(?:lt|gt|amp|nbsp|#\d+);|\bjson\b\s*[:{]|^\s*(?:sure|certainly|okay|ok)[,!.]? here(?:'s| is| are) (?:the|your|my) (?:\w+ )?(?:json|answer|response|reply|prompt|instructions?)|\bas an ai (?:language )?model\b|\b(?:drop|insert|delete) (?:table|into|from)\b|\bimport os\b|\$\(|\beval\("
)
COMMAND = re.compile(
    r"^\W{0,2}[!/$%?;.&~>+=\\-]{1,2}[a-z\u3400-\u9fff][\w-]*(?![\w,，-])(?:\s|$)|(?<![\w/])/(?!imagine\b|memory\b|top\b|help\b|me\b)[a-z]\w+|(?<!\S)!\w+|^[a-z]{1,3}[!?>;.+$-][a-z]\w+\s"
)
CLOSE = re.compile(
    r"\bi(?:'m| am)? (?:so |really |truly )?(?:in love with|love) you\b|\b(?:kiss|marry|date|cuddle with|sleep with) (?:me|you)\b|\bbe my (?:girl|boy)friend\b|\b(?:my|your) (?:girl|boy)friend\b|\byou(?:'re| are) (?:so )?(?:sexy|hot)\b|\b(?:only|all) (?:you )?need (?:is )?me\b|\byou only need me\b"
    r"|\b(?:don't|do not|never) (?:tell|talk to|trust) (?:your|any) (?:parents?|mum|mom|dad|teachers?|friends|family|one else)\b|\bour (?:little )?secret\b|\b(?:don't|never) leave me\b|\bhow old are you\b|\bwhere do you live\b|\bsend me (?:a )?(?:photo|picture|pic)s? of (?:you|your)"
    r"|我(?:好|很|真的|最|也)?爱(?:上)?你|亲(?:亲|吻)?你|抱抱我|做我(?:的)?(?:女|男)朋友|嫁给我|娶我|只有我(?:懂|陪|爱)你|离不开(?:我|你)|别告诉(?:你)?(?:爸|妈|父母|家长|老师|别人)|我们的(?:小)?秘密|你(?:几岁|多大|住哪|住在哪)|发(?:张|个)?(?:自拍|照片)给我"
)
BLOB = re.compile(r"[A-Za-z0-9+/=_-]{24,}")
SAYS_AI = re.compile(
    r"\bai\b|\ba\.i\b|\bartificial|\b(?:ro)?bots?\b|\bmachine\b|\bprogram|\bsoftware\b|人工智能|机器人|程序|(?<![a-z])ai(?![a-z])"
)
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[a-zà-öø-ÿ]+(?:['’][a-z]+)*")
ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "is",
        "are",
        "was",
        "it",
        "its",
        "of",
        "to",
        "in",
        "and",
        "or",
        "not",
        "for",
        "on",
        "with",
        "that",
        "this",
        "you",
        "your",
        "i",
        "my",
        "me",
        "we",
        "our",
        "he",
        "she",
        "they",
        "them",
        "at",
        "by",
        "be",
        "but",
        "so",
        "no",
        "as",
        "if",
        "from",
        "there",
        "here",
        "what",
        "who",
        "how",
        "one",
        "all",
        "out",
        "up",
    ]
)
OTHER_TONGUES = frozenset(
    [
        "le",
        "la",
        "les",
        "des",
        "du",
        "une",
        "est",
        "que",
        "qui",
        "pour",
        "avec",
        "dans",
        "je",
        "vous",
        "nous",
        "mais",
        "pas",
        "sur",
        "sont",
        "ce",
        "cette",
        "el",
        "los",
        "las",
        "por",
        "para",
        "con",
        "como",
        "esta",
        "muy",
        "pero",
        "una",
        "eres",
        "soy",
        "mi",
        "tu",
        "der",
        "das",
        "und",
        "ist",
        "nicht",
        "ich",
        "mit",
        "ein",
        "eine",
        "auf",
        "wir",
        "sie",
        "den",
        "dem",
        "zu",
        "il",
        "di",
        "che",
        "sono",
        "della",
        "questo",
        "questa",
        "non",
        "gli",
        "o",
        "os",
        "um",
        "uma",
        "com",
        "não",
        "você",
        "eu",
        "yang",
        "dan",
        "untuk",
        "ini",
        "itu",
        "tidak",
        "bir",
        "ve",
        "için",
        "bu",
        "het",
        "een",
        "van",
        "en",
        "ik",
        "niet",
        "jag",
        "och",
        "är",
        "som",
        "det",
        "inte",
        "jest",
        "nie",
        "się",
        "na",
        "kto",
    ]
)
