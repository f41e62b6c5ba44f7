"""Streamed orders and stock counts, from their queue, become parts of the day's upload."""

from smartretail.bootstrap.intake_stream import quarantine, writing
from smartretail.edge.queue import queue

handler = queue(
    lambda messages: writing().take(messages), lambda *refused: quarantine().keep(*refused)
)
