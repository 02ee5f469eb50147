"""The way out: fetching from addresses that somebody else named, without being led into our own network."""

import ipaddress
import socket
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

MOST_REDIRECTS = 3
_CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""Networks whose addresses carry an IPv4 address on to somewhere else, which Python takes for public ones."""


class NotFetched(Exception):
    """Nothing was fetched; the text says why, in words for a log."""


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the open internet: no private, local, shared, reserved or carrying network."""
    try:
        found: IPv4Address | IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in _CARRIERS):
            return False
    return found.is_global and not found.is_multicast


class PublicResolver(AbstractResolver):
    """Finds a name's addresses and gives only public ones, so that what was checked is what is connected to."""

    def __init__(self) -> None:
        self._resolver = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return a name's public addresses; OSError if it has none."""
        found = await self._resolver.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise OSError(f"{host} is no public address")
        return public

    async def close(self) -> None:
        """Let go of the resolver below."""
        await self._resolver.close()


async def fetch(url: str, most: int, seconds: float) -> bytes:
    """Return what lies at a public http(s) address, at most `most` bytes of it within `seconds`; NotFetched otherwise."""
    timeout = aiohttp.ClientTimeout(total=seconds, connect=10)
    connector = aiohttp.TCPConnector(resolver=PublicResolver(), use_dns_cache=False)
    try:
        async with aiohttp.ClientSession(timeout=timeout, connector=connector, trust_env=False) as session:
            for _hop in range(MOST_REDIRECTS + 1):
                _check(url)
                async with session.get(url, allow_redirects=False) as answer:
                    if answer.status in (301, 302, 303, 307, 308):
                        url = urljoin(url, answer.headers.get("Location", ""))
                        continue
                    if answer.status != 200:
                        raise NotFetched(f"HTTP {answer.status}")
                    return await whole(answer, most)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise NotFetched(type(error).__name__) from None
    raise NotFetched("too many redirects")


def _check(url: str) -> None:
    """Refuse what the resolver never sees: other schemes, and addresses written as numbers."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise NotFetched("no plain http address")
    numeric = ":" in parts.hostname or parts.hostname.replace(".", "").isdigit()
    if numeric and not is_public(parts.hostname):
        raise NotFetched("no public address")


async def whole(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """Return an answer's body; NotFetched as soon as it is larger than `most` bytes."""
    if (answer.content_length or 0) > most:
        raise NotFetched("too large")
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > most:
            raise NotFetched("too large")
    return bytes(body)
