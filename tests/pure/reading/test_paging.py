from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.reading import paging
from broadsheet.reading.paging import Key


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)), st.integers(0, 10**15))
def test_a_key_comes_back_as_it_was(moment, number):
    assert paging.read(str(Key(moment, number))) == Key(moment, number)


@pytest.mark.parametrize("text", ["", "x", "1", "1-", "-", "1-2-3", "٣-٤", "999999999999999999-1", "1 -2"])
def test_what_is_no_key_is_none(text):
    assert paging.read(text) is None
