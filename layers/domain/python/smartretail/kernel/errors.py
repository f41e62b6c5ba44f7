"""What can go wrong, in the caller's terms. `edge` turns these into RFC 9457 problem documents."""

from dataclasses import dataclass


class SmartRetailError(Exception):
    """Base of every expected failure: a stable `code`, an HTTP `status` and a sentence."""

    code = "error"
    status = 500
    title = "Something went wrong"

    def __init__(self, detail: str, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code


class NotFound(SmartRetailError):
    """The thing does not exist, or belongs to a tenant, store or SKU the caller may not see."""

    code = "not_found"
    status = 404
    title = "Not found"


class Forbidden(SmartRetailError):
    """The caller is known, but none of their roles may do this."""

    code = "forbidden"
    status = 403
    title = "Your role does not allow this"


class Conflict(SmartRetailError):
    """The thing changed meanwhile, or its state does not allow the step."""

    code = "conflict"
    status = 409
    title = "Not possible in the present state"


class Unavailable(SmartRetailError):
    """A service behind us did not answer; the same call may succeed later."""

    code = "unavailable"
    status = 503
    title = "Temporarily unavailable"


@dataclass(frozen=True)
class FieldError:
    """One field of the input that is wrong, and why."""

    field: str
    reason: str


class Invalid(SmartRetailError):
    """The input is wrong; `errors` names each field and its reason."""

    code = "invalid"
    status = 422
    title = "The request is not valid"

    def __init__(
        self, detail: str, errors: tuple[FieldError, ...] = (), code: str | None = None
    ) -> None:
        super().__init__(detail, code)
        self.errors = errors
