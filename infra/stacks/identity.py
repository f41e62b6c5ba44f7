"""Who may come in: a Cognito user pool whose claims say tenant, stores and SKUs."""

from typing import Any

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.blocks.estate import Estate
from infra.blocks.explain import explain
from infra.blocks.function import Layers, RetailFunction
from infra.blocks.storage import removal
from infra.catalogue.jobs import SIGN_IN_FUNCTION
from infra.catalogue.spec import Role
from infra.config import Settings

SCOPE_CLAIMS = ("tenant", "stores", "skus")


class IdentityStack(Stack):
    """Users are invited by an admin; the browser signs in by SRP and never sees a secret."""

    def __init__(self, scope: Construct, settings: Settings, **options: Any) -> None:
        super().__init__(scope, settings.stack_id("Identity"), **options)
        self.settings = settings
        self.pool = self._pool()
        self.client = self._client()
        for role in Role:
            cognito.CfnUserPoolGroup(
                self,
                f"{role.capitalize()}Group",
                group_name=role.value,
                user_pool_id=self.pool.user_pool_id,
            )
        CfnOutput(self, "UserPoolId", value=self.pool.user_pool_id)
        CfnOutput(self, "UserPoolClientId", value=self.client.user_pool_client_id)

    def note_sign_ins(self, estate: Estate) -> RetailFunction:
        """Have every finished sign-in put on record by a function beside the pool."""
        noting = RetailFunction(self, SIGN_IN_FUNCTION, estate, Layers(self))
        self.pool.add_trigger(cognito.UserPoolOperation.POST_AUTHENTICATION, noting.function)
        return noting

    def _pool(self) -> cognito.UserPool:
        pool = cognito.UserPool(
            self,
            "Users",
            user_pool_name=self.settings.name,
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            keep_original=cognito.KeepOriginalAttrs(email=True),
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            custom_attributes={
                claim: cognito.StringAttribute(mutable=True, min_len=1, max_len=2048)
                for claim in SCOPE_CLAIMS
            },
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(3),
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=self.settings.retention.keep_data,
            removal_policy=removal(self.settings),
        )
        explain(
            pool,
            COG2="TOTP is offered to everybody; devices shared on a shop floor cannot be forced.",
            COG8="The Plus tier is billed per user each month and adds nothing used here.",
            COG3="Threat protection needs the Plus tier, billed per user each month. Sign-in is by "
            "SRP, Cognito locks out guessers, tokens are short.",
        )
        return pool

    def _client(self) -> cognito.UserPoolClient:
        readable = cognito.ClientAttributes().with_standard_attributes(
            email=True, email_verified=True
        )
        return self.pool.add_client(
            "Dashboard",
            user_pool_client_name=f"{self.settings.name}-dashboard",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_srp=True),
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            id_token_validity=Duration.minutes(self.settings.token_minutes),
            access_token_validity=Duration.minutes(self.settings.token_minutes),
            refresh_token_validity=Duration.hours(self.settings.session_hours),
            read_attributes=readable.with_custom_attributes(*SCOPE_CLAIMS),
            write_attributes=cognito.ClientAttributes().with_standard_attributes(email=True),
        )
