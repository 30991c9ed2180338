"""Articles in, passages out: read, clean, split, embed, store, search. Knows nothing of `bot`."""

import os

# Our matrices are small. OpenBLAS reads this when NumPy is imported; its threads wait in a loop,
# and on a busy machine one multiplication then takes 40 ms instead of 1.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
