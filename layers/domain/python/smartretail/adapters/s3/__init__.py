"""S3: the lake's objects and the locked audit archive."""
