"""The dashboard: a private bucket behind CloudFront, the API under /api of the same origin."""

from typing import Any

from aws_cdk import Aws, CfnOutput, Duration, Fn, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.blocks.edge import security_headers, viewer_function
from infra.blocks.estate import Estate
from infra.blocks.explain import explain
from infra.blocks.storage import bucket, removal

REST = cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS


class FrontendStack(Stack):
    """Static pages by origin access control; `/api/*` goes to the HTTP API without its prefix."""

    def __init__(
        self,
        scope: Construct,
        estate: Estate,
        api_endpoint: str,
        **options: Any,
    ) -> None:
        super().__init__(scope, estate.settings.stack_id("Frontend"), **options)
        self.settings = estate.settings
        self.logs = self._logs()
        self.site = bucket(
            self,
            "Site",
            self.settings,
            key=None,
            versioned=True,
            server_access_logs_bucket=self.logs,
            server_access_logs_prefix="site/",
            lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration=Duration.days(30))],
            removal_policy=removal(self.settings),
        )
        self.distribution = self._distribution(estate, Fn.select(2, Fn.split("/", api_endpoint)))
        self._explain()
        CfnOutput(self, "SiteBucketName", value=self.site.bucket_name)
        CfnOutput(self, "DistributionId", value=self.distribution.distribution_id)
        domain = self.settings.domain_name or self.distribution.domain_name
        CfnOutput(self, "SiteUrl", value=f"https://{domain}")

    def _logs(self) -> s3.Bucket:
        return bucket(
            self,
            "Site-Logs",
            self.settings,
            key=None,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
            lifecycle_rules=[
                s3.LifecycleRule(expiration=Duration.days(self.settings.retention.access_log_days))
            ],
            removal_policy=removal(self.settings),
        )

    def _distribution(self, estate: Estate, api_host: str) -> cloudfront.Distribution:
        headers = security_headers(
            self,
            self.settings.name,
            connect=[
                f"https://cognito-idp.{Aws.REGION}.amazonaws.com",
                f"https://s3.{Aws.REGION}.amazonaws.com/{estate.bucket('lake')}/",
            ],
        )
        named = bool(self.settings.domain_name and self.settings.certificate_arn)
        return cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"{self.settings.name} dashboard",
            default_root_object="index.html",
            default_behavior=self._pages(headers),
            additional_behaviors={"/api/*": self._api(api_host, headers)},
            domain_names=[str(self.settings.domain_name)] if named else None,
            certificate=self._certificate() if named else None,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_200,
            web_acl_id=self.settings.web_acl_arn,
            enable_logging=True,
            log_bucket=self.logs,
            log_file_prefix="cloudfront/",
        )

    def _pages(self, headers: cloudfront.ResponseHeadersPolicy) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(self.site),
            viewer_protocol_policy=REST,
            compress=True,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            response_headers_policy=headers,
            function_associations=[viewer_function(self, self.settings.name, "pages")],
        )

    def _api(
        self, host: str, headers: cloudfront.ResponseHeadersPolicy
    ) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.HttpOrigin(
                host, origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2]
            ),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            response_headers_policy=headers,
            function_associations=[viewer_function(self, self.settings.name, "api")],
        )

    def _certificate(self) -> acm.ICertificate:
        return acm.Certificate.from_certificate_arn(
            self, "Certificate", str(self.settings.certificate_arn)
        )

    def _explain(self) -> None:
        reasons = {
            "CFR1": "Retailers and their suppliers work from any country.",
        }
        if not self.settings.web_acl_arn:
            reasons["CFR2"] = (
                "A web ACL costs 5 USD a month at rest; set web_acl_arn to attach one. "
                "The API throttles by itself, and the pages are static."
            )
        if not self.settings.domain_name:
            reasons["CFR4"] = (
                "Without a domain of its own a dev stage has CloudFront's certificate, "
                "whose policy is fixed; prod refuses to synthesise without one."
            )
        explain(self.distribution, **reasons)
