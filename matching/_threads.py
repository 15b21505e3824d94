"""One thread for linear algebra: its sums then do not depend on how many cores are idle.

It has to be said before numpy is loaded; where that is too late, nothing changes.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
