"""When each tag was last touched: from this a page knows whether anything since its rendering concerns it. Pure.

A change costs as much as it touched, however many pages are stored: no page is looked for. It is the page that
looks at the clock, when it is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from broadsheet.delivery.tags import Touched, Used

__all__ = ["Clock"]


class Clock:
    """The changes applied so far, of each tag and each point only the last.

    Nothing is known of changes at or below `floor`: whoever stands lower has to count as concerned.
    """

    __slots__ = ("_destroyed", "_lists", "_tags", "floor", "position")

    def __init__(self, floor: int = 0) -> None:
        self.floor = self.position = floor
        self._tags: dict[str, int] = {}
        self._destroyed: dict[str, int] = {}
        # Of each list the positions of its points, ascending, and beside them the points' keys.
        self._lists: dict[str, tuple[list[int], list[str]]] = {}

    def __len__(self) -> int:
        """How much it holds."""
        points = sum(len(keys) for _positions, keys in self._lists.values())
        return len(self._tags) + len(self._destroyed) + points

    def apply(self, position: int, touched: Touched) -> None:
        """Changes come in the order of their positions; one that was applied already changes nothing."""
        if position <= self.position:
            return
        self._tags.update(dict.fromkeys(touched.tags, position))
        self._destroyed.update(dict.fromkeys(touched.destroyed, position))
        for name, key in touched.points:
            positions, keys = self._lists.setdefault(name, ([], []))
            # The key first: a reader in another thread finds no position without its key.
            keys.append(key)
            positions.append(position)
        self.position = position

    def concerns(self, used: Used, since: int) -> bool:
        """Whether a change after position `since` concerns a page that used this."""
        if since < self.floor:
            return True
        when = self._tags.get
        return (
            any(when(tag, 0) > since for tag in used.tags)
            or self.destroys(used, since)
            or any(self._within(name, low, high, since) for name, low, high in used.stretches)
        )

    def destroys(self, used: Used, since: int) -> bool:
        """Whether a change after position `since` recalled what a page used, so that no copy may be shown."""
        if since < self.floor:
            return True
        when = self._destroyed.get
        return bool(self._destroyed) and any(when(tag, 0) > since for tag in used.tags)

    def _within(self, name: str, low: str, high: str, since: int) -> bool:
        if name not in self._lists:
            return False
        positions, keys = self._lists[name]
        if not positions or positions[-1] <= since:
            return False
        newer = range(len(positions) - 1, bisect_right(positions, since) - 1, -1)
        return any(low <= keys[index] <= high for index in newer)

    def forget(self, floor: int) -> None:
        """Knows nothing of changes at or below `floor` any more."""
        self.floor = max(self.floor, floor)
        self.position = max(self.position, floor)
        self._tags = {tag: at for tag, at in self._tags.items() if at > floor}
        self._destroyed = {tag: at for tag, at in self._destroyed.items() if at > floor}
        for name, (positions, keys) in list(self._lists.items()):
            cut = bisect_right(positions, floor)
            self._lists[name] = (positions[cut:], keys[cut:])

    def condense(self, room: int) -> None:
        """Keeps of each point only the last, and lets go of the oldest changes until at most `room` is held."""
        for name, (positions, keys) in list(self._lists.items()):
            last = dict(zip(keys, positions, strict=True))
            ordered = sorted((at, key) for key, at in last.items())
            self._lists[name] = ([at for at, _key in ordered], [key for _at, key in ordered])
        if len(self) > room:
            held = sorted(at for at, _change in self._single())
            self.forget(held[len(held) - room - 1])

    def changes(self) -> Iterator[tuple[int, Touched]]:
        """What another clock has to apply to be like this one, in order."""
        found: dict[int, tuple[set[str], set[tuple[str, str]], set[str]]] = {}
        for at, (kind, value) in self._single():
            found.setdefault(at, (set(), set(), set()))[kind].add(value)  # type: ignore[arg-type]
        for at in sorted(found):
            tags, points, destroyed = found[at]
            yield at, Touched(frozenset(tags), frozenset(points), frozenset(destroyed))

    def _single(self) -> Iterator[tuple[int, tuple[int, str | tuple[str, str]]]]:
        yield from ((at, (0, tag)) for tag, at in self._tags.items())
        yield from ((at, (2, tag)) for tag, at in self._destroyed.items())
        for name, (positions, keys) in self._lists.items():
            yield from ((at, (1, (name, key))) for at, key in zip(positions, keys, strict=True))
