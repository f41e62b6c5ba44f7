"""Which upload a mend belongs to: the first one, whose rejected rows it brings back."""

from contextlib import suppress
from dataclasses import replace

from smartretail.intake.model import GONE, Upload
from smartretail.intake.ports import Uploads
from smartretail.kernel.errors import Conflict, FieldError, Invalid, Unavailable
from smartretail.kernel.tenancy import Principal

_ATTEMPTS = 5


def root_of(uploads: Uploads, who: Principal, mend: Upload) -> Upload:
    """Return the root that `mend.mends` leads to, the mend noted in it.

    It is noted before the mend is written, so whoever deletes the root finds every mend. Raise
    `Invalid` when that upload cannot be mended.
    """
    for _ in range(_ATTEMPTS):
        root = _mendable(uploads, who, mend)
        if mend.upload_id in root.mended_by:
            return root
        noted = replace(root, mended_by=(*root.mended_by, mend.upload_id))
        with suppress(Conflict):
            return uploads.save(who, noted)
    raise Unavailable("The upload changes too often; try again.")


def _mendable(uploads: Uploads, who: Principal, mend: Upload) -> Upload:
    named = uploads.get(who, mend.mends or "")
    if named is None or not named.visible_to(who) or named.state in GONE:
        raise _refused("There is no such upload.")
    root = uploads.get(who, named.mends) if named.mends else named
    if root is None or root.state in GONE:
        raise _refused("The upload it belongs to was deleted.")
    if root.table is not mend.table:
        raise _refused(f"That upload is one of {root.table}.")
    if root.counts is None or not root.counts.rejected:
        raise _refused("No rows of that upload were set aside.")
    return root


def _refused(reason: str) -> Invalid:
    return Invalid(reason, (FieldError("body.mends", reason),), code="not_mendable")
