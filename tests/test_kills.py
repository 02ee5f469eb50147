"""The whole process, killed while people ask and vote: nothing lost, nothing doubled, votes equal their recount."""

from bench import kills


async def test_requests_survive_a_process_that_is_killed_again_and_again() -> None:
    outcome = await kills.run(kills=4, requests=12)

    assert (outcome.posts, outcome.doubled, outcome.lost) == (12, 0, [])
    assert outcome.counted == outcome.votes
    assert outcome.doctor == ""
