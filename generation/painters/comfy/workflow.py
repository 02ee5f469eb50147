"""Workflows: ComfyUI graphs in API format whose nodes say by their titles what Salon fills in."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.settings import BadSettings

MARK = "salon:"
FIELDS: Mapping[str, tuple[str, ...]] = {
    "prompt": ("text", "prompt", "value", "string"),
    "negative": ("text", "negative", "value", "string"),
    "seed": ("seed", "noise_seed", "value"),
    "width": ("width", "value"),
    "height": ("height", "value"),
    "image": ("image",),
    "mask": ("image",),
    "strength": ("denoise", "strength", "value"),
    "steps": ("steps", "value"),
    "output": (),
}
"""For each slot, the inputs that may take it: the first that a node has, and that no other node feeds, is filled in."""
Graph = dict[str, dict[str, Any]]


class BadWorkflow(BadSettings):
    """A workflow file can't be used; the text is one line that names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A graph, and where each slot goes: node and input. The output slot has a node alone."""

    graph: Graph
    slots: Mapping[str, tuple[str, str]]

    @property
    def output(self) -> str:
        """Return the number of the node whose pictures are the result."""
        return self.slots["output"][0]

    @property
    def steps(self) -> int:
        """Return how many steps the workflow itself takes; 0 where no node says which number that is."""
        node, field = self.slots.get("steps", ("", ""))
        value = self.graph[node]["inputs"].get(field) if node else 0
        return value if isinstance(value, int) else 0

    def filled(self, values: Mapping[str, Any]) -> Graph:
        """Return the graph with values in their slots; values without a slot are left out."""
        graph = copy.deepcopy(self.graph)
        for name, value in values.items():
            if name in self.slots:
                node, field = self.slots[name]
                graph[node]["inputs"][field] = value
        return graph


def read(path: Path, needed: tuple[str, ...]) -> Workflow:
    """Read a workflow file; BadWorkflow if it is none, or lacks a slot that is needed."""
    try:
        graph = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadWorkflow(f"{path}: it can't be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise BadWorkflow(f"{path}: it is no JSON") from None
    if not isinstance(graph, dict) or not graph or not all(map(_is_node, graph.values())):
        raise BadWorkflow(f"{path}: it is no workflow in API format; in ComfyUI choose Workflow, Export (API)")
    slots = _slots(graph, path)
    for name in needed:
        if name not in slots:
            raise BadWorkflow(f"{path}: no node's title says {MARK}{name}")
    return Workflow(graph, slots)


def _is_node(node: object) -> bool:
    return isinstance(node, dict) and isinstance(node.get("class_type"), str) and isinstance(node.get("inputs"), dict)


def _slots(graph: Graph, path: Path) -> dict[str, tuple[str, str]]:
    slots: dict[str, tuple[str, str]] = {}
    for number, node in graph.items():
        for name in _names(node):
            if name not in FIELDS:
                raise BadWorkflow(f"{path}: {MARK}{name} is no slot; the slots are {', '.join(FIELDS)}")
            if name in slots:
                raise BadWorkflow(f"{path}: two nodes say {MARK}{name} ({slots[name][0]} and {number})")
            slots[name] = number, _field(node, number, name, path)
    return slots


def _names(node: dict[str, Any]) -> list[str]:
    meta = node.get("_meta")
    title = meta.get("title") if isinstance(meta, dict) else None
    words = title.split() if isinstance(title, str) else []
    return [word.removeprefix(MARK) for word in words if word.startswith(MARK)]


def _field(node: dict[str, Any], number: str, name: str, path: Path) -> str:
    if not FIELDS[name]:
        return ""
    free = [field for field in FIELDS[name] if field in node["inputs"] and not isinstance(node["inputs"][field], list)]
    if not free:
        raise BadWorkflow(
            f"{path}: node {number} says {MARK}{name}, but has no input of its own called {' or '.join(FIELDS[name])}"
        )
    return free[0]
