"""Articles in and out of the index, safely: read, prepare, write, publish, rebuild, examine."""
