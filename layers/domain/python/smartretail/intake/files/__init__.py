"""Looking into a file as it came: its format, its columns, and some values of each."""
