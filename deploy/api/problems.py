"""What is refused is said in JSON as RFC 9457 has it, in Japanese sentences."""

import json
from collections.abc import Mapping, Sequence

MEDIA_TYPE = "application/problem+json; charset=utf-8"
TITLES = {
    400: "要求の書き方が違います",
    403: "受け付けない要求です",
    404: "ありません",
    405: "読むだけです",
    421: "このアドレスでは表示していません",
    429: "要求が多すぎます",
    500: "サーバーの中で問題が起きました",
    503: "用意ができていません",
}


class Refused(Exception):
    """A request that is not answered with numbers.

    status: of HTTP. code: for programs. detail: one Japanese sentence. allowed: what could be asked for instead. headers: besides.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        allowed: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.allowed, self.headers = list(allowed), dict(headers or {})


def body(status: int, code: str, detail: str, allowed: Sequence[str] = ()) -> bytes:
    """The JSON of a refusal."""
    said = {
        "type": "about:blank",
        "title": TITLES.get(status, "受け付けない要求です"),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if allowed:
        said["allowed"] = list(allowed)
    return json.dumps(said, ensure_ascii=False).encode()
