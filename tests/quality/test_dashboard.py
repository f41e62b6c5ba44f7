"""The dashboard's own checks: types, formats, both languages, sign-in against an oracle."""

import subprocess

from infra.workspace.frontend import FRONTEND, npm


def test_the_dashboards_types_and_unit_tests_hold() -> None:
    command, env = npm()

    done = subprocess.run(
        [*command, "run", "check"],
        cwd=FRONTEND,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
