"""The house rules that can be broken, each with words for a member: what happened and the way out."""

from core.words import _, translator


class SalonError(Exception):
    """A rule of the house was broken. The text is fit to show to a member; `shown` says it in a language."""

    template = _("That did not work.")

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.shown("en"))

    def shown(self, language: str) -> str:
        """Say in `language` what went wrong, and how to go on."""
        say = translator(language)
        facts = {name: say(fact) if isinstance(fact, str) else fact for name, fact in self.facts.items()}
        return say(self.template).format(**facts)


class NotFound(SalonError):
    template = _("There is nothing here called {what}. /new shows the latest pictures.")


class NoSuchMember(SalonError):
    template = _("Nobody here is called {what}. /personas shows the cast.")


class OwnPost(SalonError):
    template = _("You can't vote for your own post. Your tap is kept as your pick of the cover.")


class NotYours(SalonError):
    template = _("Only {who} can do that.")


class NoPrompt(SalonError):
    template = _("Say what to paint, like: /imagine a heron in fog, woodblock print")


class TooLong(SalonError):
    template = _("That is too long: {length} characters, and {most} is the most. Please say it shorter.")


class UnknownStyle(SalonError):
    template = _("Unknown style “{style}”. Did you mean “{near}”? Styles: {all}")


class BadLook(SalonError):
    template = _("The look “{name}” can't be added: {why}.")


class NoSuchLook(SalonError):
    template = _("This room has no look of its own called “{name}”. /looks shows what there is.")


class TooManyLooks(SalonError):
    template = _("This room has {most} looks of its own, which is the most. Remove one first: /looks remove name")


class MarksStay(SalonError):
    template = _("This house keeps to China's labelling rules: pictures carry their mark on them, in every chat.")


class BadFlag(SalonError):
    template = _("{flag} can't be {value}: {why}.")


class Refused(SalonError):
    template = _(
        "That can't be painted here: it meets the house rule “{rule}”. It was not counted. "
        "If the rule is wrong this time, tell an admin of this room the words: appeal {rule}."
    )


class BadPicture(SalonError):
    template = _("That picture can't be used: {why}. PNG, JPEG and WebP up to 20 MB are fine.")


class BadMask(SalonError):
    template = _("That part can't be painted anew: {why}.")


class OtherSize(BadMask):
    template = _("What is marked is {has} pixels large, and the picture {wants}. Load the page anew and mark it again.")


class NoMasks(SalonError):
    template = _(
        "{painter} can't paint a part of a picture anew. Remix paints the whole picture with other words; an admin may "
        "choose another painter: /setup painter"
    )


class FileTooLarge(SalonError):
    template = _("That file is too large; {most} MB is the most.")


class DayUsedUp(SalonError):
    template = _("You have used all {limit} pictures of today. The count starts again at {resets}.")


class DescribedUp(SalonError):
    template = _("You have asked for all {limit} descriptions of today. The count starts again at {resets}.")


class LookedUp(SalonError):
    template = _(
        "This room's budget for looking at pictures is used up for today. It was not counted; tomorrow it works."
    )


class NobodyLooks(SalonError):
    template = _(
        "I can't look at pictures here: I only know what was painted in this house, and files that carry their words. "
        "The host can change that with the setting SALON_DESCRIBER. Nothing was counted. "
        "You can still paint from it: answer the picture with /restyle, or with /imagine and your own words."
    )


class NotSaid(SalonError):
    template = _(
        "The words for this picture meet the house rule “{rule}”, so they are not shown here. It was not counted. "
        "If the rule is wrong this time, tell an admin of this room the words: appeal {rule}."
    )


class NotDescribed(SalonError):
    template = _("That description is not here any more, or not yours. /describe makes a new one.")


class SpentUp(SalonError):
    template = _(
        "That would cost more than is left: {whose} is {most}. It was not counted. Fewer pictures, a free painter "
        "(--model) or another day may do."
    )


class UnknownPainter(SalonError):
    template = _("No painter here is called “{painter}”. The painters are: {all}")


class NoQuality(SalonError):
    template = _("{painter} has no quality “{quality}”. It has: {all}")


class NoSeeds(SalonError):
    template = _("{painter} paints another picture each time, whatever the seed. Please leave --seed out.")


class NoStart(SalonError):
    template = _("{painter} can't start from a picture.")


class NotLarger(SalonError):
    template = _("Larger than this it can't be painted here: open the picture and save it.")


class RoomUsedUp(SalonError):
    template = _("This room has asked for {limit} pictures within an hour. Please try again in {minutes} minutes.")


class FollowsItself(SalonError):
    template = _("You can't follow yourself, but others can.")


class NotFinished(SalonError):
    template = _("That picture is not finished, or it is gone. /imagine starts a new one.")


class TooLate(SalonError):
    template = _("That is already {state}.")


class BadCode(SalonError):
    template = _("That code is not known, or its ten minutes are over. /link gives a new one.")


class BadTime(SalonError):
    template = _("“{value}” is not a time of day. Write it like 18:30.")


class NoDigest(SalonError):
    template = _("This room has no digest {what}. /digest list shows them; /digest set daily 20:00 asks for one.")


class WhichDigest(SalonError):
    template = _("This room has several digests: {choices}. Say which one, like /digest preview {first}.")


class BadZone(SalonError):
    template = _("“{value}” is not a time zone. Perhaps {near}?")


class BadWord(SalonError):
    template = _("“{value}” says nothing about a digest. Perhaps {near}?")


class UnknownChoice(SalonError):
    template = _("“{value}” is not one of: {choices}.")


class BadCharacter(SalonError):
    template = _("That character can't be read: {why}")


class TooManyCharacters(SalonError):
    template = _("You have made {most} characters, which is the most. /persona delete makes room.")


class NotHere(SalonError):
    template = _("{name} is not in this room. /persona invite {name} lets them in.")


class NoTalk(SalonError):
    template = _("There is no talk with a character here to share yet. Speak to one by name, then /share.")


class BurstWaits(SalonError):
    template = _(
        "Only a known person who runs this room and did not make the picture can let held votes count, once five known "
        "people have been here. Until then they wait, and none is lost: each counts when its voter is known."
    )


class DuetRuns(SalonError):
    template = _("A duet is being painted here already; it is done within the hour.")


class KeyChanged(SalonError):
    template = _(
        "The house's secret is another one than when this token was kept, so it can't be read. "
        "Put the earlier SALON_SECRET back, or make the bot anew."
    )


class NoBoard(SalonError):
    template = _("There is no board called {what}. /board lists yours; /save begins one.")


class NotSavable(SalonError):
    template = _("Only public pictures can be saved on a board.")


class TooManySaved(SalonError):
    template = _("That is full: {most} is the most. /board remove or /board delete makes room.")


class NameTaken(SalonError):
    template = _("{name} can't be the name: a board of yours is called so already, or it is empty.")
