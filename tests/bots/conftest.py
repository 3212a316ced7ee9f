"""A house for tests of what programs are made of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.core.home import Home


@pytest.fixture
async def home(tmp_path: Path, bare_house: Path) -> AsyncIterator[Home]:
    """An open house that nobody has claimed."""
    home = Home(tmp_path, bare_house)
    await home.open()
    yield home
    await home.close()
