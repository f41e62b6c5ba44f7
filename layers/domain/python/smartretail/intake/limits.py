"""How large and how long things may be."""

LINK_SECONDS = 900
MAX_UPLOAD_BYTES = 1 << 30
MAX_COLUMNS = 200
