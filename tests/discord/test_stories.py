"""Discord: what a member sees there, over a whole Discord in this process."""

from collections.abc import Callable
from typing import Any

import discord

from tests.discord.conftest import Club, labels, said


async def test_a_slash_command_is_deferred_and_becomes_the_pictures(club: Club) -> None:
    ana = club.member("ana")

    answer = await ana.slash(club.channel, "imagine", prompt="a heron in fog", n=2, style="woodblock")
    shown = await club.until(lambda: next((m for m in club.messages() if len(m.attachments) == 2), None))

    assert answer.acknowledged
    assert answer.response.id == shown.id
    assert said(shown).startswith("**ana**  a heron in fog")
    assert labels(shown) == ["❤ 1 · 0", "❤ 2 · 0", "🔁 Remix", "🎲 Again", "⬆ HD", "⋯"]
    gallery = next(one.to_dict() for one in shown.components if one.type is discord.ComponentType.media_gallery)
    assert all(item["description"] for item in gallery["items"])


async def test_hd_is_a_larger_picture_in_a_message_of_its_own(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    shown = await club.paints(ana, "a heron in fog")

    await bo.click(shown, label="⬆ HD")

    large = await club.until(lambda: next((m for m in club.messages() if "enlarged" in said(m)), None))
    assert said(large).startswith("**bo**  a heron in fog")
    assert "by ana, enlarged" in said(large)


async def test_every_command_of_the_table_is_there(club: Club) -> None:
    from bots.commands.table import ENTRIES

    ana = club.member("ana")

    assert set(club.channel and ana.available_commands(club.channel)) == {entry.name for entry in ENTRIES}


async def test_styles_and_members_are_suggested(club: Club) -> None:
    ana = club.member("ana")

    styles = await ana.autocomplete(club.channel, "imagine", "style", "wood", prompt="a fox")
    people = await ana.autocomplete(club.channel, "follow", "who", "lu")

    assert "woodblock" in [one["value"] for one in styles]
    assert "luna" in [one["value"] for one in people]


async def test_a_tap_is_a_like_and_the_count_follows(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    shown = await club.paints(ana)

    press = await bo.click(shown, label="❤ 0")

    assert press.acknowledged
    await club.until(lambda: labels(club.now(shown))[0] == "❤ 1")


async def test_reactions_are_votes_as_one_state(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    shown = await club.paints(ana)

    await bo.react(shown, "🔥")
    await bo.react(shown, "👍")
    await club.until(lambda: labels(club.now(shown))[0] == "❤ 1")
    await bo.unreact(shown, "🔥")
    await ana.react(shown, "❤")
    await bo.unreact(shown, "👍")

    assert await club.until(lambda: labels(club.now(shown))[0] == "❤ 0")


async def test_cleared_reactions_take_their_votes(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    shown = await club.paints(ana)
    await bo.react(shown, "🔥")
    await club.until(lambda: labels(club.now(shown))[0] == "❤ 1")

    await club.now(shown).clear_reactions()

    assert await club.until(lambda: labels(club.now(shown))[0] == "❤ 0")


async def test_remix_is_a_dialog_with_words_and_style_prefilled(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    shown = await club.paints(ana, "a fox --style ink")

    opened = await bo.click(shown, label="🔁 Remix")
    assert opened.modal is not None
    assert "a fox" in str(opened.modal)
    assert "ink" in str(opened.modal)
    await bo.submit_modal(opened, {"prompt": "a fox in snow", "style": "crayon"})

    child = await club.until(lambda: next((m for m in club.messages() if "remix of" in said(m)), None))
    assert said(child).startswith("**bo**  a fox in snow")


async def test_a_refusal_is_for_one_pair_of_eyes(club: Club) -> None:
    ana = club.member("ana")

    await ana.slash(club.channel, "imagine", prompt="a fox", style="oilish")
    await club.until(lambda: any("Unknown style" in said(one) for one in club.private(ana)))

    assert [one for one in club.messages() if one.author.bot and said(one)] == []


async def test_the_menu_is_private_and_only_the_author_deletes(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    shown = await club.paints(ana)

    await bo.click(shown, label="⋯")
    menu = await club.until(lambda: club.private(bo))
    await bo.click(menu[-1], label="Delete")
    await club.until(lambda: any("Only the author" in said(one) for one in club.private(bo)))
    await ana.click(shown, label="⋯")
    own = await club.until(lambda: club.private(ana))
    await ana.click(own[-1], label="Delete")

    assert await club.until(lambda: shown.id not in [one.id for one in club.messages()])


async def test_a_moderator_takes_a_picture_away_by_a_cross(club: Club) -> None:
    role = club.guild.create_role("mods", permissions=discord.Permissions(manage_messages=True))
    ana, mod = club.member("ana"), club.member("mod", roles=[role])
    shown = await club.paints(ana)

    await mod.react(shown, "❌")

    assert await club.until(lambda: shown.id not in [one.id for one in club.messages()])


async def test_a_card_turns_its_pages_in_one_message(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    await club.paints(ana, "a first fox")
    await club.paints(ana, "a second fox")

    answer = await bo.slash(club.channel, "new")
    card = await club.until(lambda: next((m for m in club.messages() if "New pictures" in said(m)), None))
    assert "a second fox" in said(card)
    await bo.click(card, label="▶")
    await club.until(lambda: "a first fox" in said(club.now(card)))

    assert answer.response.id == card.id


async def test_settings_are_told_in_private(club: Club) -> None:
    ana = club.member("ana")

    answer = await ana.slash(club.channel, "quota")
    await club.until(lambda: any("today" in said(one) for one in club.private(ana)))

    assert answer.ephemeral


async def test_a_character_speaks_by_a_webhook_with_its_own_name(club: Club) -> None:
    ana = club.member("ana")

    await ana.send(club.channel, f"<@{club.part.client.user.id}> Luna, how are you?")  # type: ignore[union-attr]
    line = await club.until(lambda: next((m for m in club.messages() if m.webhook_id), None))

    assert line.author.display_name == "Luna · AI"
    assert "discord.com/channels/" in said(line)


async def test_without_the_right_the_bot_speaks_for_it_and_hints_once(club: Club) -> None:
    ana = club.member("ana")
    me = club.guild.me
    overwrite = discord.PermissionOverwrite(manage_webhooks=False)
    closed = club.guild.create_text_channel("closed", overwrites={me: overwrite})

    await ana.send(closed, f"<@{club.part.client.user.id}> Luna, how are you?")  # type: ignore[union-attr]
    line = await club.until(lambda: next((m for m in club.messages(closed) if "**Luna** · AI" in said(m)), None))

    assert line.webhook_id is None
    assert len([m for m in club.messages(closed) if "manage webhooks" in said(m)]) == 1


async def test_what_is_not_said_to_us_is_not_heard(club: Club) -> None:
    from sqlalchemy import func, select

    from core.models.work import Inbox

    ana = club.member("ana")

    await ana.send(club.channel, "a secret of ours")

    async with club.built.salon.read() as db:
        assert await db.scalar(select(func.count()).where(Inbox.platform == "discord")) == 0


async def test_a_question_mark_tells_who_a_character_is(club: Club) -> None:
    ana = club.member("ana")
    await ana.send(club.channel, f"<@{club.part.client.user.id}> Luna, how are you?")  # type: ignore[union-attr]
    line = await club.until(lambda: next((m for m in club.messages() if m.webhook_id), None))

    await ana.react(line, "❓")

    direct = ana.user.dm_channel
    assert await club.until(lambda: any("AI character" in said(one) for one in direct.history()))


async def test_a_message_menu_tells_how_a_picture_was_made(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    shown = await club.paints(ana)

    await bo.context_menu(club.channel, "Details", shown)

    assert await club.until(lambda: any("Seed" in said(one) for one in club.private(bo)))


async def test_in_a_direct_chat_pictures_come_too(club: Club) -> None:
    ana = club.member("ana")
    direct = ana.user.dm_channel

    await ana.user.slash("imagine", prompt="a fox", n=1)
    shown = await club.until(lambda: next((m for m in direct.history() if m.attachments), None))

    assert "👎" in labels(shown)


async def test_new_posts_of_whom_one_follows_come_by_direct_message(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    await club.paints(ana)

    await bo.slash(club.channel, "follow", who="ana")
    await club.until(lambda: any("You follow ana" in said(one) for one in club.private(bo)))
    await club.paints(ana, "a newer fox")

    direct = bo.user.dm_channel
    assert await club.until(lambda: any("a newer fox" in said(one) for one in direct.history()))


async def test_a_prompt_cannot_format_ping_or_break_out(club: Club) -> None:
    ana = club.member("ana")
    prompt = "# big **bold** @everyone <@1> [x](http://y) > quote ||spoiler|| `code`"

    shown = await club.paints(ana, prompt)

    text = said(shown)
    assert "@everyone" not in text
    assert "**bold**" not in text
    assert shown.mention_everyone is False


async def test_threads_are_topics_of_their_channel(club: Club) -> None:
    ana = club.member("ana")
    starter = await ana.send(club.channel, "let us paint here")
    thread: Any = await starter.create_thread(name="foxes")
    handle = next(one for one in club.channel.threads if one.id == thread.id)

    shown = await club.paints(ana, channel=handle)

    async with club.built.salon.read() as db:
        from sqlalchemy import select

        from core.models.posts import Copy

        copy = (await db.scalars(select(Copy).where(Copy.message_id == str(shown.id)))).one()
    assert copy.thread == str(thread.id)


async def test_a_channel_that_is_gone_closes_its_room(club: Club) -> None:
    from core import rooms

    role = club.guild.create_role("hosts", permissions=discord.Permissions(manage_guild=True))
    ana = club.member("ana", roles=[role])
    await club.paints(ana)
    await ana.slash(club.channel, "digest", do="set", time="20:00")
    await club.until(lambda: any("digest" in said(one) for one in club.private(ana)))
    address = f"{club.guild.id}/{club.channel.id}"

    channel: Any = club.part.client.get_channel(club.channel.id)
    await channel.delete()

    for _try in range(100):
        async with club.built.salon.read() as db:
            room = await rooms.find_room(db, "discord", address)
        if room is not None and not room.open:
            break
        await club.until(lambda: True)
    assert room is not None
    assert not room.open
    assert await club.until(lambda: any("is gone" in said(one) for one in club.guild.owner.dm_channel.history()))


async def test_the_tree_is_told_only_when_it_changed(club: Club) -> None:
    assert await club.part.client.sync_if_changed() is False


async def test_reactions_missed_in_a_lost_session_are_read_again(club: Club) -> None:
    ana, bo = club.member("ana"), club.member("bo")
    shown = await club.paints(ana)
    mark = club.part.client._mark
    club.part.client._mark = lambda *_args, **_more: _nothing()  # type: ignore[method-assign]
    await bo.react(shown, "🔥")
    club.part.client._mark = mark  # type: ignore[method-assign]

    await club.part.read_again()

    assert await club.until(lambda: labels(club.now(shown))[0] == "❤ 1")


async def _nothing() -> None:
    """Hear nothing, as while the connection is lost."""


async def test_a_digest_is_pinned_in_place_of_the_one_before_it(club: Club) -> None:
    from datetime import timedelta

    from sqlalchemy import delete, select, update

    from core import digest
    from core.models.posts import Rank
    from core.models.rooms import Digest, DigestEntry, DigestIssue
    from core.models.work import Job

    role = club.guild.create_role("hosts", permissions=discord.Permissions(manage_guild=True))
    salon, ana, bo = club.built.salon, club.member("ana", roles=[role]), club.member("bo")
    shown = await club.paints(ana)
    await bo.click(shown, label=labels(shown)[0])
    await club.until(lambda: labels(club.now(shown))[0].startswith("❤ 1"))
    answer = await ana.slash(
        club.channel, "digest", do="set", period="daily", time="20:00", zone="UTC", scope="here", min=1, pin="pin"
    )
    assert answer.acknowledged
    await club.until(lambda: any("pinned" in said(one) for one in club.private(ana)))

    # This Discord takes every webhook for a stranger's, which may not send buttons, so the host speaks as the bot itself.
    salon.platforms["discord"]._hooks[club.channel.id] = None  # type: ignore[attr-defined]

    async def comes(until: Callable[[], Any]) -> Any:
        async with salon.begin() as db:
            one, due = (await db.scalars(select(Digest))).one(), salon.now()
            one.hour, one.minute, one.since = due.hour, due.minute, due - timedelta(days=2)
            hour_ago = due.timestamp() - 3600
            await db.execute(update(Rank).values(epoch=hour_ago, day=int(hour_ago // 86_400)))
            await digest.schedule_digests(db, salon.now())
        return await club.until(until)

    def pinned() -> list[int]:
        return [one.id for one in club.messages() if one.pinned]

    first = await comes(pinned)
    async with salon.begin() as db:  # so that there is something for another one to show
        await db.execute(delete(DigestEntry))
        await db.execute(delete(DigestIssue))
        await db.execute(update(Job).where(Job.kind.in_(("cover", "send", "pin"))).values(unique_key=None))
    second = await comes(lambda: pinned() if pinned() not in ([], first) else None)

    assert [len(first), len(second)] == [1, 1]
