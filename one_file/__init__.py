"""folio as one file that needs nothing but Python: how it is built, and what runs first in it."""
