"""The command palette: what can be done on the screen below it, and where one can go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen


class HasPlaces(Protocol):
    """The app, as far as the palette knows it."""

    def places(self) -> Mapping[str, Callable[[], object]]:
        """What one can go to, by what the palette calls it."""


@dataclass(frozen=True)
class Command:
    """One line of the palette."""

    name: str
    run: Callable[[], object]
    help: str


class Commands(Provider):
    """Offers only what works now: the keys of the screen that are enabled, and the places."""

    async def discover(self) -> Hits:
        for command in self._commands():
            yield DiscoveryHit(command.name, command.run, help=command.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(command.name)
            if score > 0:
                yield Hit(score, matcher.highlight(command.name), command.run, help=command.help)

    def _commands(self) -> list[Command]:
        here = commands_of(self.screen)
        known = {command.name for command in here}
        places = place_commands(cast("HasPlaces", self.app).places())
        return [*here, *(place for place in places if place.name not in known)]


def commands_of(screen: Screen[object]) -> list[Command]:
    """What can be done on a screen now, by the descriptions of its own bindings."""
    found: dict[str, Command] = {}
    app = screen.app
    for active in screen.active_bindings.values():
        binding = active.binding
        own = active.node is not app and binding.show and binding.id
        if own and active.enabled and binding.description not in found:
            found[binding.description] = Command(
                binding.description,
                partial(app.run_action, binding.action, active.node),
                f"Key: {app.get_key_display(binding)}",
            )
    return list(found.values())


def place_commands(places: Mapping[str, Callable[[], object]]) -> list[Command]:
    return [Command(name, go, "Go there") for name, go in places.items()]
