"""Commands about boards: saving pictures under a name, and looking after what was saved; who leads in a room."""

from bots.call import Call
from bots.commands import cards
from bots.commands.feeds import WINDOW_WORDS
from core import boards, feed, leaders, members, studio, views
from core.errors import NoBoard, NotFound, UnknownChoice
from core.models.boards import Board
from core.models.people import Member
from core.models.posts import Post
from core.ports import Button, PostView
from core.posts import find, may_see
from core.words import _

SHOWN = 10
PLACES = 5


async def save(call: Call, text: str) -> None:
    """Keep a picture on a board: /save [board] under a picture, or /save A1B2 [board]."""
    post, name = await _meant(call, text.strip())
    await save_post(call, post, name)


async def _meant(call: Call, text: str) -> tuple[Post, str]:
    """Part a text into the picture it is about (the one it answers, or that it names first) and the rest."""
    first, _space, rest = text.partition(" ")
    answered = await studio.post_by_copy(call.db, call.room, call.reply_to) if call.reply_to else None
    if answered is not None and may_see(answered, call.member) and not first.startswith("#"):
        return answered, text
    if not first:
        raise NotFound(what="…")
    return await find(call.db, first, call.member), rest.strip()


async def save_post(call: Call, post: Post, name: str) -> None:
    """Put a post on the member's board, and say where it is."""
    board = await boards.save(call.db, call.member, post, name, call.salon.now())
    told = (
        _("#{code} is on your board {name}, which only you see. /board share {name} shows it to all.")
        if board.private
        else _("#{code} is on your board {name}.")
    )
    await call.tell(
        call.say(told).format(code=post.code, name=boards.named(board, call.language)),
        buttons=((_opening(call, board),),),
    )


def _opening(call: Call, board: Board) -> Button:
    return Button("🔖 " + boards.named(board, call.language), "page", f"board~all~b{board.id}~0~new")


async def board(call: Call, text: str) -> None:
    """List one's boards, show one, or look after one: rename, share, hide, cover, remove, delete."""
    verb, _space, rest = text.strip().partition(" ")
    deed = DEEDS.get(verb.lower())
    if deed is not None:
        await deed(call, rest.strip())
    else:
        await _show(call, text.strip())


async def _show(call: Call, text: str) -> None:
    if text.startswith("@"):
        who, _space, name = text.partition(" ")
        await _of_member(call, await members.find_member(call.db, who), name.strip())
        return
    if text and text.lower() not in ("list", "列表"):
        await _open(call, await boards.own_board(call.db, call.member, text))
        return
    own = await boards.boards_of(call.db, call.member, call.member)
    if not own:
        await call.tell(
            call.say(_("You have no board yet. /save foxes, said under a picture, begins one called foxes."))
        )
        return
    await call.show(await _listing(call, call.member, own), private=True)


async def _of_member(call: Call, owner: Member, name: str) -> None:
    shown = await boards.boards_of(call.db, owner, call.member)
    if name:
        found = next((one for one in shown if one.name.casefold() == name.casefold()), None)
        if found is None:
            raise NoBoard(what=name[:40])
        await _open(call, found)
    elif shown:
        await call.show(await _listing(call, owner, shown), private=owner.id == call.member.id)
    else:
        await call.tell(call.say(_("{name} shows no boards.")).format(name=owner.named(call.language)))


async def _open(call: Call, found: Board) -> None:
    await cards.open_card(call, "board", "all", f"b{found.id}")


async def _listing(call: Call, owner: Member, shown: list[Board]) -> PostView:
    """Return boards with how much is on them, and the best picture of each as its cover."""
    say, now, scope = call.say, call.salon.now(), feed.Scope(level=call.room.level)
    tiles = [await boards.tile_of(call.db, one, now, scope) for one in shown[:SHOWN]]
    lines = [say(_("Boards of {name}")).format(name=owner.named(call.language))]
    pictures = []
    for tile in tiles:
        lock = " 🔒" if tile.board.private else ""
        lines.append(f"• {boards.named(tile.board, call.language)}{lock} · " + _counted(call, tile.count))
        if tile.cover:
            of_post = await views.pictures_of(call.db, tile.cover[0][0].creation_id)
            pictures += [views.picture_view(picture) for picture in of_post[:1]]
    if len(shown) > SHOWN:
        lines.append(say(_("… and {count} more")).format(count=len(shown) - SHOWN))
    buttons = [_opening(call, tile.board) for tile in tiles]
    rows = [tuple(buttons[start : start + 4]) for start in range(0, len(buttons), 4)]
    rows.append(
        (Button("🔗", url=f"{call.salon.settings.base_url}/m/{owner.slug}/boards", hint=say(_("Open the page"))),)
    )
    return PostView("\n".join(lines), None, tuple(pictures), tuple(rows), language=call.language, tone="card")


def _counted(call: Call, count: int) -> str:
    return call.say(_("1 picture") if count == 1 else _("{count} pictures")).format(count=count)


async def _rename(call: Call, text: str) -> None:
    old, arrow, new = text.partition("--to")
    found = await boards.own_board(call.db, call.member, old)
    if not arrow:
        raise UnknownChoice(value=text[:20] or "…", choices="/board rename foxes --to red foxes")
    await boards.rename(call.db, call.member, found, new)
    await call.tell(call.say(_("The board is called {name} now.")).format(name=boards.named(found, call.language)))


async def _share(call: Call, text: str) -> None:
    found = await boards.own_board(call.db, call.member, text)
    found.private = False
    link = Button("🔗", url=f"{call.salon.settings.base_url}/b/{found.slug}", hint=call.say(_("Open the page")))
    told = call.say(_("Everybody may see your board {name} now.")).format(name=boards.named(found, call.language))
    await call.tell(told, buttons=((_opening(call, found), link),))


async def _hide(call: Call, text: str) -> None:
    found = await boards.own_board(call.db, call.member, text)
    found.private = True
    await call.tell(call.say(_("Only you see your board {name} now.")).format(name=boards.named(found, call.language)))


async def _remove(call: Call, text: str) -> None:
    post, name = await _picked(call, text)
    found = await boards.own_board(call.db, call.member, name)
    removed = await boards.remove(call.db, found, post)
    told = _("#{code} is off your board {name}.") if removed else _("#{code} is not on your board {name}.")
    await call.tell(call.say(told).format(code=post.code, name=boards.named(found, call.language)))


async def _cover(call: Call, text: str) -> None:
    post, name = await _picked(call, text)
    found = await boards.own_board(call.db, call.member, name)
    await boards.put_in_front(call.db, found, post)
    told = call.say(_("#{code} is the cover of your board {name} now."))
    await call.tell(told.format(code=post.code, name=boards.named(found, call.language)))


async def _picked(call: Call, text: str) -> tuple[Post, str]:
    """Part a text into a picture, said last with # or --post or answered to, and the name of a board."""
    name, _flag, code = text.rpartition("--post") if "--post" in text else text.rpartition("#")
    if code.strip() and (name.strip() or _flag):
        return await find(call.db, code, call.member), name.strip()
    return await _meant(call, text)


async def _delete(call: Call, text: str) -> None:
    found = await boards.own_board(call.db, call.member, text)
    sure = Button(call.say(_("Delete the board")), "dropboard", str(found.id), tone="danger")
    told = call.say(_("This deletes your board {name}; the pictures themselves stay where they are."))
    await call.tell(told.format(name=boards.named(found, call.language)), buttons=((sure,),))


async def drop(call: Call, value: str) -> None:
    """Delete the presser's own board, as they were asked about."""
    number = int(value) if value.isdecimal() and len(value) < 19 else 0
    found = await boards.numbered(call.db, number, call.member)
    if found.member_id != call.member.id:
        raise NoBoard(what="…")
    name = boards.named(found, call.language)
    await boards.drop(call.db, found)
    await call.tell(call.say(_("Your board {name} is deleted.")).format(name=name))


DEEDS = {
    "show": _show, "list": _show, "rename": _rename, "share": _share, "hide": _hide, "remove": _remove, "cover": _cover, "delete": _delete,
    "显示": _show, "列表": _show, "改名": _rename, "公开": _share, "隐藏": _hide, "移除": _remove, "封面": _cover, "删除": _delete,
}  # fmt: skip


async def room_leaders(call: Call, text: str) -> None:
    """Show who was liked most here: people and characters apart, of the day, the week or the month."""
    window = WINDOW_WORDS.get(text.strip().lower() or "week", text.strip().lower())
    say, now = call.say_here, call.salon.now()
    scope = feed.Scope(room=call.room, level=call.room.level)
    lines = [say(_("Liked most here · {window}")).format(window=say(cards.WINDOW_NAMES.get(window, window)))]
    for kind, title in (("person", _("People")), ("persona", _("AI characters"))):
        found = await leaders.leaders(call.db, kind, window, now=now, scope=scope, most=PLACES)
        if found:
            lines.append(f"\n{say(title)}")
        for place, one in enumerate(found, start=1):
            name, count = one.member.named(call.room.language), _counted(call, one.pictures)
            lines.append(f"{place}. {name} (@{one.member.slug}) · ❤ {one.likes} · {count}")
    if len(lines) == 1:
        await call.tell(say(_("Nobody's pictures were liked here in this time. ❤ under one begins the list.")))
        return
    buttons = (Button(say(_("Top")), "page", f"top~{window}~here~0~new"),)
    await call.show(PostView("\n".join(lines), buttons=(buttons,), language=call.room.language, tone="card"))
