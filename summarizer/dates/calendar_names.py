"""Names of months and weekdays in a language, by Babel from CLDR, and the EDTF codes of seasons and quarters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
QUARTERS = {"first": 33, "second": 34, "third": 35, "fourth": 36}
Width = Literal["abbreviated", "wide"]


@dataclass(frozen=True, slots=True)
class CalendarNames:
    """The names in small letters, without full stops, and what each means: Monday is 0, January 1."""

    weekdays: dict[str, int]
    months: dict[str, int]


@lru_cache(maxsize=64)
def calendar_names(language: str, *widths: Width) -> CalendarNames:
    """The names of months and weekdays in one language, of each width that is asked for.

    Raises:
        ValueError: this is no BCP-47 language; a `babel.UnknownLocaleError`: CLDR does not know it.
    """
    from babel import Locale
    from babel.dates import get_day_names, get_month_names

    locale = Locale.parse(language, sep="-")
    weekdays: dict[str, int] = {}
    months: dict[str, int] = {}
    for width in widths:
        weekdays |= {name.casefold().strip("."): day for day, name in get_day_names(width, locale=locale).items()}
        months |= {name.casefold().strip("."): month for month, name in get_month_names(width, locale=locale).items()}
    return CalendarNames(weekdays, months)
