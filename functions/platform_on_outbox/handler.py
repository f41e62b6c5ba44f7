"""Outbox items, from the stream of every table, become events and audit lines."""

from smartretail.bootstrap.platform import relay
from smartretail.edge.outbox import outgoing
from smartretail.edge.stream import stream

handler = stream(lambda record: relay().pass_on(outgoing(record)))
