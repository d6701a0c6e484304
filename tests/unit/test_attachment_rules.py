"""Which files are taken, by their own bytes, and what they may be called."""

import pytest

from app.attachments.rules import KINDS, file_name, kind_of

JPEG, PNG = b"\xff\xd8\xff\xe0rest", b"\x89PNG\r\n\x1a\nrest"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (b"RIFF1234WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic0000", "image/heic"),
        (b"%PDF-1.7\n\x00\x01", "application/pdf"),
        (b"sku;Menge\nA;1,5\n", "text/plain"),
        ("\ufeffé".encode(), "text/plain"),
        (b"<html><script>alert(1)</script>", "text/plain"),  # handed over as text, never shown
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, media_type: str) -> None:
    kind = kind_of(data)
    assert kind is not None
    assert kind.media_type == media_type


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        b"PK\x03\x04\x00\x00",
        b"GIF89a\x00\x01",
        b"\xff\xfea\x00",
    ],
)
def test_programs_archives_and_nothing_are_not_taken(data: bytes) -> None:
    assert kind_of(data) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("dock.jpg", "dock.jpg"),
        ("dock.JPEG", "dock.jpeg"),
        ("../../etc/passwd", "passwd.jpg"),
        (r"C:\photos\a b.jpg", "a b.jpg"),
        ("photo.html", "photo.html.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("a\x00b\r\nc.jpg", "a b c.jpg"),
        ("é" * 300 + ".jpg", "é" * 116 + ".jpg"),
    ],
)
def test_a_name_is_only_a_name_with_the_ending_of_what_it_is(given: str, kept: str) -> None:
    assert file_name(given, KINDS["jpeg"]) == kept
