"""The marks of the formulas of folio 0.1.0, whose workbooks do not carry them yet."""

from __future__ import annotations

FINGERPRINTS_0_1_0 = frozenset({
    "068b435ae9", "072ee834fd", "14d43e6d30", "210a1f4801", "2ab4da8126", "3c882fb6e9", "3e475291f1", "40e124635d",
    "40fd5b84a5", "499e5289fa", "53dd3412b1", "6666b0ab27", "6cd8db91a9", "8aa1b3ed8c", "8e9e143956", "992338ab19",
    "a4181479fd", "b13816e0e2", "c942655c3e", "d1e984355e", "d61b1dade4", "e3d61b2503", "e627bc382e", "ed4488542a",
    "ee9b156e4c", "f48b0a8f40", "fa2a8fdb7c",
})  # fmt: skip
