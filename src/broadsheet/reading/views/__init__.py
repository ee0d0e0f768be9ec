"""The pages, by theme."""
