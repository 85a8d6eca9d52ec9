"""What is said when input cannot be used."""


class BadInput(Exception):
    """Input that cannot be used.

    The message is what the reader sees, in Japanese: the place (file, sheet, row, column), what stands there and what was
    expected. Nothing is changed when it is raised.
    """
