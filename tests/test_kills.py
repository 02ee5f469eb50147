"""The whole process, killed while people ask and vote: nothing lost, nothing doubled, votes equal their recount."""

from bench import discord_kills, kills, telegram_kills


async def test_requests_survive_a_process_that_is_killed_again_and_again() -> None:
    outcome = await kills.run(kills=4, requests=12)

    assert (outcome.posts, outcome.doubled, outcome.lost) == (12, 0, [])
    assert outcome.counted == outcome.votes
    assert outcome.doctor == ""


async def test_over_telegram_with_lost_answers_too() -> None:
    outcome = await telegram_kills.run(kills=3, requests=10, drop=0.05)

    assert (outcome["answered"], outcome["lost"], outcome["shown twice"]) == (10, [], 0)
    assert outcome["doctor"] == "all is well"


async def test_over_discord_whatever_was_acknowledged_is_answered() -> None:
    outcome = await discord_kills.run(kills=2, requests=12, drop=0.05)

    assert outcome["acknowledged and answered"] == outcome["acknowledged"] > 0
    assert (outcome["lost"], outcome["shown twice"]) == ([], 0)
    assert outcome["doctor"] == "all is well"
