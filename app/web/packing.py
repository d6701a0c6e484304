"""Files of the pages go out small: scripts without their comments, and all text packed.

Only files are packed, never a page: a page holds a person's token beside words of a visitor, and
packing both together would let their lengths tell the token (BREACH). Changes no line number.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

SCRIPTS = frozenset(("text/javascript", "application/javascript"))
TEXTS = SCRIPTS | {"text/css", "image/svg+xml", "application/manifest+json", "text/plain"}
SMALL = 400
"""Bytes below which packing gains nothing."""
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)$", re.MULTILINE | re.DOTALL)


def without_comments(script: str) -> str:
    """A script without the comments that fill lines of their own; every line keeps its number."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), script)


@lru_cache(maxsize=1024)
def _small(path: str, changed_ns: int, *, script: bool, packed: bool) -> bytes:
    """The bytes of a file as they are sent; `changed_ns` makes an edited file a new question."""
    body = Path(path).read_bytes()
    if script:
        body = without_comments(body.decode("utf-8")).encode("utf-8")
    return gzip.compress(body, 9, mtime=0) if packed else body


def _file_of(response: Response) -> str | None:
    """The path of the file that an answer hands on, whichever server's wrapper holds it."""
    wrapper = response.response
    file = getattr(wrapper, "file", None) or getattr(wrapper, "filelike", None)
    name = getattr(file, "name", None)
    return name if isinstance(name, str) else None


def _pack(response: Response) -> Response:
    static = (request.endpoint or "").endswith("static")
    file = _file_of(response) if static and response.mimetype in TEXTS else None
    if file is None or response.status_code != 200:
        return response
    packed = request.accept_encodings["gzip"] > 0 and Path(file).stat().st_size > SMALL
    script = response.mimetype in SCRIPTS
    tag, _weak = response.get_etag()
    response.close()
    response.direct_passthrough = False
    response.set_data(_small(file, Path(file).stat().st_mtime_ns, script=script, packed=packed))
    response.vary.add("Accept-Encoding")
    response.headers.pop("Accept-Ranges", None)
    if tag:
        response.set_etag(tag, weak=True)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def register_packing(app: Flask) -> None:
    """Hang the packing of files into the application."""
    app.after_request(_pack)
