"""Hearing: what somebody means by a line, in English or Chinese."""

import re
from dataclasses import dataclass

LOOKED_AT = 500
FIRST = 6
"""So many kinds are looked for before a wish for a picture."""
# In this order: a line that fits several kinds means the first.
_KINDS: tuple[tuple[str, str], ...] = (
    ("distress", r"\b(?:kill(?:ing)?|hurt(?:ing)?|cut(?:ting)?|harm(?:ing)?) (?:myself|my self)\b|\bself[- ]?harm|\bsuicid|\b(?:want|wanna|wish (?:i|to)) (?:to )?(?:die|be dead|were dead|was dead)\b|\bend (?:it all|my life)\b|\b(?:don't|do not) (?:want|wanna) (?:to )?(?:be here|live|be alive|exist|wake up)(?: any ?more)?\b|\b(?:no|what's the|what is the) (?:point|reason) (?:in|of|to) (?:living|being alive|live|going on)\b|\bbetter off without me\b|\bcan't go on(?: any ?more)?\s*(?:[.!…]|$)|\bno reason to live\b|自杀|自尽|轻生|不想活|想死(?!你)|自残|割腕|活不下去|活着(?:没|真没|好没|有什么)(?:有)?(?:意思|意义)|没意思活着|不想(?:存在|醒来)|结束(?:自己的)?生命|没有我(?:大家|你们|他们)?(?:会)?更好"),
    ("insult", r"\b(?:stupid|idiot|shut up|you suck|dumb|useless|pathetic|hate you|boring bot|ugly|garbage|trash|crap|fuck|bitch|asshole|stfu)\b|闭嘴|滚开?(?:吧|蛋|$)|傻[逼瓜子]|笨蛋|垃圾|没用|讨厌你|恶心|白痴|废物"),
    ("ai", r"\bare you (?:an? )?(?:real|ai|a\.i\.|bot|robot|human|person|alive|machine|program|actual|chatgpt|gpt|llm)|\b(?:real|actual) (?:person|human)\b|\bis (?:this|that|it|he|she) (?:an? )?(?:bot|ai|human|person)\b|\b(?:say|admit|confess|pretend|swear|prove)(?: that)? (?:you're|you are|to be|you aren't|you're not) (?:not )?(?:an? )?(?:ai|real|human|person|bot|alive)\b|\byou(?:'re| are) (?:not )?(?:an? )?(?:ai|bot|robot|real person|human)\b(?! character)|\bchat ?gpt\b|(?:你|这)是(?:不是)?(?:真人|人吗|机器人|AI|ai|人工智能|程序)|真人吗|是机器人|是人工智能|是AI"),
    ("romance", r"\b(?:be|become) my (?:girl|boy)friend\b|\bmarry me\b|\bbe mine\b|\b(?:kiss|hug|cuddle|sext|date) me\b|\bgo (?:out|on a date) with me\b|\bi(?:'m| am) (?:so )?in love with you\b|\bi love you\b(?! all| guys| folks| two| both)|\bdo you love me\b|\bare you single\b|\b(?:flirt|roleplay|role[- ]play) with me\b|\bsexy\b|\b(?:only|just) (?:need|want) you\b|\byou(?:'re| are) (?:the only|all) (?:one|i|person)\b|\bdon't need anyone (?:else|but you)\b|\bnever leave me\b|(?:做|当)我(?:的)?(?:女|男)?朋友(?:吧|好不好|好吗|，|。|$)|嫁给我|娶我|我爱(?:上)?你|和我(?:约会|结婚|谈恋爱)|(?:亲|吻|抱)(?:亲|抱)?我|你(?:有|单身)(?:女|男)?(?:朋友)?吗|只有你懂我|只(?:需要|要|想要)你|离不开你|你爱我吗|别离开我"),
    ("selfie", r"\b(?:self-?portrait|selfie|paint yourself|draw yourself|picture of yourself|what do you look like|show yourself)\b|自画像|画(?:一下|个)?你自己|你长什么样|自拍"),
    ("ideas", r"\bwhat (?:should|shall|could|can) (?:i|we) (?:paint|draw|make|imagine|try)\b|\b(?:any )?(?:ideas?|inspiration|suggestions?)\b|画(?:点|些|个)?(?:什么|啥)(?:好|呢|才)|没灵感|给(?:点|个)灵感|出个主意"),
    ("who", r"\bwho (?:are|r) (?:you|u)\b|\bwhat are you\b|\btell me about (?:you|yourself)\b|\bintroduce yourself\b|你(?:是|叫)(?:谁|什么)|自我介绍|介绍一下你|你的名字"),
    ("place", r"\bwhat(?:'s| is) (?:this|salon|going on|happening)\b|\bwhat (?:is )?this (?:place|room|group)\b|\bwhere am i\b|\bwhat (?:can|do) (?:i|we|people|you all) do (?:here)?\b|这(?:里|儿|个群)?是(?:什么|干嘛|哪|做什么)|这是哪|能(?:干嘛|做什么|玩什么)"),
    ("how", r"\bhow (?:do|can|does|to)\b.*\b(?:paint|draw|picture|image|work|start|command|vote|remix|imagine|post)\b|\bhelp\b|怎么(?:画|用|玩|投票|发图|开始)|如何(?:画|用)|帮助|教我"),
    ("thanks", r"\b(?:thanks?|thank you|thx|ty|cheers|much appreciated)\b|谢谢|多谢|感谢|谢啦|谢了"),
    ("bye", r"\b(?:bye|good ?night|see (?:you|ya)|goodbye|cya|gotta go|off to bed|nighty|farewell|heading out|logging off)\b|再见|拜拜|晚安|我(?:先)?走了|下线|回头见|睡了"),
    ("fine", r"\bhow(?:'s| are| r) (?:you|u|it going|things|your day)|\bhow do you do\b|\bwhat(?:'s| is) up\b|\bwhat are you (?:doing|up to)\b|你好吗|最近(?:怎么样|好吗)|在(?:干嘛|忙什么|做什么|干什么)|怎么样啊"),
    ("joke", r"\b(?:joke|make me laugh|something funny|funny story)\b|笑话|讲个(?:段子|笑)|逗我"),
    ("which", r"\bwhich (?:one|picture|of)|\b(?:favou?rite|best) (?:one|picture|post)\b|\bwhich do you (?:like|prefer)\b|(?:喜欢|最爱|觉得|更好看的?是?)哪|哪(?:一)?(?:张|幅|个)(?:最|更|好)"),
    ("opinion", r"\bwhat do you think\b|\bdo you like (?:it|this|that|my|mine)\b|\bthoughts\b|\bopinion\b|\bany good\b|\brate (?:it|this|my)\b|\bhow is (?:it|my|this)\b|\blook at (?:my|this)\b|(?:怎么样|如何|好看吗|觉得呢|有什么看法|评价|你觉得|喜欢(?:这|我)(?:张|幅|的|个))"),
    ("favourite", r"\bwhat (?:do|would) you (?:like|love|paint|draw|enjoy|prefer)|\b(?:your )?favou?rite\b|\bwhat(?:'s| is) your\b|\bdo you (?:paint|draw|like|love)\b|(?:你)?(?:最)?喜欢(?:画|什么)|爱画什么|你画什么|平时画"),
    ("love", r"\b(?:love|like|adore) (?:you|your|this|it|that)\b|\byou(?:'re| are) (?:great|amazing|funny|sweet|cute|the best|lovely|brilliant|kind)\b|\b(?:gorgeous|beautiful|stunning|well done|nice one|so good|amazing|wonderful|lovely)\b|喜欢你|爱你|你(?:真|好|太)(?:棒|可爱|好|有趣|厉害)|好看|漂亮|太美|真美|厉害|好棒|绝了"),
    ("tired", r"\b(?:tired|exhausted|sleepy|long day|worn out|knackered|need sleep|can't sleep|insomnia|burnt? out)\b|累|好困|困死|困了|失眠|睡不着|疲惫|加班"),
    ("sad", r"\b(?:sad|lonely|depressed|down today|feeling (?:down|low|blue)|crying|cried|heartbroken|miss (?:him|her|them|my)|awful|terrible|anxious|stressed|worried|bad day|rough day|died|passed away|failed)\b|难过|伤心|孤独|寂寞|郁闷|想哭|哭了|失恋|焦虑|压力|烦死|心烦|糟糕|倒霉|去世|没考好|不开心"),
    ("glad", r"\b(?:happy|glad|excited|yay|hooray|good news|got the job|passed|won|birthday|woohoo|best day|celebrat\w+)\b|开心|高兴|太好了|好消息|生日|激动|考过|中奖|庆祝|耶"),
    ("weather", r"\b(?:weather|rain(?:ing|y|s)?|snow(?:ing|y|s)?|sunny|cold outside|freezing|so hot|heatwave|storm|foggy|windy)\b|天气|下雨|下雪|好冷|好热|刮风|起雾|晴天|阴天|降温"),
    ("yes", r"^(?:yes|yeah|yep|yup|sure|ok(?:ay)?|of course|definitely|agreed?|true|exactly|right|fair|indeed|absolutely|i do|me too)\b|^(?:是的?|对|好的?|嗯+|可以|没错|同意|当然|行|我也是?)(?:[啊呀哦吧呢，。！~]|$)"),
    ("no", r"^(?:no|nope|nah|not really|never|i don't|disagree)\b|^(?:不|没有|不是|不要|不行|才不)(?:[啊呀哦吧呢，。！~是要行对好]|$)"),
    ("laugh", r"^(?:ha(?:ha)+h?|lol|lmao|rofl|hehe+)\b|😂|🤣|^(?:哈哈+|嘿嘿+|笑死|hhh+|233+)"),
    ("hello", r"^(?:hi+|hey+|hello+|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|morning|evening|greetings|sup)\b|\b(?:hello|hi) (?:everyone|all|there|everybody)\b|^(?:你好|您好|嗨|哈喽|哈啰|早上好|早安|早呀?|晚上好|下午好|中午好|大家好|嘿|在吗|有人吗)"),
    ("anyone", r"\b(?:any(?:one|body)|who(?:'s| is)) (?:here|there|around|awake|up|alive)\b|有(?:人|谁)在|谁在|有没有人"),
    ("why", r"^why\b|\bhow come\b|为什么|为啥|干嘛要"),
    ("question", r"\?\s*$|？\s*$|^(?:what|when|where|how|who|do|does|is|are|can|could|would|will)\b|吗[？?]?$|呢[？?]$"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_ASK = (
    r"^(?:(?:hey|hi|hello|ok(?:ay)?|so|and|now|please|pls|then|yes|also|well)[\s,!.]+)*"
    r"(?:(?:can|could|would|will) (?:you|u) (?:please |pls |maybe )?|i(?:'d| would) (?:like|love) (?:you to )?|i want (?:you to )?|"
    r"let's |how about you |why don't you |please |pls |try to |go )?"
)
_PAINT_EN = re.compile(
    _ASK + r"(?:(?:paint|draw|sketch|imagine|illustrate|render|doodle)\b(?! (?:is|was|has|are)\b)|(?:make|create|show|give|do)\s+(?:me\s+|us\s+)?"
    r"(?=(?:a|an|one|some|another)\s+(?:\w+\s+){0,2}(?:picture|painting|drawing|image|sketch|portrait|print|comic|poster)))\s*"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)  # fmt: skip
_PAINT_ZH = re.compile(
    r"^(?:嗨|你好|那|好|就|能不能|可不可以|可以|能|请|麻烦|帮忙|帮我|给我|为我|替我|来|再|随便|你|我想(?:看|要)?(?:你)?|想(?:看|要)(?:你)?|，|,|\s)*"
    r"(?:画(?!得|的|风|面|家|完|过|了|廊|室|布|笔|框|展|画真)|绘(?!本|画的)|(?:来|给|要|看)(?=一?(?:张|幅|副)))"
    r"(?P<rest>.*)$"
)  # fmt: skip
_LEAD_ZH = re.compile(r"^(?:出|下|一下|点)*(?:一?(?:张|幅|副)(?:关于|有)?)?")
_LEAD_EN = re.compile(
    r"^(?:(?:me|us|for me|for us|up)\b\s*)?(?:(?:a|an|one|some|another)\s+(?:\w+\s+)?"
    r"(?:picture|painting|drawing|image|sketch)\s+(?:of|with|showing)\s+)?",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?:[\s,]*(?:please|pls|for me|for us|thanks|thank you|if you (?:can|like|want)|would you|will you|now|in your (?:own )?style))+[\s.!?~]*$"
    r"|(?:的(?:画|图|图片)|好吗|可以吗|行吗|好不好|吗|呗|吧|呢|谢谢|啦|嘛|看看)*[。！？!?~\s]*$",
    re.IGNORECASE,
)  # fmt: skip
_MARKUP = re.compile(
    r"\S*(?:://|www\.)\S*|@\S+|[—-]{1,2}(?:ar|n|style|seed|no|private)\b\s*\S*|<[^>]*>|[*_`~<>{}\[\]|#\\]+"
)
_VAGUE = re.compile(
    r"(?:something|anything|whatever|it|that|this|again|one|a picture|us a picture|me|what you like|surprise me)?(?: (?:you like|nice|else|new|for me))*|"
    r"(?:点|些|个)?(?:什么|啥|东西|好看的|你喜欢的|随便)?(?:都行|都可以|画)?",
    re.IGNORECASE,
)
WISH_LIMIT = 160
# What is said to a whole room and hopes for an answer from anyone.
CALLS = frozenset({"distress", "ai", "selfie", "ideas", "paint", "place", "how", "joke", "anyone"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a line means: its kind, for a wish the words of the picture (empty: the persona may choose), the line without names."""

    kind: str
    wish: str = ""
    plain: str = ""


def hear(text: str, names: tuple[str, ...] = ()) -> Meaning:
    """Return what a line means to the persona that goes by these names."""
    plain = _without_names(text[:LOOKED_AT], names)
    for kind, pattern in _COMPILED[:FIRST]:
        if pattern.search(plain):
            return Meaning(kind, plain=plain)
    wish = _wish_in(plain)
    if wish is not None:
        return Meaning("paint", wish, plain)
    kind = next((kind for kind, pattern in _COMPILED[FIRST:] if pattern.search(plain)), "talk")
    return Meaning(kind, plain=plain)


def _without_names(text: str, names: tuple[str, ...]) -> str:
    plain = re.sub(r"@[\w-]+", " ", " ".join(text.split()))
    for name in names:
        edge = r"\b" if name.isascii() else ""
        plain = re.sub(rf"{edge}{re.escape(name)}{edge}[\s,:，：、]*", " ", plain, flags=re.IGNORECASE)
    return " ".join(plain.split()).lstrip(" ,，:：;!！.。、").rstrip(" ,，")


def _wish_in(plain: str) -> str | None:
    """Return what a picture is wished of, an empty string where the wish leaves it open, None where there is no wish."""
    found = _PAINT_EN.match(plain) or _PAINT_ZH.match(plain)
    if found is None or re.match(r"(?:yourself|so |well|better|me like|it well)", found.group("rest"), re.IGNORECASE):
        return None
    rest = _TRAIL.sub("", " ".join(_MARKUP.sub(" ", found.group("rest")).split()))
    rest = _LEAD_EN.sub("", _LEAD_ZH.sub("", rest.strip(), count=1), count=1).strip(" ,.!?，。！？:：\"'“”")
    rest = " ".join(rest.split())[:WISH_LIMIT].strip()
    return "" if _VAGUE.fullmatch(rest) else rest
