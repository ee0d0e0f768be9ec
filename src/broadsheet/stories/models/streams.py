"""What two states of a stream are compared by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

__all__ = ["digest", "plain"]


def plain(value: Any) -> Any:
    """The raw data of a stream without the marks that only the editor's form knows its blocks by."""
    if isinstance(value, dict):
        marked = {"type", "value"} <= value.keys()
        return {name: plain(one) for name, one in value.items() if not (marked and name == "id")}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def digest(blocks: Iterable[Any]) -> str:
    """Of a stream's raw data: the same for the same words."""
    text = json.dumps(plain(list(blocks)), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
