"""Every limit of reading, in one place, each with its reason.

An honest workbook has a few sheets of a few hundred rows. The limits lie far above that and far below what would
stop a laptop: a file beyond them is refused with a sentence, and the run goes on.
"""

from __future__ import annotations

MIB = 1024 * 1024

# A workbook of folio is about 0.1 MiB; with pictures pasted in, a few.
FILE_BYTES = 50 * MIB
# Parts of the package: sheets, relations, comments, drawings, media.
PARTS = 3_000
# A zip's listing of them is held as a whole; the same holds for a zip of submissions.
LISTING_BYTES = 4 * MIB
# One part and all of them, unpacked: counted while unpacking, since a zip may lie about sizes.
PART_BYTES = 80 * MIB
TOTAL_BYTES = 200 * MIB
# A sheet is held as a full rectangle while it is read: one far cell costs rows x columns.
ROWS = 100_000
COLUMNS = 4_000
RECTANGLE = 3_000_000
# Cells with something in them: so many take half of the time below.
CELLS = 250_000
SHEETS = 200
# Excel ends a cell's text at 32,767 characters; LibreOffice allows more.
CELL_TEXT = 200_000
# One token of XML: a text, a comment, an attribute.
TOKEN_BYTES = 2 * MIB
# Tags of all parts together: a full sheet has four for each of its cells. Elements cost far more than their bytes.
TAGS = 2_000_000
# Tags of a part that is no sheet, such as names, relations or notes: what they say is held one by one.
SIDE_TAGS = 100_000
# Elements within elements, in a part of more tags than those: an honest part has twenty levels, and each level is
# held until it ends.
DEPTH = 5_000
# One file's time and memory in its worker process. An honest workbook takes a twentieth of a second and 20 MiB.
# Memory counts on top of what folio itself takes, so that a reader stays below one GB in all.
SECONDS = 10.0
# The seconds count while the reader is at work, where the system tells; on a busy machine they may take so much longer.
PATIENCE = 6
MEMORY_BYTES = 800 * MIB
# Members of a submissions zip.
ZIP_MEMBERS = 5_000
