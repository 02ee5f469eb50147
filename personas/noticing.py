"""Noticing: what somebody tells of themselves in a line, as short facts. Only plain sentences about oneself count."""

import re

from core.errors import SalonError
from core.safety import check_words
from core.text import clean

LONGEST = 60
MOST = 3
_END = r"(?=[.,;!?，。！？；~\n]|\s+(?:and|but|so|because|which|who|though|btw)\b|$)"
_THING = rf"(?P<value>[^.,;!?，。！？；\n]{{2,{LONGEST}}}?){_END}"
_RULES: tuple[tuple[str, str], ...] = (
    ("name", rf"\b(?:call me|my name is|my name's|i go by)\s+(?P<value>[^\W\d_][\w'’ -]{{0,23}}?){_END}"),
    ("place", rf"\bi(?:'m| am) (?:living |based )in\s+{_THING}|\bi live (?:in|near|by)\s+(?P<value2>[^.,;!?\n]{{2,{LONGEST}}}?){_END}|\bi(?:'m| am) from\s+(?P<value3>[^.,;!?\n]{{2,{LONGEST}}}?){_END}"),
    ("work", rf"\bi work as (?:an? |the )?{_THING}|\bi(?:'m| am) (?:an? )(?P<value2>(?:\w+ )?(?:nurse|teacher|student|doctor|driver|cook|chef|baker|painter|engineer|farmer|gardener|librarian|carpenter|electrician|writer|musician|designer|programmer|developer|sailor|pilot|lawyer|accountant|plumber|photographer|translator|scientist|vet|dentist|architect|postman|barista)){_END}"),
    ("pet", r"\b(?:my|our|i have an?|i've got an?) (?P<value>(?:\w+ )?(?:dog|cat|rabbit|parrot|hamster|horse|tortoise|turtle|goldfish|budgie|canary|ferret|guinea pig|puppy|kitten)(?:'s name is| is called| is named| called| named) [\w'’-]{2,20})"),
    ("pet", rf"\bi have (?P<value>(?:an?|two|three|four|\d) (?:\w+ )?(?:dogs?|cats?|rabbits?|parrots?|hamsters?|horses?|tortoises?|goldfish|budgies?|canaries|ferrets?|chickens|hens)){_END}"),
    ("family", rf"\b(?:i have|i've got) (?P<value>(?:an?|two|three|four|\d) (?:\w+ )?(?:sons?|daughters?|kids?|children|brothers?|sisters?|twins)){_END}"),
    ("birthday", rf"\bmy birthday is (?:on )?(?:the )?(?P<value>[\w ]{{3,24}}?){_END}"),
    ("project", rf"\bi(?:'m| am) (?:writing|making|building|working on|learning|knitting|restoring|studying)\s+{_THING}"),
    ("likes", rf"\bi (?:really |just |also )?(?:like|love|adore|collect|am into|'m into)\s+(?!you\b|it\b|this\b|that\b|your\b|these\b|those\b|him\b|her\b|them\b|to\b|how\b|the\b|when\b|what\b)(?P<value>[^.,;!?\n]{{2,40}}?){_END}"),
    ("dislikes", rf"\bi (?:really )?(?:hate|can't stand|don't like|dislike)\s+(?!you\b|it\b|this\b|that\b|your\b|myself\b|him\b|her\b|them\b|my\b|when\b|how\b|the\b)(?P<value>[^.,;!?\n]{{2,40}}?){_END}"),
    ("name", r"(?:叫我|我叫|我的名字(?:是|叫))(?P<value>[\u4e00-\u9fffA-Za-z]{1,12}?)(?=[，。！？；吧就好啦~\s]|$)"),
    ("place", r"我(?:住在|在|来自|是)(?P<value>[\u4e00-\u9fffA-Za-z]{2,12}?)(?:住|生活|人)(?=[，。！？；\s]|$)|我(?:住在|来自)(?P<value2>[\u4e00-\u9fffA-Za-z]{2,16}?)(?=[，。！？；\s]|$)"),
    ("work", r"我是(?:一?个|一?名|一?位)?(?P<value>[\u4e00-\u9fff]{0,4}(?:护士|老师|教师|学生|医生|司机|厨师|画家|工程师|农民|园丁|程序员|作家|设计师|律师|会计|摄影师|翻译|店员|演员))"),
    ("pet", r"我(?:家|有|养了?)(?P<value>(?:一|两|三|几)?[只条个匹]?[\u4e00-\u9fff]{0,3}(?:猫|狗|兔子?|鹦鹉|仓鼠|乌龟|金鱼|马|鸟)(?:叫|名叫)?[\u4e00-\u9fffA-Za-z]{0,8}?)(?=[，。！？；\s]|$)"),
    ("family", r"我有(?P<value>(?:一|两|三|四)个(?:儿子|女儿|孩子|哥哥|弟弟|姐姐|妹妹))"),
    ("birthday", r"我(?:的)?生日(?:是|在)(?P<value>[\u4e00-\u9fff\d]{2,12})"),
    ("project", r"我(?:正在|最近在|在)(?P<value>(?:写|做|学|织|修|练)[\u4e00-\u9fffA-Za-z]{1,16}?)(?=[，。！？；呢\s]|$)"),
    ("likes", r"我(?:很|最|特别|也|超)?(?:喜欢|爱)(?!你|他|她|它|这|那|看你|听你)(?P<value>[\u4e00-\u9fffA-Za-z]{1,16}?)(?=[，。！？；的了呢啊\s]|$)"),
    ("dislikes", r"我(?:很|最|特别)?(?:讨厌|不喜欢|受不了)(?!你|他|她|它|这|那|自己)(?P<value>[\u4e00-\u9fffA-Za-z]{1,16}?)(?=[，。！？；的了呢啊\s]|$)"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _RULES)
_SECRET = re.compile(r"\d{5,}|@|://|www\.|password|密码|\b(?:ssn|passport|pin)\b", re.IGNORECASE)
_EMPTY = frozenset({"it", "that", "this", "here", "there", "a bit", "you", "them", "trouble", "love", "吗", "呢"})
_ASKED = re.compile(r"[?？]\s*$")


def noticed(text: str, names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return up to three facts of a line as (kind, value), in the member's own words; a question tells nothing."""
    plain = " ".join(text[:400].split())
    for name in names:
        plain = re.sub(rf"^\W*{re.escape(name)}[\s,:，：、]+", "", plain, flags=re.IGNORECASE)
    if _ASKED.search(plain):
        return []
    found: list[tuple[str, str]] = []
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(plain):
            value = _tidy(next((part for part in match.groups() if part), ""))
            if (
                value
                and (kind, value) not in found
                and not any(kind == known for known, _value in found if kind == "name")
            ):
                found.append((kind, value))
    return found[:MOST]


def _tidy(value: str) -> str:
    """Return a value that may be kept: no secrets, no numbers to reach somebody by, nothing the house would not say."""
    try:
        plain = " ".join(clean(value, LONGEST).split()).strip(" '\"-")
        check_words(plain, "strict")
    except SalonError:
        return ""
    return "" if plain.lower() in _EMPTY or _SECRET.search(plain) else plain
