"""Manners: who may speak, and the rule that says so."""

from datetime import timedelta

import pytest

from personas import manners
from personas.view import Arrival, NewPost, OwnHour, RoomView
from tests.personas.stage import CAST, EVENING, hearing, painted, said, talk, view

SEEDS = range(60)


def rules(room: RoomView) -> dict[str, str]:
    return {verdict.slug: verdict.rule for verdict in manners.who_may_speak(CAST, room)}


def speakers(room: RoomView) -> list[str]:
    return [verdict.slug for verdict in manners.who_may_speak(CAST, room) if verdict.allowed]


def test_who_is_spoken_to_answers_and_nobody_else() -> None:
    for seed in SEEDS:
        assert speakers(hearing(talk(("ana", "Iris, is it raining?")), seed=seed)) == ["iris"]


def test_two_who_are_spoken_to_answer_in_the_order_of_their_names() -> None:
    assert speakers(hearing(talk(("ana", "Fen and Iris, what now?")))) == ["fen", "iris"]


def test_an_open_line_gets_one_voice_at_most() -> None:
    heard = [speakers(hearing(talk(("bo", "so it is"), ("ana", "we saw a whale")), seed=seed)) for seed in SEEDS]

    assert max(len(voices) for voices in heard) == 1
    assert any(not voices for voices in heard)


def test_no_persona_speaks_to_itself() -> None:
    room = hearing(talk(("iris", "Quite so.")))

    assert rules(room)["iris"] == "own-line"


def test_personas_take_two_turns_in_a_row_and_then_wait_for_a_person() -> None:
    room = hearing(talk(("ana", "hello"), ("fen", "hey ana"), ("mina", "Wipe your feet, Fen")))

    assert rules(room)["fen"] == "cap-row"
    assert speakers(room) == []


def test_a_person_who_speaks_lets_them_talk_again() -> None:
    room = hearing(talk(("fen", "hey ana"), ("mina", "Wipe your feet"), ("ana", "Fen, did you?")))

    assert speakers(room) == ["fen"]


def test_a_persons_picture_may_be_spoken_of_after_the_personas_talked() -> None:
    lines = talk(("ana", "hello"), ("fen", "hey ana"), ("mina", "Wipe your feet"), last=EVENING - timedelta(minutes=1))
    post = painted("a whale in the clouds", at=EVENING)
    room = [view(NewPost(post), lines, (post,), seed) for seed in SEEDS]

    assert any(speakers(one) for one in room)
    assert not any("cap-row" in rules(one).values() for one in room)


def test_six_replies_in_ten_minutes_are_enough_for_a_room() -> None:
    chatter = [("ana", "and then"), ("fen", "and then what"), ("bo", "ha")] * 6
    room = hearing(talk(*chatter, ("ana", "well, whales")))

    assert set(rules(room).values()) <= {"cap-window", "for-another", "in-talk"}


def test_an_address_is_answered_past_the_window_but_not_for_ever() -> None:
    chatter = [("ana", "Fen, and then?"), ("fen", "a goose")]

    assert rules(hearing(talk(*chatter * 12, ("ana", "Fen, and then?"), gap=10)))["fen"] == "addressed"
    assert rules(hearing(talk(*chatter * 18, ("ana", "Fen, and then?"), gap=10)))["fen"] == "cap-window"


def test_one_person_alone_is_kept_company_longer() -> None:
    chatter = [("ana", "and then"), ("fen", "and then what")]

    assert rules(hearing(talk(*chatter * 8, ("ana", "a whale"))))["fen"] == "follow-up"
    assert rules(hearing(talk(*chatter * 13, ("ana", "a whale"))))["fen"] == "cap-window"


def test_a_quiet_room_stays_quiet_even_when_spoken_to() -> None:
    room = hearing(talk(("ana", "Iris, hello")))

    verdicts = manners.who_may_speak(CAST, room, quiet_until=EVENING + timedelta(hours=1))

    assert {verdict.rule for verdict in verdicts} == {"quiet"}


def test_a_muted_persona_says_nothing() -> None:
    verdicts = manners.who_may_speak(CAST, hearing(talk(("ana", "Iris, hello"))), muted=frozenset({"iris"}))

    assert ("iris", False, "muted") in [(one.slug, one.allowed, one.rule) for one in verdicts]


def test_while_people_talk_fast_nobody_talks_over_them() -> None:
    fast = [("ana", "no"), ("bo", "yes"), ("ana", "really"), ("bo", "a whale"), ("ana", "where"), ("bo", "the whale!")]

    for seed in SEEDS:
        assert speakers(hearing(talk(*fast, gap=3), seed=seed)) == []


def test_whoever_just_answered_goes_on_with_that_person() -> None:
    room = hearing(talk(("bo", "hm"), ("ana", "Luna, are you there?"), ("luna", "Always…"), ("ana", "I saw the moon")))

    assert rules(room)["luna"] == "follow-up"
    assert speakers(room) == ["luna"]


def test_the_host_alone_greets_a_newcomer() -> None:
    assert speakers(view(Arrival("Cy", "cy"))) == ["mina"]


@pytest.mark.parametrize("text", ["what is this place?", "这里是什么地方？", "paint me a fox"])
def test_a_call_to_the_room_is_usually_taken_up(text: str) -> None:
    taken = [speakers(hearing(talk(("bo", "hm"), ("ana", text)), seed=seed)) for seed in SEEDS]

    assert sum(bool(voices) for voices in taken) > 0.85 * len(taken)


def test_outside_its_hours_a_persona_starts_nothing_but_answers() -> None:
    assert rules(view(OwnHour()))["kai"] == "asleep"
    assert speakers(hearing(talk(("ana", "Kai, where are you?")))) == ["kai"]


def test_own_pictures_keep_apart_and_slow_down_when_nobody_looks() -> None:
    old = [painted("a lamp", "mina", n, EVENING - timedelta(minutes=200 - 20 * n)) for n in range(1, 10)]

    assert rules(view(OwnHour(), posts=[painted("a lamp", "mina", 1, EVENING - timedelta(minutes=1))]))["fen"] == "pace"
    assert rules(view(OwnHour(), posts=old))["fen"] == "unwatched"
    assert rules(view(OwnHour(), [said("nice", "ana", 1, EVENING - timedelta(minutes=2))], old))["fen"] == "own-hour"


def test_nobody_comments_on_their_own_picture() -> None:
    assert rules(view(NewPost(painted("a heron", "iris"))))["iris"] == "own-post"
