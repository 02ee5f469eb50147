"""Reading: from what a member typed, English or Chinese or both, to the plan of a scene."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from rapidfuzz import process

from generation import looks
from generation.painters.sketch import library, words
from generation.painters.sketch.plan import Plan, Subject

LOOKED_AT = 2_000
MOST_SUBJECTS = 6
MOST_OF_ONE = 8
LONGEST_PHRASE = 4
_QUOTED = re.compile(r"[\"“”„«»「『]([^\"“”„«»「」『』]{1,40})[\"“”«»」』]")
_TOKEN = re.compile(
    r"[a-z]+(?:['’-][a-z]+)*|\d+|[\u2e80-\u9fff\uf900-\ufaff]+|[\U0001f000-\U0001faff\u2600-\u27bf][\ufe0f\u200d\U0001f000-\U0001faff\u2640\u2642\u2b1b]*|[,.;:!?，。；：！？、\n|]"
)
_PANELS = re.compile(r"[;；|\n]|(?<=[a-z\u4e00-\u9fff])[.。](?=\s*\S)")
STOPS = frozenset(",.;:!?，。；：！？、\n|")
Meaning = tuple[str, str]


@dataclass(slots=True)
class Scene:
    """What was gathered so far, and what waits for the next subject."""

    subjects: list[Subject] = field(default_factory=list)
    facts: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    traits: list[str] = field(default_factory=list)
    count: int = 1
    scale: float = 1.0
    relation: str = ""
    fresh: bool = False

    def note(self, kind: str, value: str) -> None:
        """Keep a fact of the scene, once."""
        known = self.facts.setdefault(kind, [])
        if value not in known:
            known.append(value)


def read(prompt: str, style: str = "", negative: str = "") -> Plan:
    """Return what a prompt asks for. Any text gives a plan; what was not understood is in `unknown`."""
    text = _plain(prompt)
    language = "zh" if len(re.findall(r"[\u4e00-\u9fff]", text)) * 2 > len(re.findall(r"[a-z]", text)) else "en"
    lettering = tuple(found.strip() for found in _QUOTED.findall(text))
    scene = Scene()
    for said, (kind, value) in _meanings(_QUOTED.sub(" ", text)):
        _take(scene, said, kind, value)
    _finish_colours(scene)
    plan = _plan(scene, "zh" if language == "zh" else "en", style)
    plan = replace(plan, lettering=tuple(_original(prompt, one) for one in lettering[:3]))
    plan = _without(plan, negative)
    return _with_panels(plan, prompt)


def _plain(prompt: str) -> str:
    whole = prompt[:LOOKED_AT].encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return whole.replace("\x00", " ").lower().replace("’", "'")


def _original(prompt: str, lowered: str) -> str:
    at = prompt.lower().find(lowered)
    return prompt[at : at + len(lowered)] if at >= 0 else lowered


def _meanings(text: str) -> Iterator[tuple[str, Meaning]]:
    """Yield each phrase with its meaning, longest match first; unknown words mean ("unknown", word)."""
    tokens: list[str] = _TOKEN.findall(text)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token in STOPS:
            yield token, ("stop", token)
            at += 1
            continue
        if token[0] >= "\u2e80" and not _is_emoji(token[0]):
            yield from _chinese(token)
            at += 1
            continue
        for length in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            meaning = _english(phrase, whole=length == 1)
            if meaning is not None:
                yield phrase, meaning
                at += length
                break


def _is_emoji(sign: str) -> bool:
    return sign >= "\U0001f000" or "\u2600" <= sign <= "\u27bf"


def _english(phrase: str, *, whole: bool) -> Meaning | None:
    known = lexicon()
    for form in _singulars(phrase):
        if form in known:
            kind, value = known[form]
            many = kind == "subject" and form != phrase and not phrase.endswith("'s")
            return ("subjects" if many else kind), value
    if not whole:
        return None
    if _is_emoji(phrase[0]):
        name = library.emoji().get(phrase) or library.emoji().get(phrase.rstrip("\ufe0f"), "")
        return ("subject", name) if name else ("unknown", phrase)
    if not phrase[0].isalnum():
        return ("stop", phrase)
    if phrase.isdigit():
        return ("count", phrase) if 0 < int(phrase[:6]) <= 99 else ("filler", phrase)
    if "-" in phrase and all(_english(part, whole=False) for part in phrase.split("-") if part):
        return ("compound", phrase)
    near = process.extractOne(phrase, _long_words(), score_cutoff=88) if len(phrase) > 5 else None
    return known[near[0]] if near else ("unknown", phrase)


def _singulars(phrase: str) -> Iterator[str]:
    yield phrase
    if phrase.endswith("ies"):
        yield phrase[:-3] + "y"
    if phrase.endswith("es"):
        yield phrase[:-2]
    if phrase.endswith("s") and not phrase.endswith("ss"):
        yield phrase[:-1]
    if phrase.endswith("'s"):
        yield phrase[:-2]


def _chinese(run: str) -> Iterator[tuple[str, Meaning]]:
    known, longest = lexicon(), _longest_chinese()
    at, lost = 0, ""
    while at < len(run):
        for length in range(min(longest, len(run) - at), 0, -1):
            part = run[at : at + length]
            if part in known:
                if lost:
                    yield lost, ("unknown", lost)
                    lost = ""
                yield part, known[part]
                at += length
                break
        else:
            lost += run[at]
            at += 1
    if lost:
        yield lost, ("unknown", lost)


@cache
def _longest_chinese() -> int:
    return max(len(word) for word in lexicon() if word[0] >= "\u2e80")


@cache
def _long_words() -> list[str]:
    return [word for word in lexicon() if len(word) > 4 and word.isascii()]


@cache
def lexicon() -> dict[str, Meaning]:
    """Return every word and phrase with its meaning; where two claim a word, the more exact table wins."""
    found: dict[str, Meaning] = {}
    for language in ("en", "zh"):
        found |= {
            word: ("subject", name)
            for word, name in library.keywords(language).items()
            if len(word) > (2 if language == "en" else 1)
        }
        found |= {word: ("subject", name) for word, name in library.names(language).items()}
    for name, own in words.entries(words.SYNONYMS):
        if not library.has(name):
            continue
        found |= dict.fromkeys((*own, name.replace("-", " ")), ("subject", name))
    tables: tuple[tuple[str, str], ...] = (
        ("setting", words.SETTINGS), ("time", words.TIMES), ("season", words.SEASONS), ("weather", words.WEATHERS), ("framing", words.FRAMINGS),
        ("mood", words.MOODS), ("colour", words.COLOURS), ("scale", words.SIZES), ("count", words.COUNTS), ("relation", words.RELATIONS), ("trait", words.TRAITS),
        ("finish", words.FINISHES),
    )  # fmt: skip
    for kind, table in tables:
        for value, own in words.entries(table):
            found |= dict.fromkeys(own, (kind, value))
    for name, named in looks.phrases().items():
        found |= dict.fromkeys(named, ("style", name))
    found |= {word: ("filler", word) for word in words.FILLERS.split() if found.get(word, ("subject",))[0] == "subject"}
    return found


def _take(scene: Scene, said: str, kind: str, value: str) -> None:
    """Take in one phrase; `fresh` says that a subject was named just before it."""
    _taken(scene, said, kind, value)
    scene.fresh = kind in ("subject", "subjects") or (scene.fresh and kind in ("filler", "trait"))


def _add_trait(scene: Scene, trait: str) -> None:
    last = scene.subjects[-1]
    flies = trait == "flying" and library.category(last.drawing) == "Animals & Nature"
    scene.subjects[-1] = replace(last, traits=(*last.traits, trait), place="air" if flies else last.place)


def _taken(scene: Scene, said: str, kind: str, value: str) -> None:
    match kind:
        case "subject" | "subjects":
            _add_subject(
                scene,
                said,
                value,
                plural=kind == "subjects"
                or (said.endswith("s") and not said.endswith("'s") and said not in library.names("en")),
            )
        case "compound":
            for part in value.split("-"):
                meaning = _english(part, whole=False)
                if meaning:
                    _take(scene, part, *meaning)
        case "colour":
            scene.colours.append(value)
        case "scale":
            scene.scale = float(value)
        case "count":
            scene.count = min(int(value), MOST_OF_ONE)
        case "trait" if scene.fresh and scene.subjects:
            _add_trait(scene, value)  # "a fox asleep": said of the one just named
        case "trait":
            scene.traits.append(value)
        case "relation":
            scene.relation = value
        case "stop":
            _finish_colours(scene)
            scene.relation = ""
        case "unknown":
            if len(value) > 2 or value[0] >= "\u2e80":
                scene.unknown.append(value)
        case "filler":
            pass
        case _:
            scene.note(kind, value)
            if kind == "time" and said in ("moon", "full moon", "crescent moon", "月亮", "满月", "明月"):
                scene.note("weather", "clear")


def _add_subject(scene: Scene, said: str, name: str, *, plural: bool) -> None:
    if len(scene.subjects) >= MOST_SUBJECTS or not library.has(name):
        return
    if name in words.CLOTHES.split() and scene.subjects:  # a girl in a red dress is one subject, not two
        last = scene.subjects[-1]
        scene.subjects[-1] = replace(last, colour=scene.colours[0] if scene.colours else last.colour)
        scene.colours, scene.count, scene.relation = [], 1, ""
        return
    first = not scene.subjects
    count = scene.count if scene.count > 1 else 3 if plural else 1
    scene.subjects.append(
        Subject(
            word=name.replace("-", " "),
            said=said,
            drawing=name,
            count=count,
            colour=scene.colours[0] if scene.colours else "",
            colour2=scene.colours[1] if len(scene.colours) > 1 else "",
            scale=scene.scale,
            metres=words.METRES.get(name, words.DEFAULT_METRES.get(library.category(name), 1.0)),
            place=_place(name, scene.traits),
            hero=first,
            relation="" if first else scene.relation,  # type: ignore[arg-type]
            to=None if first or not scene.relation else len(scene.subjects) - 1,
            traits=tuple(scene.traits),
        )
    )
    scene.colours, scene.traits, scene.count, scene.scale, scene.relation = [], [], 1, 1.0, ""


def _place(name: str, traits: list[str]) -> Any:
    if "flying" in traits and library.category(name) == "Animals & Nature":
        return "air"
    return next((place for place, members in words.PLACES.items() if name in members.split()), "ground")


def _finish_colours(scene: Scene) -> None:
    """Colours that no subject claimed belong to the scene; traits left over belong to the subject before them."""
    for colour in scene.colours:
        scene.note("palette", colour)
    if scene.traits and scene.subjects:
        last = scene.subjects[-1]
        place = (
            "air" if "flying" in scene.traits and library.category(last.drawing) == "Animals & Nature" else last.place
        )
        scene.subjects[-1] = replace(last, traits=(*last.traits, *scene.traits), place=place)
    scene.colours, scene.traits = [], []


def _plan(scene: Scene, language: Any, style: str) -> Plan:
    def one(kind: str) -> Any:
        return next(iter(scene.facts.get(kind, [])), "")

    settings = scene.facts.get("setting", [])
    setting: Any = settings[0] if settings else _implied(scene)
    return Plan(
        language=language,
        subjects=tuple(_posed(subject) for subject in scene.subjects),
        setting=setting,
        second_setting=settings[1] if len(settings) > 1 else "",  # type: ignore[arg-type]
        time=one("time"),
        season=one("season"),
        weather=tuple(scene.facts.get("weather", [])),  # type: ignore[arg-type]
        mood=tuple(scene.facts.get("mood", [])),
        palette=tuple(scene.facts.get("palette", [])),
        framing=one("framing"),
        style=style or one("style"),
        finish=tuple(scene.facts.get("finish", [])),
        unknown=tuple(dict.fromkeys(scene.unknown))[:12],
    )


def _posed(subject: Subject) -> Subject:
    """Return a subject with the drawing of its pose, where the library has one: asleep, sitting."""
    for trait in subject.traits:
        if library.has(f"{subject.drawing}-{trait}"):
            rest = tuple(one for one in subject.traits if one != trait)
            return replace(subject, drawing=f"{subject.drawing}-{trait}", traits=rest)
    return subject


def _implied(scene: Scene) -> str:
    grounded = any(one.place == "ground" and one.metres > 3 for one in scene.subjects)
    wet_first = sorted(scene.subjects, key=lambda one: one.place not in ("water", "underwater", "space"))
    for subject in wet_first:
        for setting, members in words.IMPLIED.items():
            if setting == "sky" and grounded:
                continue
            if subject.drawing in members.split() and not (
                subject.place == "air" and setting not in ("sky", "meadow", "garden")
            ):
                return setting
    return "meadow" if scene.subjects and all(one.place == "air" for one in scene.subjects) else ""


def _without(plan: Plan, negative: str) -> Plan:
    """Drop from a plan what the member does not want to see."""
    if not negative.strip():
        return plan
    banned = {(kind.rstrip("s"), value) for _said, (kind, value) in _meanings(_plain(negative))}
    subjects = tuple(one for one in plan.subjects if ("subject", one.drawing) not in banned)
    weather = tuple(one for one in plan.weather if ("weather", one) not in banned)
    return replace(plan, subjects=subjects, weather=weather)


def _with_panels(plan: Plan, prompt: str) -> Plan:
    """Give a comic its four captions: those the prompt lists, else four of our own about its subject."""
    if plan.style != "comic":
        return plan
    body = re.sub(r"^[^:：]{0,40}[:：]", "", prompt[:LOOKED_AT]).strip() if re.search(r"[:：]", prompt[:60]) else ""
    listed = [" ".join(part.split())[:60] for part in _PANELS.split(body) if part and part.strip()]
    if len(listed) >= 2:
        return replace(plan, panels=tuple(listed[:4]))
    who = plan.subjects[0].said if plan.subjects else ("它" if plan.language == "zh" else "someone")
    if plan.language == "zh":
        return replace(plan, panels=(f"从前有{who}……", "走了很远的路。", "啊？那是什么！", "完。"))
    return replace(
        plan, panels=(f"Once there was {_a(who)}…", "It had come a long way.", "Wait. What is that?", "The end.")
    )


def _a(word: str) -> str:
    return word if word.endswith("s") or word == "someone" else f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
