"""The HTTP API: every route behind the user pool's ID token, except the two that are public."""

import json

from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.blocks.estate import Estate
from infra.blocks.explain import explain
from infra.blocks.function import RetailFunction
from infra.blocks.logs import log_group
from infra.catalogue.spec import Route

ACCESS_LOG = {
    "request_id": "$context.requestId",
    "at": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency_ms": "$context.responseLatency",
    "function_ms": "$context.integrationLatency",
    "bytes": "$context.responseLength",
    "user": "$context.authorizer.claims.sub",
    "tenant": "$context.authorizer.claims.custom:tenant",
    "refused": "$context.authorizer.error",
    "failed": "$context.integrationErrorMessage",
}
UPLOADS = "POST /ingest/{table}"


class RetailApi(Construct):
    """One HTTP API with one stage."""

    def __init__(self, scope: Construct, estate: Estate, client: cognito.IUserPoolClient) -> None:
        super().__init__(scope, "HttpApi")
        self.estate = estate
        self.api = apigw.HttpApi(
            self,
            "Api",
            api_name=estate.settings.name,
            create_default_stage=False,
            description="SmartRetail",
        )
        self.authorizer = authorizers.HttpUserPoolAuthorizer(
            "IdToken", estate.pool, user_pool_clients=[client]
        )
        self.stage = self._stage()
        self._log_access()

    def serve(self, function: RetailFunction) -> None:
        """Add the routes of a function."""
        integration = integrations.HttpLambdaIntegration(
            f"{function.spec.name}-integration",
            function.function,
            payload_format_version=apigw.PayloadFormatVersion.VERSION_2_0,
            scope_permission_to_route=False,
        )
        for route in function.spec.routes:
            self._route(route, integration)

    def _route(self, route: Route, integration: apigw.HttpRouteIntegration) -> None:
        [added] = self.api.add_routes(
            path=route.path,
            methods=[apigw.HttpMethod(route.method)],
            integration=integration,
            authorizer=self.authorizer if route.roles else apigw.HttpNoneAuthorizer(),
        )
        if not route.roles:
            explain(added, APIG4="Public by contract; it tells nothing about any tenant.")
        if route.key == UPLOADS:
            self._throttle_uploads(added)

    def _throttle_uploads(self, route: apigw.HttpRoute) -> None:
        capacity = self.estate.settings.capacity
        self._stage_resource.route_settings = {
            UPLOADS: {
                "ThrottlingRateLimit": capacity.uploads_per_second,
                "ThrottlingBurstLimit": capacity.upload_burst,
            }
        }
        self.stage.node.add_dependency(route)

    @property
    def _stage_resource(self) -> apigw.CfnStage:
        resource = self.stage.node.default_child
        assert isinstance(resource, apigw.CfnStage)  # noqa: S101
        return resource

    def _stage(self) -> apigw.HttpStage:
        capacity = self.estate.settings.capacity
        return apigw.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigw.ThrottleSettings(
                rate_limit=capacity.requests_per_second, burst_limit=capacity.request_burst
            ),
        )

    def _log_access(self) -> None:
        name = f"/aws/vendedlogs/apigateway/{self.estate.settings.name}"
        self._stage_resource.access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group(self, self.estate, name).log_group_arn,
            format=json.dumps(ACCESS_LOG),
        )
