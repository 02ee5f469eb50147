"""Credentials: what the C2PA manifest in a file says, read without a connection to anywhere."""

import io
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from core.notary import OFFLINE

State = Literal["none", "valid", "trusted", "tampered", "unreadable"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A file's manifest: whether it is intact, who signed it, what is said to have been done, and from what.

    `title`: the picture's, which in files of our painters is the prompt; `agents`: who did the actions. `state`: `valid` holds together but its signer is not on a trust list; `tampered` says what does not match in `faults`.
    """

    state: State
    signer: str = ""
    generator: str = ""
    actions: tuple[str, ...] = ()
    source_types: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    faults: tuple[str, ...] = field(default=())
    title: str = ""
    agents: tuple[str, ...] = ()


def read(data: bytes, mime: str) -> Manifest:
    """Read a file's manifest; never raises for what is in the file."""
    import c2pa

    context = c2pa.Context(c2pa.Settings.from_dict(OFFLINE))
    try:
        with c2pa.Reader(mime, io.BytesIO(data), context=context) as reader:
            told: dict[str, Any] = json.loads(reader.json())
    except c2pa.C2paError as error:
        missing = type(error).__name__.endswith("ManifestNotFound") or "no JUMBF" in str(error)
        return Manifest("none") if missing else Manifest("unreadable", faults=(str(error)[:200],))
    return _of(told)


def _of(told: dict[str, Any]) -> Manifest:
    active = told.get("manifests", {}).get(told.get("active_manifest"), {})
    failures = told.get("validation_results", {}).get("activeManifest", {}).get("failure", [])
    actions = [
        action
        for assertion in active.get("assertions", [])
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in assertion.get("data", {}).get("actions", [])
    ]
    state: State = {"Valid": "valid", "Trusted": "trusted"}.get(told.get("validation_state", ""), "tampered")  # type: ignore[assignment]
    signed = active.get("signature_info", {})
    generators = active.get("claim_generator_info", [{}])
    return Manifest(
        state,
        " / ".join(part for part in (signed.get("issuer"), signed.get("common_name")) if part),
        " ".join(str(part) for part in (generators[0].get("name"), generators[0].get("version")) if part),
        tuple(str(action.get("action", "")) for action in actions),
        tuple(kind.rpartition("/")[2] for action in actions if (kind := action.get("digitalSourceType"))),
        tuple(str(one.get("title") or one.get("label") or "?") for one in active.get("ingredients", [])),
        tuple(str(one.get("code", "")) for one in failures),
        str(active.get("title") or ""),
        tuple(
            str(agent.get("name", "")) for action in actions if isinstance(agent := action.get("softwareAgent"), dict)
        ),
    )
