"""SageMaker's wire format, as botocore's model of the service describes it."""

import json
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

JSON = {"Content-Type": "application/x-amz-json-1.1"}
Response = tuple[int, dict[str, str], bytes]


class Refusal(Exception):
    """An error of the service: its code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@cache
def model() -> ServiceModel:
    """The model of SageMaker that botocore carries."""
    return botocore.session.get_session().get_service_model("sagemaker")


def check(operation: str, request: dict[str, Any]) -> None:
    """Refuse a request that the service's model does not allow."""
    shape = model().operation_model(operation).input_shape
    report = ParamValidator().validate(request, shape) if shape else None
    if report and report.has_errors():
        raise Refusal("ValidationException", report.generate_report())


def answer(body: dict[str, Any]) -> Response:
    """A successful response."""
    return 200, dict(JSON), json.dumps(body).encode()


def error(refusal: Refusal) -> Response:
    """An error response."""
    body = {"__type": refusal.code, "message": str(refusal)}
    return 400, {**JSON, "x-amzn-errortype": refusal.code}, json.dumps(body).encode()
