"""Where publications lie: a folder, or a bucket of any S3-compatible server (s3://bucket/beginning of the keys).

A bucket's server, region and credentials are read from the environment, as every S3 program does: AWS_ENDPOINT_URL, AWS_REGION,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa
from pyarrow import fs

from etl import leftovers
from etl.problems import BadInput

S3 = "s3://"
READING = "読み取れません"
WRITING = "書き込めません"
# A server that does not answer is given up: those who fetch come again.
SECONDS, ATTEMPTS = 30, 4
PIECE = 1 << 20
AWS_ERROR = re.compile(r"AWS Error (\w+)")


class Store(Protocol):
    """Whole files under keys such as files/…; a file is there whole, or not at all. Each raises BadInput where the place refuses."""

    def read(self, key: str) -> bytes | None:
        """A small file; None where there is none."""

    def receive(self, key: str, target: BinaryIO) -> bool:
        """Write a file's content to `target`; whether there is one."""

    def size(self, key: str) -> int | None:
        """In bytes; None where there is no such file."""

    def put(self, key: str, content: BinaryIO) -> None: ...


def at(address: str) -> Store:
    """The store at a folder or an s3:// address. Raises BadInput where the address is none."""
    if not address.startswith(S3):
        if "://" in address:
            raise BadInput(f"{address}：フォルダか s3:// で始まるアドレスで指定してください。")
        return Folder(Path(address))
    bucket, _, prefix = address.removeprefix(S3).partition("/")
    if not bucket:
        raise BadInput(f"{address}：s3://バケット/場所 の形で指定してください。")
    return Bucket(address, bucket, prefix.strip("/"))


class Folder:
    """A folder, also one that several machines share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str) -> bytes | None:
        with self._naming(key, READING):
            try:
                return (self._folder / key).read_bytes()
            except FileNotFoundError:
                return None

    def receive(self, key: str, target: BinaryIO) -> bool:
        with self._naming(key, READING):
            try:
                source = (self._folder / key).open("rb")
            except FileNotFoundError:
                return False
        with source:
            shutil.copyfileobj(source, target, PIECE)  # what fails while writing is the target's
        return True

    def size(self, key: str) -> int | None:
        with self._naming(key, READING):
            try:
                return (self._folder / key).stat().st_size
            except FileNotFoundError:
                return None

    def put(self, key: str, content: BinaryIO) -> None:
        path = self._folder / key
        with self._naming(key, WRITING):
            path.parent.mkdir(parents=True, exist_ok=True)
            leftovers.remove(path.parent, path.name, "part")
            part = leftovers.beside(path, "part")
            try:
                with part.open("wb") as file:
                    shutil.copyfileobj(content, file, PIECE)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)

    @contextmanager
    def _naming(self, key: str, problem: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BadInput(f"{self._folder / key}：{problem}（{error.strerror}）。") from error


class Bucket:
    """A bucket. Keys begin with `prefix`; an object appears when its upload has ended."""

    def __init__(self, address: str, bucket: str, prefix: str) -> None:
        self._address, self._beginning = address.rstrip("/"), f"{bucket}/{prefix}".rstrip("/")
        with self._naming("", READING):
            self._server = fs.S3FileSystem(
                endpoint_override=os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"),
                region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
                connect_timeout=SECONDS,
                request_timeout=SECONDS,
                retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=ATTEMPTS),
            )

    def read(self, key: str) -> bytes | None:
        with self._naming(key, READING):
            if self._length(key) is None:
                return None
            with self._server.open_input_stream(self._path(key)) as stream:
                return bytes(stream.read())

    def receive(self, key: str, target: BinaryIO) -> bool:
        with self._naming(key, READING):
            if self._length(key) is None:
                return False
            stream = self._server.open_input_stream(self._path(key))
        with stream:
            while True:
                with self._naming(key, READING):
                    piece = stream.read(PIECE)
                if not piece:
                    return True
                target.write(piece)  # what fails here is the target's

    def size(self, key: str) -> int | None:
        with self._naming(key, READING):
            return self._length(key)

    def put(self, key: str, content: BinaryIO) -> None:
        with self._naming(key, WRITING), self._server.open_output_stream(self._path(key)) as stream:
            while piece := content.read(PIECE):
                stream.write(piece)

    def _path(self, key: str) -> str:
        return f"{self._beginning}/{key}"

    def _length(self, key: str) -> int | None:
        info = self._server.get_file_info(self._path(key))
        return int(info.size) if info.type == fs.FileType.File else None

    @contextmanager
    def _naming(self, key: str, problem: str) -> Iterator[None]:
        """One sentence for whatever goes wrong between us and the server: the kind of failure, in its words."""
        place = f"{self._address}/{key}".rstrip("/")
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            kind = AWS_ERROR.search(str(error))
            raise BadInput(f"{place}：{problem}（{kind[1] if kind else type(error).__name__}）。") from error
