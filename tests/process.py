"""Salon as a process of its own, as a host would start it."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any, ClassVar

ROOT = Path(__file__).parents[1]
PATIENCE = 90.0
"""Seconds that a test waits for what should come at once: the machine may have much else to do."""


class Process:
    """`salon up` in a folder of its own, killed and started again at will. None outlives the test that started it."""

    running: ClassVar[list[asyncio.subprocess.Process]] = []

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        own = {f"SALON_{name.upper()}": str(value) for name, value in settings.items()}
        known = {name: value for name, value in os.environ.items() if not name.startswith("SALON_")}
        self.env = {**known, "PYTHONPATH": str(ROOT), **own}
        self.child: asyncio.subprocess.Process | None = None

    async def start(self, roles: str) -> None:
        """Start it with some roles; what it prints goes to a file in its folder."""
        with (self.folder / "salon.log").open("a") as log:
            self.child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "api.main", "up", "--roles", roles,
                cwd=self.folder, env=self.env, stdout=log, stderr=asyncio.subprocess.STDOUT,
            )  # fmt: skip
        self.running.append(self.child)

    @classmethod
    def end_all_but(cls, shared: list[asyncio.subprocess.Process]) -> None:
        """End what a test left running because it failed."""
        for child in cls.running:
            if child not in shared and child.returncode is None:
                child.kill()
        cls.running[:] = shared

    async def end(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """End it: as a power cut would, or as it is asked to."""
        assert self.child is not None
        if self.child.returncode is None:
            self.child.send_signal(sign)
        await self.child.wait()

    async def doctor(self) -> str:
        """Return what the doctor says; empty for health."""
        asked = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api.main", "doctor", cwd=self.folder, env=self.env, stdout=asyncio.subprocess.PIPE
        )
        told, _errors = await asked.communicate()
        return "" if asked.returncode == 0 else told.decode()

    @property
    def log(self) -> str:
        """All it printed so far."""
        return (self.folder / "salon.log").read_text(encoding="utf-8")
