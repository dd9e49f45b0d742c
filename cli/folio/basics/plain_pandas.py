"""pandas as folio uses it: texts are Python's own, also where pyarrow is installed, which fails on half a character."""

import pandas as pd

pd.set_option("mode.string_storage", "python")

__all__ = ["pd"]
