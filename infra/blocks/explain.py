"""Why a finding of the checks is right to stay."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def explain(construct: IConstruct, **findings: str) -> None:
    """Record a reason for each finding of AwsSolutions, named without that prefix."""
    for rule, reason in findings.items():
        acknowledge(construct, f"AwsSolutions-{rule}", reason)


def acknowledge(construct: IConstruct, finding: str, reason: str) -> None:
    """Record a reason for one exact finding."""
    Validations.of(construct).acknowledge(Acknowledgment(id=finding, reason=reason))
