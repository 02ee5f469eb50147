"""Bots of personas where no Telegram is needed: what is kept of whoever asked for one, and what goes with them."""

from datetime import UTC, datetime

from sqlalchemy import select

from core import belongings, members, persona_bots, rooms
from core.models.bots import PersonaBot
from core.models.rooms import Room
from core.vault import vault_of
from tests.house import House

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def test_whoever_is_forgotten_is_forgotten_by_bots_and_their_chats_too(house: House) -> None:
    salon = house.salon
    async with salon.begin() as db:
        luna = await members.find_member(db, "luna")
        ana = await members.member_of(db, "telegram", "5001", "Ana", now=NOW)
        offered = await persona_bots.offer(
            db, luna, platform="telegram", asked_by="5001", username="luna_salon_bot", now=NOW
        )
        vault = await vault_of(db, salon.settings)
        await persona_bots.adopt(db, vault, offered, bot_id="77", username="luna_salon_bot", token="77:a-token")
        facts = {"kind": "direct", "title": "Ana", "settings": salon.settings, "now": NOW}
        room = await rooms.room_at(db, "telegram", "b77/5001", **facts)  # type: ignore[arg-type]
        room.person_id = ana.id
    async with salon.begin() as db:
        await belongings.erase_member(db, await members.find_member(db, "telegram:5001"), NOW)
    async with salon.read() as db:
        bot = (await db.scalars(select(PersonaBot))).one()
        chat = (await db.scalars(select(Room).where(Room.address == "b77/5001"))).one()
        vault = await vault_of(db, salon.settings)

    assert (bot.asked_by, bot.state) == ("", "active")
    assert persona_bots.token_of(vault, bot) == "77:a-token"
    assert chat.title == ""


async def test_an_offer_goes_to_its_maker_alone_and_for_a_day(house: House) -> None:
    async with house.salon.begin() as db:
        for slug in ("luna", "fen"):
            persona = await members.find_member(db, slug)
            await persona_bots.offer(
                db, persona, platform="telegram", asked_by="5001", username=f"{slug}_salon_bot", now=NOW
            )
        facts = {"bot_id": "77", "made_by": "5001", "now": NOW}
        named = await persona_bots.meant(db, "telegram", username="Luna_Salon_Bot", **facts)  # type: ignore[arg-type]
        other = await persona_bots.meant(db, "telegram", username="own_name_bot", **facts)  # type: ignore[arg-type]
        stranger = await persona_bots.meant(
            db, "telegram", bot_id="77", username="luna_salon_bot", made_by="5002", now=NOW
        )
        late = NOW.replace(day=25)
        too_late = await persona_bots.meant(
            db, "telegram", bot_id="77", username="luna_salon_bot", made_by="5001", now=late
        )

    assert named is not None
    assert named.username == "luna_salon_bot"
    assert other is not None
    assert other.username == "fen_salon_bot"
    assert stranger is None
    assert too_late is None
