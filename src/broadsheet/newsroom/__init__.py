"""The desk, in Wagtail's admin."""
