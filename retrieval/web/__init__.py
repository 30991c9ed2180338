"""Web pages: their addresses, and how one is fetched without harm to anybody."""
