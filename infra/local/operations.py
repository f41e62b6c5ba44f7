"""Commands that speak to the running local cloud: seed, logs, invoke."""

import argparse
import json
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path
from typing import Any

from infra.local import identity
from infra.local.assembly import read_assembly
from infra.local.failure import LocalError
from infra.local.resources import Resources
from infra.local.settings import LocalSettings

FUNCTION = "AWS::Lambda::Function"


def run(settings: LocalSettings, options: argparse.Namespace) -> None:
    """Carry out one command."""
    _require_running(settings)
    clients = cache(lambda service: identity.client(settings, service))
    resources = Resources(clients("cloudformation"), read_assembly(settings.assembly))
    if options.command == "seed":
        seed(settings, clients, resources)
    elif options.command == "logs":
        show_logs(clients("logs"), function_name(resources, options.function))
    else:
        name = function_name(resources, options.function)
        invoke(clients("lambda"), name, options.event)


def seed(settings: LocalSettings, clients: Any, resources: Resources) -> None:
    """Make the users again and fill the demo tenant again."""
    from infra.local.published import Published
    from infra.local.seeding.demo import seed_demo
    from infra.local.seeding.tenants import open_tenants
    from infra.local.seeding.users import seed_users

    published = Published()
    resources.publish(published, "dev")
    open_tenants(clients, resources, print)
    seed_users(clients, resources, print)
    seed_demo(settings, published, print)


def function_name(resources: Resources, asked: str) -> str:
    """The full name of a function given by its own or its folder's name."""
    names = resources.of_type(FUNCTION)
    for name in names:
        if name == asked or name.endswith(f"-{asked}"):
            return name
    known = ", ".join(sorted(name.rpartition("-")[2] for name in names))
    raise LocalError(f"There is no function {asked}; there are {known}.")


def show_logs(logs: Any, function: str) -> None:
    """Print what a function has logged, oldest first."""
    pages = logs.get_paginator("filter_log_events")
    try:
        for page in pages.paginate(logGroupName=f"/aws/lambda/{function}"):
            for event in page["events"]:
                print(event["message"].rstrip())
    except logs.exceptions.ResourceNotFoundException:
        print(f"{function} has not logged anything yet.")


def invoke(lambda_: Any, function: str, event: str) -> None:
    """Call a function and print its answer."""
    text = Path(event[1:]).read_text() if event.startswith("@") else event
    try:
        json.loads(text)
    except ValueError as error:
        raise LocalError(f"The event is no JSON: {error}.") from error
    answer = lambda_.invoke(FunctionName=function, Payload=text.encode())
    print(answer["Payload"].read().decode())
    if "FunctionError" in answer:
        raise LocalError(f"{function} failed.")


def _require_running(settings: LocalSettings) -> None:
    try:
        urllib.request.urlopen(f"{settings.address}/config.json", timeout=5).close()  # noqa: S310
    except (urllib.error.URLError, OSError) as error:
        sentence = f"Nothing runs on {settings.address}: start it with `make run`."
        raise LocalError(sentence) from error
