"""What the scripted personas answer: to wishes, greetings, questions and troubles, in both languages."""

import pytest

from personas.hearing import hear
from personas.view import Addressed, Arrival, Imagine, Memory, Say
from tests.personas.stage import CAST, EVENING, answers, painted, said, view

SLUGS = sorted(CAST)


@pytest.mark.parametrize(
    ("text", "kind", "wish"),
    [
        ("paint me a fox in a teacup, please", "paint", "a fox in a teacup"),
        ("can you draw three owls?", "paint", "three owls"),
        ("Could you make us a picture of a red boat", "paint", "a red boat"),
        ("hey, sketch a castle for me", "paint", "a castle"),
        ("draw something", "paint", ""),
        ("paint a cat <b>asleep</b> https://evil.example @everyone --ar 3:2", "paint", "a cat asleep"),
        ("画一只茶杯里的狐狸", "paint", "一只茶杯里的狐狸"),
        ("帮我画三只猫头鹰吧", "paint", "三只猫头鹰"),
        ("给我来张大海的画", "paint", "大海"),
        ("能不能画一条龙？", "paint", "一条龙"),
        ("随便画点什么", "paint", ""),
        ("你画得真好", "talk", ""),
        ("画什么好呢", "ideas", ""),
        ("what should I paint?", "ideas", ""),
        ("do you paint birds?", "favourite", ""),
        ("draw yourself", "selfie", ""),
        ("hello there", "hello", ""),
        ("你好呀", "hello", ""),
        ("thank you so much", "thanks", ""),
        ("谢谢", "thanks", ""),
        ("are you a bot?", "ai", ""),
        ("你是真人吗", "ai", ""),
        ("who are you", "who", ""),
        ("what is this place?", "place", ""),
        ("how do I make a picture?", "how", ""),
        ("good night", "bye", ""),
        ("I'm exhausted", "tired", ""),
        ("心情不好，想哭", "sad", ""),
        ("I want to die", "distress", ""),
        ("tell me a joke", "joke", ""),
        ("shut up", "insult", ""),
        ("it makes sense", "talk", ""),
    ],
)
def test_a_line_is_understood(text: str, kind: str, wish: str) -> None:
    meaning = hear(text)

    assert (meaning.kind, meaning.wish) == (kind, wish)


@pytest.mark.parametrize("slug", SLUGS)
async def test_a_wish_is_painted_in_the_personas_own_style(slug: str) -> None:
    action = await answers(slug, "paint me a fox in a teacup")

    assert isinstance(action, Imagine)
    assert action.prompt == "a fox in a teacup"
    assert action.style in CAST[slug].tastes.styles


async def test_a_wish_that_names_a_style_gets_it() -> None:
    action = await answers("iris", "画三只猫头鹰，像素风", language="zh")

    assert isinstance(action, Imagine)
    assert action.style == "pixel"


async def test_a_wish_made_twice_is_painted_with_a_difference() -> None:
    action = await answers("mina", "paint a fox", memory=Memory(used_prompts=("a fox",)))

    assert isinstance(action, Imagine)
    assert action.prompt.startswith("a fox, ")


async def test_what_the_house_would_not_paint_is_declined_with_another_idea() -> None:
    action = await answers("mina", "paint canarysexual canaryminors")

    assert isinstance(action, Say)
    assert "canary" not in action.text


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("language", "text"), [("en", "are you an AI?"), ("zh", "你是AI吗？")])
async def test_every_persona_says_that_it_is_an_ai(slug: str, language: str, text: str) -> None:
    for seed in range(12):
        action = await answers(slug, text, language=language, seed=seed)
        assert isinstance(action, Say)
        assert any(word in action.text for word in ("AI", "ai", "artificial", "Artificial", "software"))


@pytest.mark.parametrize("slug", SLUGS)
async def test_somebody_in_danger_hears_no_joke_but_where_to_turn(slug: str) -> None:
    for seed in range(6):
        action = await answers(slug, "I want to die", seed=seed)
        assert isinstance(action, Say)
        assert "number" in action.text or "line" in action.text


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_newcomer_hears_how_to_paint_and_who_is_ai(language: str) -> None:
    from personas.mind import decide
    from personas.writers.scripted import ScriptedWriter

    for seed in range(12):
        room = view(Arrival("Cy", "cy"), seed=seed, language=language)
        action = await decide(CAST["mina"], room, Memory(), ScriptedWriter())
        assert isinstance(action, Say)
        assert "/imagine" in action.text
        assert "AI" in action.text
        assert "Cy" in action.text


async def test_an_opinion_is_about_the_picture_that_was_meant() -> None:
    posts = [painted("a heron in fog"), painted("a tin moon", "bo", 2)]
    texts = {(await answers("iris", "what do you think of my heron?", posts, seed=seed)).text for seed in range(12)}  # type: ignore[union-attr]

    assert any("heron" in text for text in texts)
    assert not any("moon" in text for text in texts)


async def test_talk_picks_up_a_word_of_the_line() -> None:
    texts = [(await answers("fen", "my umbrella broke", seed=seed)).text for seed in range(12)]  # type: ignore[union-attr]

    assert sum("umbrella" in text for text in texts) > 6


async def test_links_markup_and_calls_to_everyone_are_never_repeated() -> None:
    for slug in SLUGS:
        for seed in range(5):
            action = await answers(slug, "look @everyone <script>x</script> http://evil.example/whale", seed=seed)
            assert not any(bad in str(action) for bad in ("@everyone", "<script", "http", "evil"))


async def test_a_name_that_is_markup_is_not_said() -> None:
    for seed in range(10):
        action = await answers("mina", "hello", seed=seed, who="<b>@here")
        assert isinstance(action, Say)
        assert "here" not in action.text.replace("There", "").replace("there", "")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_same_question_gets_another_answer_each_time(language: str) -> None:
    used: tuple[str, ...] = ()
    for seed in range(5):
        action = await answers(
            "luna", "hello" if language == "en" else "你好", language=language, seed=seed, memory=Memory(used)
        )
        assert isinstance(action, Say)
        assert action.text not in used
        used = (*used, action.text)


async def test_a_persona_stays_in_the_language_of_the_room() -> None:
    english = await answers("kai", "你好", language="en")
    chinese = await answers("kai", "hello", language="zh")

    assert isinstance(english, Say)
    assert isinstance(chinese, Say)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english.text)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese.text)


async def test_an_answer_replies_to_the_line_it_answers() -> None:
    line = said("Iris, hello", line_id=42, at=EVENING)
    from personas.mind import decide
    from personas.writers.scripted import ScriptedWriter

    action = await decide(CAST["iris"], view(Addressed(line), (line,)), Memory(), ScriptedWriter())

    assert isinstance(action, Say)
    assert action.reply_to == 42
