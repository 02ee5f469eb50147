"""Leads discord.py to another server, from outside: a process with this folder on its path finds the test's Discord."""

import os

if base := os.environ.get("DISCORD_FOR_TESTS"):
    import discord.http

    discord.http.Route.BASE = base
