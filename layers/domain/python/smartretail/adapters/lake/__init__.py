"""The lake in S3: objects read as streams, never whole."""
