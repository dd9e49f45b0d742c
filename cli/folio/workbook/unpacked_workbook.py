"""A workbook of xlsxwriter's that isn't packed yet: so its parts are packed only once, after they were changed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

from folio.workbook.packing import Part


class UnpackedWorkbook(Workbook):  # type: ignore[misc]
    """A workbook of xlsxwriter's whose parts are still to be changed: once it is closed, ``parts`` has them."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(BytesIO(), {"in_memory": True, **options})
        self._packager = _Unpacked()

    def _get_packager(self) -> _Unpacked:
        return self._packager

    @property
    def parts(self) -> Iterator[Part]:
        """The parts of the closed workbook."""
        return ((name, file.getvalue().encode()) for file, name, _ in self._packager.filenames)


class _Unpacked(Packager):  # type: ignore[misc]
    """Writes the parts, and leaves none of them to be zipped."""

    def _create_package(self) -> list[Any]:
        super()._create_package()
        return []
