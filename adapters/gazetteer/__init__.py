"""Countries, cities and their time zones, found from what people type; all of it offline.

Not here: asking, or remembering what somebody chose. City data: GeoNames (CC BY 4.0); names: Unicode CLDR.
"""

from datetime import datetime

from adapters.gazetteer.countries import country, country_name
from adapters.gazetteer.zones import zones
from core.ports import ZoneMatch

__all__ = ["OfflineGazetteer", "ZoneMatch", "country", "country_name", "zones"]


class OfflineGazetteer:
    """The functions of this package as one object, for whoever is handed a gazetteer."""

    def country(self, text: str) -> str | None:
        """Return the ISO 3166 alpha-2 code of a typed country."""
        return country(text)

    def country_name(self, code: str) -> str:
        """Return a country's English name."""
        return country_name(code)

    def zones(self, country_code: str, city_text: str, now: datetime) -> tuple[ZoneMatch, ...]:
        """Return at most ten matching zones, best first."""
        return zones(country_code, city_text, now)
