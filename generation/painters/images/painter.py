"""The images painter: any server that speaks OpenAI's Images API."""

import asyncio
import base64
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp

from core.brief import Brief
from core.painter import Capabilities, Health, Painted, PainterFailed, PaintItem, Progress
from generation import looks
from generation.painters import wire
from generation.painters.images.answers import picture_in, streamed_picture
from generation.painters.images.presets import PRESETS, Preset, qualities_of, quality_fields, size_for
from generation.regions import both_senses

AT_ONCE = 4
EXAMINE = 10.0
ENLARGED = "The same picture, unchanged in every part, in higher resolution and with finer detail. It shows: {words}"


class ImagesPainter:
    """Asks a server for each picture in a call of its own, so that a seed means the same picture whatever came with it."""

    version = "1"

    def __init__(
        self,
        model: str,
        url: str,
        preset: str,
        *,
        key: str = "",
        seconds: float = 180.0,
        extra: Mapping[str, Any] | None = None,
        priced: Callable[[str], bool] = lambda quality: True,
    ) -> None:
        self.name = f"images:{model}"[:80]
        self._model, self._url, self._key, self._seconds = model, url.rstrip("/"), key, seconds
        self._preset: Preset = PRESETS[preset]
        self._extra = dict(extra or {})
        can = self._preset
        self.capabilities = Capabilities(
            styles=looks.styles(),
            smallest=can.smallest,
            largest=can.largest,
            seeds=can.seeds,
            letters=preset == "openai",
            sources=can.edits != "none",
            masks=bool(can.mask),
            sizes=can.sizes,
            multiple=can.grain,
            note=f"Pictures are made by the model {model}.",
            at_once=AT_ONCE,
            previews=can.previews > 0,
            steps=can.previews > 0,
            stops=False,
            qualities=tuple(one for one in qualities_of(can, self._extra) if one != "high" or priced(one)),
            enlarges=2.0 if can.enlarges else 0.0,
            enlarged=can.largest,
        )

    def batch_key(self, brief: Brief) -> str:
        """Every request stands alone: one that is refused must not take others with it."""
        return f"{self.name[:60]}#{secrets.token_hex(6)}"

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        """Ask for every item, some at a time; the first failure ends the rest."""
        each = 1 + self._preset.previews
        reached = [0] * len(items)

        def stepper(place: int) -> Callable[[int], None]:
            def step(done: int) -> None:
                reached[place] = max(reached[place], min(done, each))
                progress(sum(reached), each * len(items))

            return step

        progress(0, each * len(items))
        room = asyncio.Semaphore(AT_ONCE)
        async with aiohttp.ClientSession(timeout=wire.timeout(self._seconds), headers=self._headers()) as session:
            try:
                async with asyncio.TaskGroup() as group:
                    tasks = [
                        group.create_task(self._one(session, room, item, stepper(place), wire.shower(progress, place)))
                        for place, item in enumerate(items)
                    ]
            except BaseExceptionGroup as failed:
                raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    async def start(self) -> None:
        """Nothing to get ready: the server is somebody else's."""

    async def close(self) -> None:
        """Nothing is held between calls."""

    def health(self) -> list[Health]:
        """Nothing is known before somebody looks."""
        return [Health(self.name)]

    async def examine(self) -> list[Health]:
        """Ask the server for its models, as every server of this kind lists them."""
        try:
            async with (
                wire.faults(),
                aiohttp.ClientSession(timeout=wire.timeout(EXAMINE), headers=self._headers()) as session,
                session.get(f"{self._url}/models", allow_redirects=False) as answer,
            ):
                if answer.status in (200, 404, 405):
                    return [Health(self.name)]
                return [Health(self.name, str(wire.failure(answer.status, answer.headers, b"", self._key)))]
        except PainterFailed as failed:
            return [Health(self.name, str(failed))]

    async def _one(
        self,
        session: aiohttp.ClientSession,
        room: asyncio.Semaphore,
        item: PaintItem,
        step: Callable[[int], None],
        show: wire.Show | None,
    ) -> Painted:
        async with room, wire.faults():
            data = await self._asked(session, item, step, show)
            pixels = await wire.pixels_of(data)
        step(1 + self._preset.previews)
        notes: dict[str, Any] = {"model": self._model}
        if not self._preset.seeds:
            notes["unseeded"] = True
        return Painted(pixels, item.seed, item.prompt, notes)

    async def _asked(
        self,
        session: aiohttp.ClientSession,
        item: PaintItem,
        step: Callable[[int], None],
        show: wire.Show | None,
    ) -> bytes:
        """Send one request, and return the bytes of its picture."""
        masked = item.source is not None and item.mask is not None and bool(self._preset.mask)
        by_form = masked or (item.source is not None and self._preset.edits == "form")
        path = self._preset.inpaints if masked else "edits" if by_form else "generations"
        body = self._body(item)
        sent: dict[str, Any] = {"data": _form(body, self._preset, item)} if by_form else {"json": body}
        async with session.post(f"{self._url}/images/{path}", allow_redirects=False, **sent) as answer:
            if answer.status != 200:
                raise wire.failure(answer.status, answer.headers, await wire.head_of(answer), self._key)
            if answer.content_type == "text/event-stream":
                return await streamed_picture(answer, step, self._key, show)
            return await picture_in(session, answer, self._url, self._seconds)

    def _body(self, item: PaintItem) -> dict[str, Any]:
        preset = self._preset
        width, height = size_for(preset, item.width, item.height)
        item = looks.in_words(item)
        words = ENLARGED.format(words=item.prompt) if item.enlarge else item.prompt
        if item.negative and not preset.negative:
            words = f"{words}\nAvoid: {item.negative}"
        body: dict[str, Any] = {"model": self._model, "prompt": words, "n": 1, "size": f"{width}x{height}"}
        if preset.answer:
            body["response_format"] = preset.answer
        if preset.seeds:
            body["seed"] = item.seed
        if preset.negative and item.negative:
            body["negative_prompt"] = item.negative
        if preset.previews:
            body |= {"stream": True, "partial_images": preset.previews}
        if item.source is not None and item.mask is None and preset.edits == "json":
            body[preset.field] = base64.b64encode(item.source).decode()
        return {**body, **self._extra, **quality_fields(preset, self._extra, item.quality)}

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}


def _form(body: Mapping[str, Any], preset: Preset, item: PaintItem) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in body.items():
        form.add_field(name, str(value).lower() if isinstance(value, bool) else str(value))
    field = preset.field if item.mask is None or preset.edits == "form" else "image"
    form.add_field(field, item.source, filename="source.png", content_type="image/png")
    if item.mask is not None and preset.mask:
        form.add_field(preset.mask, both_senses(item.mask), filename="mask.png", content_type="image/png")
    return form
