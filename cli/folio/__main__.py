"""Where folio begins, as ``folio`` or ``python -m folio``: Ctrl-C is minded before anything else is loaded."""

from __future__ import annotations

from folio import interrupts


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    interrupts.leave_at_once()
    from folio.app import main

    main(arguments)


if __name__ == "__main__":
    main()
