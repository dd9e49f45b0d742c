"""The public holidays of a calendar: days on which nobody is expected to answer."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from functools import cache

from folio.basics.wording import sentence_list

# The federal holidays of the United States, each on the day on which it is observed.
US, NO_DAYS_OFF = "US", ""
# A workbook holds the days of these years, and folio counts with the same: beyond them, only weekends are off.
YEARS = range(2026, 2030)


@cache
def days_off(calendar: str = US) -> tuple[date, ...]:
    """The holidays from Monday to Friday, in order; ``calendar`` is a country, or one with a part of it (``US-CA``).

    An empty one, or one that nobody knows, has none.
    """
    if not calendar:
        return ()
    import holidays  # most commands never count business days

    country, _, part = calendar.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=YEARS)
    except NotImplementedError:  # a workbook may say anything
        return ()
    return tuple(sorted(day for day in found if day.weekday() < 5 and day.year in YEARS))


def calendar_error(code: str) -> str:
    """Say why nobody's holidays are known by this code, and what is; empty where they are."""
    if code in (US, NO_DAYS_OFF):
        return ""
    # Only here, since few templates name any: to know all countries takes longer than to read a template.
    from holidays import country_holidays, list_supported_countries

    country, dash, state = code.partition("-")
    known = list_supported_countries(include_aliases=False)
    if country not in known:
        other_names = list_supported_countries()
        meant = country_holidays(country.upper()).country if country.upper() in other_names else ""
        hint = f"Did you mean {meant}{dash}{state}? " if meant else ""
        return (
            f"no holidays are known for {code!r}. {hint}Use the two letters of a country, like US, or with a state, "
            'like US-CA; or "" for no holidays'
        )
    if not dash or state in known[country]:
        return ""
    if not known[country]:
        return f"the holidays of {country} are the same everywhere. Use {country}"
    names = {name.upper(): name for name in known[country]}
    names |= {name.upper(): short for name, short in country_holidays(country).subdivisions_aliases.items()}
    meant = next((names[name] for name in get_close_matches(state.upper(), names, n=1)), "")
    hint = f"Did you mean {country}-{meant}? " if meant else ""
    return f"{country} has no state {state!r}. {hint}It has {sentence_list(known[country])}"
