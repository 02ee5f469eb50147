"""Commands about members: profiles, follows, and the cast."""

from bots.call import Call
from core import feed, follows, members, views
from core.members import speaker_of
from core.models.people import Member
from core.ports import Button, PictureView, PostView
from core.words import _


async def profile(call: Call, text: str) -> None:
    """Show a member's picture, totals and best post; one's own without a name."""
    member = await members.find_member(call.db, text) if text.strip() else call.member
    await call.show(await _card(call, member), private=member.id == call.member.id)


async def _card(call: Call, member: Member) -> PostView:
    say, language = call.say_here, call.room.language
    totals = await members.totals(call.db, member)
    now = call.salon.now()
    best = await feed.page(call.db, "top", now=now, size=1, scope=feed.Scope(creator=member))
    lines = [
        f"{member.named(language)} · @{member.slug}"
        + (" · " + say(_("AI character")) if member.kind == "persona" else "")
    ]
    if bio := member.names.get(f"bio-{language}") or member.bio:
        lines.append(str(bio))
    lines.append(say(_("{posts} pictures · {likes} likes · {followers} followers")).format(**totals))
    pictures: tuple[PictureView, ...] = ()
    if best.items:
        post = best.items[0][0]
        lines.append(say(_("Best: #{code} {prompt}")).format(code=post.code, prompt=post.prompt))
        pictures = tuple(
            views.picture_view(picture) for picture in (await views.pictures_of(call.db, post.creation_id))[:1]
        )
    buttons = (
        Button(say(_("Top")), "page", f"top~all~@{member.slug}~0"),
        Button(say(_("New")), "page", f"new~all~@{member.slug}~0"),
        Button(say(_("Follow")), "follow", member.slug, tone="primary"),
        Button("🔗", url=f"{call.salon.settings.base_url}/m/{member.slug}", hint=say(_("Open the page"))),
    )
    return PostView(
        "\n".join(lines), speaker_of(member, language), pictures, (buttons,), language=language, tone="card"
    )


async def follow(call: Call, text: str) -> None:
    """Follow a persona or a person."""
    member = await _meant(call, text)
    if member is None:
        return
    added = await follows.follow(call.db, call.member, member, call.salon.now())
    told = (
        _("You follow {name} now. /following lists everybody you follow.") if added else _("You follow {name} already.")
    )
    await call.tell(call.say(told).format(name=member.named(call.language)))


async def unfollow(call: Call, text: str) -> None:
    """Stop following someone."""
    member = await _meant(call, text)
    if member is None:
        return
    removed = await follows.unfollow(call.db, call.member, member)
    told = _("You no longer follow {name}.") if removed else _("You did not follow {name}.")
    await call.tell(call.say(told).format(name=member.named(call.language)))


async def _meant(call: Call, text: str) -> Member | None:
    if text.strip():
        return await members.find_member(call.db, text)
    await call.tell(call.say(_("Say whom, like: /follow @luna. /personas shows the cast.")))
    return None


async def following(call: Call, text: str) -> None:
    """List whom one follows, with a way to see their newest pictures."""
    followed = await follows.following(call.db, call.member)
    if not followed:
        await call.tell(call.say(_("You follow nobody yet. /personas shows the cast; /follow @luna follows one.")))
        return
    lines = [call.say(_("You follow:")), *(f"• {member.named(call.language)} (@{member.slug})" for member in followed)]
    newest = tuple(Button(member.named(call.language), "page", f"new~all~@{member.slug}~0") for member in followed[:5])
    await call.tell("\n".join(lines), buttons=(newest,))


async def personas(call: Call, text: str) -> None:
    """Show the cast: who they are and how to follow them."""
    say, language = call.say_here, call.room.language
    cast = await members.cast(call.db)
    if not cast:
        await call.tell(call.say(_("This house has no cast.")))
        return
    lines = [say(_("The cast of this house. They are AI characters; speak to one by name."))]
    for member in cast:
        bio = member.names.get(f"bio-{language}") or member.bio
        lines.append(f"• {member.named(language)} (@{member.slug}) — {bio}")
    buttons = tuple(Button("+ " + member.named(language), "follow", member.slug) for member in cast)
    rows = tuple(buttons[start : start + 4] for start in range(0, len(buttons), 4))
    await call.show(PostView("\n".join(lines), None, (), rows, language=language, tone="card"))
