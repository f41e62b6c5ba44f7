"""`python -m infra.publish OUTPUTS SITE`: tells the built dashboard where its cloud is.

OUTPUTS is what `cdk deploy --outputs-file` wrote; SITE is the folder that goes to the bucket.
"""

import json
import sys
from pathlib import Path
from typing import Any

Outputs = dict[str, dict[str, str]]


def site_config(outputs: Outputs) -> dict[str, Any]:
    """The dashboard's `config.json` from the outputs of the stacks."""
    identity = _stack(outputs, "Identity")
    name = next(stack for stack in outputs if stack.endswith("-Identity"))
    return {
        "region": identity["UserPoolId"].partition("_")[0],
        "userPoolId": identity["UserPoolId"],
        "clientId": identity["UserPoolClientId"],
        "cognitoEndpoint": None,
        "stage": name.split("-")[1],
        "localMode": False,
    }


def _stack(outputs: Outputs, name: str) -> dict[str, str]:
    found = [values for stack, values in outputs.items() if stack.endswith(f"-{name}")]
    if len(found) != 1:
        raise SystemExit(f"The outputs name {len(found)} {name} stacks; there must be one.")
    return found[0]


def main(outputs: str, site: str) -> None:
    """Write `config.json` into the site's folder."""
    found: Outputs = json.loads(Path(outputs).read_text())
    text = json.dumps(site_config(found), indent=2)
    (Path(site) / "config.json").write_text(text + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
