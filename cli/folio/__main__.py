"""``python -m folio``: the same as the ``folio`` command."""

from folio.app import main

main()
