"""Errors whose messages are shown to the reader: input that cannot be used."""


class BadInput(Exception):
    """Input that cannot be used.

    The message is what the reader sees, in Japanese: the place (file, sheet, row, column), what stands there and what was
    expected. Nothing is changed when it is raised.
    """


class NothingToRead(BadInput):
    """A whole file of a publication that holds none of the tables we read. Among several files it is left out, and reported."""
