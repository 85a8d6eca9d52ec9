"""Requests as no browser sends them, byte for byte: name → the pieces, and the statuses of which one must be the answer.

HOST stands for the server's own name and port. An empty answer (the connection is closed) counts as none of the statuses.
"""

GET = b"GET /healthz HTTP/1.1\r\nHost: HOST\r\n"
END = b"Connection: close\r\n\r\n"
UPLOAD = b"PUT /_stcore/upload_file/none/none HTTP/1.1\r\nHost: HOST\r\n"
WEBSOCKET = b"GET /_stcore/stream HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
KEY = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

BROKEN = {
    "no request": b"\x00\x01\x02\x03\r\n\r\n",
    "TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "no version": b"GET /healthz\r\n\r\n",
    "unknown version": b"GET /healthz HTTP/9.9\r\nHost: HOST\r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "blank in the name of a header": GET + b"X Y: 1\r\n" + END,
    "blank before a colon": GET + b"X : 1\r\n" + END,
    "header without a colon": GET + b"nothing\r\n" + END,
    "NUL in a header": GET + b"X: a\x00b\r\n" + END,
    "bare CR in a header": GET + b"X: a\rb\r\n" + END,
    "no Host": b"GET /healthz HTTP/1.1\r\n" + END,
    "two Hosts": GET + b"Host: evil.example\r\n" + END,
    "negative length": UPLOAD + b"Content-Length: -1\r\n" + END,
    "length in words": UPLOAD + b"Content-Length: ten\r\n" + END,
    "two lengths": UPLOAD + b"Content-Length: 1\r\nContent-Length: 2\r\n" + END,
    "length with a sign": UPLOAD + b"Content-Length: +5\r\n" + END,
    "huge length": UPLOAD + b"Content-Length: " + b"9" * 40 + b"\r\n" + END,
    "unknown coding": UPLOAD + b"Transfer-Encoding: gzip\r\n" + END,
    "chunked twice": UPLOAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + END,
    "17,000 letters of a header": GET + b"X: " + b"a" * 17_000 + b"\r\n" + END,
    "17,000 letters of an address": b"GET /" + b"a" * 17_000 + b" HTTP/1.1\r\nHost: HOST\r\n" + END,
    "5,000 headers": GET + b"".join(b"X-%d: 1\r\n" % number for number in range(5_000)) + END,
    "blank in the address": b"GET /health z HTTP/1.1\r\nHost: HOST\r\n" + END,
    "letters beyond ASCII in the address": "GET /甲市 HTTP/1.1\r\nHost: HOST\r\n".encode() + END,
}
SMUGGLED = {
    "two framings": UPLOAD
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    "two framings of a GET": GET
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + GET
    + END,
    "two framings, other case": UPLOAD + b"content-length: 4\r\nTRANSFER-ENCODING: Chunked\r\n\r\n0\r\n\r\n",
}
NO_BODY = {
    "GET with a body": GET + b"Content-Length: 5\r\n\r\nhello",
    "GET in chunks": GET + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "GET with a request inside": GET
    + b"Content-Length: 40\r\n\r\nGET /_stcore/metrics HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET of a huge body": GET + b"Content-Length: 99999999999\r\n\r\n",
}
NO_METHOD = {
    method: b"%s /overview HTTP/1.1\r\nHost: HOST\r\n" % method.encode() + END
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "X" * 200)
} | {"POST to the uploads": UPLOAD.replace(b"PUT", b"POST") + b"Content-Length: 0\r\n" + END}
UPLOADS = {
    "in chunks": (UPLOAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411),
    "without a length": (UPLOAD + END, 411),
    "of nobody": (UPLOAD + b"Content-Length: 5\r\n\r\nhello", 403),
    "of 100 GB": (UPLOAD + b"Content-Length: 100000000000\r\n\r\n", 403),
}
WEBSOCKETS = {
    "foreign": (WEBSOCKET + KEY + b"Origin: http://evil.example\r\n\r\n", 403),
    "of no site": (WEBSOCKET + KEY + b"Origin: null\r\n\r\n", 403),
    "to another name": (WEBSOCKET.replace(b"HOST", b"rebound.example") + KEY + b"\r\n", 403),
    "elsewhere": (WEBSOCKET.replace(b"/_stcore/stream", b"/_stcore/metrics") + KEY + b"\r\n", 403),
    "below a page": (WEBSOCKET.replace(b"/_stcore", b"/overview/_stcore") + KEY + b"\r\n", 403),
    "without a key": (WEBSOCKET + b"Sec-WebSocket-Version: 13\r\n\r\n", 400),
    "of another version": (WEBSOCKET + KEY.replace(b"13", b"99") + b"\r\n", 400),
}

REQUESTS = (
    {name: (request, {400, 404, 431, 501, 505}) for name, request in BROKEN.items()}
    | {name: (request, {400}) for name, request in SMUGGLED.items()}
    | {name: (request, {413}) for name, request in NO_BODY.items()}
    | {name[:20]: (request, {405}) for name, request in NO_METHOD.items()}
    | {f"upload {name}": (request, {status}) for name, (request, status) in UPLOADS.items()}
    | {f"websocket {name}": (request, {status}) for name, (request, status) in WEBSOCKETS.items()}
)
