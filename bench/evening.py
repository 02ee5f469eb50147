"""A day of one room with four personas and a few people, as a transcript to be read; and what repeats within a week.

Usage: python -m bench.evening [--language en|zh] [--cast "mina iris fen luna"] [--seed 3] [--week]
"""

import argparse
import asyncio

from tests.personas.people import NAMES
from tests.personas.stage import CAST
from tests.personas.test_week import twice
from tests.personas.week import Week, guess_right


async def transcript(language: str, slugs: list[str], seed: int) -> list[str]:
    """Return what is said and painted in a day, in order, with the time of each."""
    room = Week({slug: CAST[slug] for slug in slugs}, language, seed=seed)
    await room.live(1)
    mark = {False: "", True: " · AI"}
    said = [(line.at, f"{line.name}{mark[line.is_persona]}: {line.text}") for line in room.lines]
    painted = [
        (post.at, f"{post.author}{mark[post.is_persona]} [{post.style or 'as it comes'}] {post.prompt}")
        for post in room.posts
    ]
    return [f"{at:%H:%M}  {text}" for at, text in sorted(said + painted)]


async def week(language: str, slugs: list[str], seed: int) -> str:
    """Return what a week of the room comes to: lines, sentences said twice, pictures, and how well one tells who speaks."""
    room = Week({slug: CAST[slug] for slug in slugs}, language, seed=seed)
    await room.live()
    own = {slug: [one.text for one in room.said if one.slug == slug and one.text] for slug in slugs}
    names = [card.named(language) for card in CAST.values()] + list(NAMES[language].values())
    prompts = [prompt for made in room.prompts.values() for prompt in made]
    told = ", ".join(f"{slug} {len(lines)} lines, {len(twice(lines))} twice" for slug, lines in own.items())
    known = guess_right([one for one in room.said if one.text], names)
    return f"{told}; {len(set(prompts))} of {len(prompts)} prompts differ; who speaks is guessed right {known:.0%} of the time"


def main() -> None:
    """Print the day, or the week's figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    parser.add_argument("--cast", default="mina iris fen luna")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--week", action="store_true")
    asked = parser.parse_args()
    slugs = asked.cast.split()
    if asked.week:
        print(asyncio.run(week(asked.language, slugs, asked.seed)))
    else:
        print("\n".join(asyncio.run(transcript(asked.language, slugs, asked.seed))))


if __name__ == "__main__":
    main()
