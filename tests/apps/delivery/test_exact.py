"""Renewed is what changed: of each change, exactly the pages that it concerns have other bytes, or hold otherwise.

And each word is needed: were any place of the reading site to say less, or a kind of tag not to be touched, a page
would stay as it was though it is another.
"""

from __future__ import annotations

import pytest
from tests.apps.delivery import mutations, walking
from tests.apps.delivery.proof import PARTS, part

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture
def proof(db, monkeypatch, tmp_path_factory):
    """`proof(number)` gives a part of the proof. Processes that test side by side share what each has made."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if folder.name.startswith("popen-") else folder

    def _proof(number):
        with monkeypatch.context() as patch:
            return part(number, folder, patch)

    return _proof


@pytest.mark.parametrize("number", range(PARTS))
def test_exactly_the_pages_that_change_are_renewed(proof, number):
    found = proof(number)
    wrong = {name: lines for name in found.seen if (lines := found.wrong(name))}
    assert not wrong, "\n" + "\n".join(f"{name}\n  " + "\n  ".join(lines) for name, lines in wrong.items())


@pytest.mark.parametrize("number", range(PARTS))
def test_fragments_from_before_a_change_make_the_pages_that_are_right_after_it(proof, number):
    stale = {name: paths for name, paths in proof(number).stale.items() if paths}
    assert not stale


def test_every_word_is_needed(proof):
    parts = [proof(number) for number in range(PARTS)]
    told = walking.sites()
    needed = {site for site in told if any(mutations.missed_without_site(one, site) for one in parts)}
    assert mutations.unspared(told - needed) == []
    kinds = set().union(*(mutations.kinds(one.seen.values()) for one in parts))
    needed = {kind for kind in kinds if any(mutations.missed_without_kind(one, kind) for one in parts)}
    assert sorted(kinds - needed) == []
