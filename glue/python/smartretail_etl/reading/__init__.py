"""Raw files of any supported kind become one stream of text batches with line numbers."""
