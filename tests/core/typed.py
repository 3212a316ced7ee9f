"""Whatever somebody could type, hostile or not, for tests of properties.

Not here: expectations.
"""

from __future__ import annotations

from hypothesis import strategies as st

ANY = st.text(st.characters(codec=None), max_size=60)
HOSTILE = st.sampled_from(
    ["\ud800", "\udfff\ud800", "\u202eevil", "a\u200bb", "\x00", "\r\n\r\n\r\n", "@everyone", "<!channel>", "<@U1>",
     "{slot}", "**b**", "%s", "e" + "\u0301" * 40, "\U0001f468\u200d\U0001f469", "\ufeff", "\U000e0041",
     " \t ", "\U0001d518" * 20]
)  # fmt: skip
TYPED = st.one_of(ANY, HOSTILE, st.lists(st.one_of(ANY, HOSTILE), max_size=4).map("".join))
SUBJECT = st.text("abcXYZ019_.~-", max_size=40)
