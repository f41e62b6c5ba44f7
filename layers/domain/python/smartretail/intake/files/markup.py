"""XML as a bounded stream of elements; documents with a DOCTYPE are refused."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from smartretail.intake.files.model import Unreadable

_PIECE = 64 << 10


@dataclass(frozen=True)
class Start:
    """An element begins."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """Characters inside an element."""

    data: str


@dataclass(frozen=True)
class End:
    """An element ends."""

    name: str


Mark = Start | Text | End


def marks(stream: IO[bytes], most_bytes: int) -> Iterator[Mark]:
    """Yield starts, texts and ends, namespaces left out, from at most `most_bytes` of XML."""
    queue: deque[Mark] = deque()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: queue.append(Start(_local(name), given))
    parser.CharacterDataHandler = lambda data: queue.append(Text(data))
    parser.EndElementHandler = lambda name: queue.append(End(_local(name)))
    parser.StartDoctypeDeclHandler = _refuse
    passed = 0
    while passed < most_bytes and (piece := stream.read(_PIECE)):
        passed += len(piece)
        try:
            parser.Parse(piece, False)
        except expat.ExpatError as error:
            raise Unreadable("The workbook is damaged: its XML cannot be read.") from error
        while queue:
            yield queue.popleft()


def _refuse(*declaration: object) -> None:
    raise Unreadable("The workbook holds a DOCTYPE, which no spreadsheet program writes.")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
