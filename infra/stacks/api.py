"""The HTTP API and the functions behind it."""

from typing import Any

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.blocks.api import RetailApi
from infra.blocks.estate import Estate
from infra.blocks.function import Layers, RetailFunction
from infra.catalogue.http import HTTP_FUNCTIONS


class ApiStack(Stack):
    """One function per context; each answers the routes that the catalogue gives it."""

    def __init__(
        self,
        scope: Construct,
        estate: Estate,
        client: cognito.IUserPoolClient,
        **options: Any,
    ) -> None:
        super().__init__(scope, estate.settings.stack_id("Api"), **options)
        layers = Layers(self)
        self.functions = [RetailFunction(self, spec, estate, layers) for spec in HTTP_FUNCTIONS]
        self.http = RetailApi(self, estate, client)
        for function in self.functions:
            self.http.serve(function)
        CfnOutput(self, "ApiUrl", value=self.http.api.api_endpoint)
        CfnOutput(self, "ApiId", value=self.http.api.api_id)
