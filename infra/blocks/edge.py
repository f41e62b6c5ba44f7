"""What CloudFront does at the edge: rewrite addresses, add security headers."""

from aws_cdk import Duration
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

REWRITES = {
    "pages": (
        "if (!/^\\/(assets\\/.+|[^/]+\\.[a-z0-9]+)$/i.test(request.uri))"
        " { request.uri = '/index.html'; }"
    ),
    "api": "request.uri = request.uri.slice('/api'.length) || '/';",
}


def viewer_function(scope: Construct, deployment: str, of: str) -> cloudfront.FunctionAssociation:
    """Rewrite the address of a request: `pages` fall back to the app, `api` loses its prefix.

    A custom error response would do the first too, but it holds for the whole distribution and
    would replace the API's own 404 answers by the app.
    """
    code = "function handler(event) {\n  var request = event.request;\n  "
    code += REWRITES[of] + "\n  return request;\n}\n"
    return cloudfront.FunctionAssociation(
        event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
        function=cloudfront.Function(
            scope,
            f"{of.capitalize()}Rewrite",
            function_name=f"{deployment}-{of}",
            code=cloudfront.FunctionCode.from_inline(code),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        ),
    )


def security_headers(
    scope: Construct, deployment: str, connect: list[str]
) -> cloudfront.ResponseHeadersPolicy:
    """A content security policy that lets the page talk to its own origin and `connect` only."""
    policy = [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self'",
        "manifest-src 'self'",
        f"connect-src 'self' {' '.join(connect)}",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "SecurityHeaders",
        response_headers_policy_name=f"{deployment}-security",
        security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy="; ".join(policy), override=True
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
            frame_options=cloudfront.ResponseHeadersFrameOptions(
                frame_option=cloudfront.HeadersFrameOption.DENY, override=True
            ),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=True
            ),
            strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=Duration.days(365),
                include_subdomains=True,
                override=True,
            ),
        ),
    )
