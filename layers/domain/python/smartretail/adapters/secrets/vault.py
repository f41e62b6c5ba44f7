"""`Vault` in AWS Secrets Manager, below a prefix that no other part of the system reads."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True)
class SecretsVault:
    """One secret per name, under the tenant's own prefix, encrypted with the deployment's key."""

    client: "SecretsManagerClient" = field(repr=False)
    prefix: str
    key_alias: str

    def put(self, who: Principal, ref: str, secret: str) -> None:
        """Keep a secret."""
        name = self._name(who, ref)
        try:
            self.client.create_secret(Name=name, SecretString=secret, KmsKeyId=self.key_alias)
        except self.client.exceptions.ResourceExistsException:
            self.client.put_secret_value(SecretId=name, SecretString=secret)

    def get(self, who: Principal, ref: str) -> str | None:
        """Return the secret, or None."""
        gone = (
            self.client.exceptions.ResourceNotFoundException,
            self.client.exceptions.InvalidRequestException,
        )
        try:
            answer = self.client.get_secret_value(SecretId=self._name(who, ref))
        except gone:
            return None
        return answer["SecretString"]

    def remove(self, who: Principal, ref: str) -> None:
        """Forget a secret without the usual weeks in which it could be brought back."""
        with suppress(self.client.exceptions.ResourceNotFoundException):
            self.client.delete_secret(
                SecretId=self._name(who, ref), ForceDeleteWithoutRecovery=True
            )

    def _name(self, who: Principal, ref: str) -> str:
        return f"{self.prefix}/{who.tenant}/{ref}"
