"""The operator's text on the limits of confidentiality: taken as it is meant, refused kindly when it cannot serve."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.content import ContentError
from config.limits import LEAST, MOST, SAMPLE, load_limits

OWN = "Ruth is a nurse and must report danger to a child. Nobody else here has such a duty."


def problem(file: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load_limits(file)
    (found,) = caught.value.problems
    assert found.file == file
    return found.what


def test_a_text_is_taken_without_what_cannot_be_seen(tmp_path: Path) -> None:
    file = tmp_path / "limits.txt"
    file.write_bytes(b"\xef\xbb\xbf  " + OWN.replace(". ", ".\r\n\r\n\r\n\r\n").encode() + "\u202e \r\n".encode())
    assert load_limits(file) == OWN.replace(". ", ".\n\n")


def test_without_a_file_there_is_no_text() -> None:
    assert load_limits(None) == ""


@pytest.mark.parametrize(("length", "taken"), [(LEAST - 1, False), (LEAST, True), (MOST, True), (MOST + 1, False)])
def test_a_text_is_neither_too_short_nor_too_long(tmp_path: Path, length: int, taken: bool) -> None:
    file = tmp_path / "limits.txt"
    file.write_text("x" * length + "  \n\n")
    if taken:
        assert load_limits(file) == "x" * length
    else:
        assert str(length) in problem(file) and str(LEAST if length < LEAST else MOST) in problem(file)


def test_the_sample_serves_for_trying_out_and_for_nothing_else(tmp_path: Path) -> None:
    text = load_limits(SAMPLE, sample_too=True)
    assert text.startswith("Sample text") and LEAST <= len(text) <= MOST
    copy = tmp_path / "limits.txt"
    copy.write_text("\n" + SAMPLE.read_text("utf-8") + "\n\n")
    for file in (SAMPLE, copy):
        assert "sample text" in problem(file)
    copy.write_text(SAMPLE.read_text("utf-8") + "Ours differs.")
    assert load_limits(copy).endswith("Ours differs.")


def test_a_file_that_is_no_text_or_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "limits.txt").write_bytes(b"\xff\xfe" + OWN.encode("utf-16-le"))
    assert "UTF-8" in problem(tmp_path / "limits.txt")
    assert "cannot be read" in problem(tmp_path / "nowhere.txt")
    assert "cannot be read" in problem(tmp_path)
