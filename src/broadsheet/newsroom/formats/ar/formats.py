"""How times are told in this language at the desk: with their offset."""

DATETIME_FORMAT = r"j F Y, H:i (\U\T\CO)"
