"""Counting: how a reader is told of more or less of a topic."""

from personas.topics import Topic, lexicon, plurals

_MASS = (
    "tea coffee bread soup rice cheese chocolate honey breakfast lunch dinner pizza ramen noodles bamboo grass moss lavender "
    "stairs sea ocean aurora saturn mars night work school homework music sleep football winter spring summer autumn "
    "money mist rain snow fog wind thunder lightning frost ice sunshine birds beasts space machines buildings home food "
    "plants weather land people myths days"
)
_ONLY = frozenset(
    ["moon", "sun", "sky", "world", "earth", "milky way", "weekend", "kitchen", "morning", "evening", "beach"]
)
"""Things of which one speaks as of the only one."""
_ODD = {
    "mouse": "mice", "goose": "geese", "man": "men", "woman": "women", "fisherman": "fishermen", "fish": "fish",
    "koi": "koi", "goldfish": "goldfish", "jellyfish": "jellyfish", "deer": "deer", "sheep": "sheep", "cliff": "cliffs",
    "roof": "roofs", "samurai": "samurai", "plum blossom": "plum blossom", "cherry blossom": "cherry blossom",
}  # fmt: skip
_KINDS = {
    "birds": "鸟", "beasts": "动物", "sea": "海上的东西", "space": "太空", "machines": "机器", "buildings": "建筑",
    "home": "家里的东西", "food": "吃的", "plants": "植物", "weather": "天气", "land": "山水", "people": "人物",
    "myths": "神话", "days": "日常",
}  # fmt: skip


def kind_named(kind: str, language: str) -> str:
    """Return what a kind of topic is called; a word that is no kind stays as it is."""
    return _KINDS.get(kind, kind) if language == "zh" else kind


def counted(topic: Topic) -> str:
    """Return the English word for more than one of a thing, or for an amount of it."""
    return topic.en if topic.en in _MASS.split() else _ODD.get(topic.en) or plurals(topic.en)[0]


def some(word: str) -> str:
    """Return an English word as one speaks of one such thing or an amount of it: a pond, soup; "the" before an untaught one."""
    topic = lexicon().get(word)
    if not word or (topic is not None and topic.en in _MASS.split()):
        return word
    if topic is None or word != topic.en or word in _ONLY:
        return f"the {word}"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
