import pytest


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own():
    """Stand in for the fixture of the same name for all tests: nothing here needs Django's settings."""
