"""Makes one run of a connector: reads the other system and hands its rows to the intake."""

from smartretail.bootstrap.connectors_pull import pulling
from smartretail.edge.pull import counted, named
from smartretail.edge.queue import each, queue

handler = queue(each(counted(lambda message: pulling().work(message))), named)
