"""Files for Telegram: sheets and whole pictures, and the numbers of those that were uploaded before."""

import asyncio

from bots.telegram import sheet
from core import uploads
from core.ports import Gone, PictureView, PostView
from core.salon import Salon


class Files:
    """What a bot has uploaded; the numbers are good for this bot alone."""

    def __init__(self, salon: Salon, bot_id: int) -> None:
        self._salon, self._place = salon, f"telegram:{bot_id}"

    def name_of(self, view: PostView) -> str:
        """Name the photo that a view's pictures make."""
        return sheet.name_of(view.pictures)

    async def find(self, name: str) -> str:
        """Return the number of a file that Telegram has, empty for none."""
        async with self._salon.read() as db:
            return await uploads.find(db, self._place, name)

    async def keep(self, name: str, file: str) -> None:
        """Keep the number of a file that was uploaded."""
        async with self._salon.begin() as db:
            await uploads.keep(db, self._place, name, file, self._salon.now())

    async def forget(self, name: str) -> None:
        """Drop a number that Telegram does not know."""
        async with self._salon.begin() as db:
            await uploads.forget(db, self._place, name)

    async def sheet(self, view: PostView) -> bytes:
        """Return a view's pictures as one photo."""
        files = [await self.whole(picture) for picture in view.pictures]
        return await asyncio.to_thread(sheet.sheet_of, files, self._salon.notary)

    async def whole(self, picture: PictureView) -> bytes:
        """Return a whole file; Gone if it was erased."""
        data = await self._salon.media.get(picture.key)
        if data is None:
            raise Gone("the file was erased")
        return data
