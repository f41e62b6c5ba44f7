"""The Cognito edge: a finished sign-in in, the same event out, as the user pool asks for."""

from collections.abc import Callable
from typing import Any

from smartretail.edge.telemetry import logger, measured, metrics
from smartretail.kernel.tenancy import Principal

Trigger = dict[str, Any]


def after_sign_in(note: Callable[[Principal, str], None]) -> Callable[[Trigger, Any], Trigger]:
    """Return the Lambda handler of a post-authentication trigger.

    The user pool refuses the sign-in when its trigger fails. A table that is out of reach for a
    minute would then lock every shop out, so the person is let in, and the missing line is an
    error in the log and counts in the metric `SignInNotAudited`, which has an alarm.
    """

    @measured
    @logger.inject_lambda_context(clear_state=True)
    def handler(event: Trigger, context: Any) -> Trigger:
        attributes = event["request"]["userAttributes"]
        if attributes.get("custom:tenant"):
            try:
                note(Principal.from_claims(attributes), attributes["sub"])
            except Exception:
                logger.exception("sign-in not audited")
                metrics.add_metric(name="SignInNotAudited", unit="Count", value=1)
        return event

    return handler
