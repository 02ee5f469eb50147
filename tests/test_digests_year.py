"""Some weeks of digests by replicas that are killed and whose clocks jump: each once, whatever happens."""

from pathlib import Path

import pytest

from bench import digests
from tests.servers import database_urls


@pytest.mark.slow
async def test_three_replicas_with_kills_and_wrong_clocks_post_each_digest_once(tmp_path: Path) -> None:
    with database_urls("postgresql", tmp_path) as url:
        outcome = await digests.run(url, rooms=10, zones=10, days=12, replicas=3, kills=3, jumps=6, period="mixed")

    assert outcome.expected > 50
    assert (outcome.missed, outcome.doubled, outcome.uninvited, outcome.dead) == ([], [], [], 0)
