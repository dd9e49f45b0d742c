"""Every limit of reading, in one place, each with its reason.

An honest workbook has a few sheets of a few hundred rows. The limits lie far above that and far below what would
stop a laptop: a file beyond them is refused with a sentence, and the run goes on.
"""

from __future__ import annotations

MIB = 1024 * 1024

# A folio workbook has about 0.1 MiB; with pictures pasted in, a few.
FILE_BYTES = 50 * MIB
# Parts of the package: sheets, relations, comments, drawings, media.
PARTS = 3_000
# A zip's listing of its parts is held in memory; so is that of a zip of submissions.
LISTING_BYTES = 4 * MIB
# One part and all parts, unpacked: counted while unpacking, since a zip may lie about sizes.
PART_BYTES = 80 * MIB
TOTAL_BYTES = 200 * MIB
# A sheet is held as a full rectangle while it is read: one far cell costs rows x columns.
ROWS = 100_000
COLUMNS = 4_000
RECTANGLE = 3_000_000
# Filled cells: this many take half of the seconds below.
CELLS = 250_000
SHEETS = 200
# Excel allows 32,767 characters in a cell; LibreOffice allows more.
CELL_TEXT = 200_000
# All cells together: one long text may be shared by thousands of cells, and each costs its length when it is read.
CHARACTERS = 20_000_000
# One token of XML: a text, a comment, an attribute.
TOKEN_BYTES = 2 * MIB
# Tags of all parts together: a full sheet has four for each of its cells. Elements cost far more than their bytes.
TAGS = 2_000_000
# Tags of any other part, such as names, relations or notes: each is held in memory.
SIDE_TAGS = 100_000
# Nested elements, in a part with more tags than that: an honest part has twenty levels, and each stays in memory until
# it ends.
DEPTH = 5_000
# One file's time and memory in its worker process. An honest workbook takes a twentieth of a second and 20 MiB.
# Memory counts on top of what folio itself needs, so a reader stays below one GB in total.
SECONDS = 10.0
# The seconds are CPU time, where the system says; on a busy machine they may take this many times longer.
PATIENCE = 6
MEMORY_BYTES = 800 * MIB
# Members of a submissions zip.
ZIP_MEMBERS = 5_000
