"""Orders and stock counts that come as events: checked, sent, written as parts of a day's upload.

Shapes and rules are here; the use cases are in `intake.streaming`.
"""
