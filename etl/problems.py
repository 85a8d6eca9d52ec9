"""Errors whose messages are shown to the reader: input that cannot be used."""


class BadInput(Exception):
    """Input that cannot be used.

    The message is what the reader sees, in Japanese: the place (file, sheet, row, column), what stands there and what was
    expected. Nothing is changed when it is raised. read: what was understood of the input until then, for programs.
    """

    def __init__(self, message: str, read: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.read = read


CHOICES_SHOWN = 12  # of a question, on the command line


class Unanswered(BadInput):
    """A file that can be used once the reader answers a question.

    option: of the command line, without its dashes; choices: what it takes → what that is in Japanese. read: as of BadInput.
    """

    def __init__(
        self,
        message: str,
        option: str,
        question_ja: str,
        choices: dict[str, str],
        read: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message, read)
        self.question = {"option": option, "question_ja": question_ja, "choices": choices}
        listed = [f"{answer}（{answer_ja}）" for answer, answer_ja in choices.items()]
        answers = "、".join(listed[:CHOICES_SHOWN]) + ("など" if len(listed) > CHOICES_SHOWN else "")
        self.for_command_line = f"{message}--{option} で指定してください：{answers}。"


class NothingToRead(BadInput):
    """A whole file of a publication that holds none of the tables we read. Among several files it is left out, and reported."""
