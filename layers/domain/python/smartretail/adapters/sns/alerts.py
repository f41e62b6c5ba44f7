"""Alert digests by SNS; subscribers filter on the message attribute `tenant`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

_SUBJECT_CHARACTERS = 100
_TEXT_BYTES = 200_000


@dataclass(frozen=True)
class SnsMessenger:
    """Publishes to one topic."""

    client: "SNSClient"
    topic_arn: str

    def tell(self, who: Principal, subject: str, text: str) -> None:
        """Send a message to the tenant's subscribers."""
        self.client.publish(
            TopicArn=self.topic_arn,
            Subject=subject[:_SUBJECT_CHARACTERS],
            Message=text.encode()[:_TEXT_BYTES].decode(errors="ignore"),
            MessageAttributes={"tenant": {"DataType": "String", "StringValue": who.tenant}},
        )
