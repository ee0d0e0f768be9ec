"""The log, nodes of several machines that follow it, and a door before the real application."""

import asyncio

import pytest
from django.db import transaction

from broadsheet.delivery import follow, log
from broadsheet.delivery.node import Node
from broadsheet.delivery.tags import Touched


def touched(*tags):
    return Touched(frozenset(tags))


def commit(*tags, destroyed=(), warm=()):
    """A change of its own, committed."""
    with transaction.atomic():
        log.write(Touched(frozenset(tags), destroyed=frozenset(destroyed)), warm)


@pytest.fixture
def machine(tmp_path):
    """`machine(name)` is one machine's node, at the end of the log."""

    def _machine(name="other"):
        node = Node(tmp_path / name)
        follow.catch_up(node)
        return node

    return _machine


@pytest.fixture
def ours(settings):
    """This machine's node, the one that a commit brings forward."""
    node = follow.own()
    follow.catch_up(node)
    yield node
    follow._nodes.clear()


def run(work):
    return asyncio.run(work)
