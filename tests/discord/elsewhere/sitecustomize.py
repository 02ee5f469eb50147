"""Leads discord.py to another server, from outside: a process with this folder on its path finds the test's Discord."""

import os

if base := os.environ.get("DISCORD_FOR_TESTS"):
    import discord.gateway
    import discord.http
    import yarl

    discord.http.Route.BASE = base
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(base).with_scheme("ws").with_path("/gateway")
