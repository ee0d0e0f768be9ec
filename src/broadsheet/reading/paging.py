"""Pages of a list by key: where the next page begins is told by the last item of this one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORM = re.compile(r"(-?\d{1,18})-(\d{1,18})", re.ASCII)


class Key(NamedTuple):
    """A place in a list that is ordered by (moment, number), newest first."""

    moment: datetime
    number: int

    def __str__(self) -> str:
        """As it stands in an address: microseconds since 1970, the number."""
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}-{self.number}"


def read(text: str) -> Key | None:
    """The key that an address holds. None for anything that is none: such a list begins at its beginning."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    try:
        moment = _EPOCH + timedelta(microseconds=int(found[1]))
    except OverflowError:
        return None
    return Key(moment, int(found[2]))
