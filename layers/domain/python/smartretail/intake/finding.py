"""Which upload a state machine is about, and on whose behalf it acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smartretail.intake import keys
from smartretail.intake.model import Upload
from smartretail.intake.ports import Uploads
from smartretail.kernel.errors import NotFound
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class Finder:
    """Finds the upload a state machine is about, and the job's principal for its tenant."""

    uploads: Uploads

    def find(self, state: Mapping[str, Any]) -> tuple[Principal, Upload]:
        """Return the upload named by `tenant` and `upload_id`, or by the raw `key`.

        A key is believed only when an upload of that tenant was announced under the very same key;
        of a deleted upload only the folder is known, and a day's stream is a folder of parts.
        """
        named = _named(state)
        if named:
            who = Principal.job(named.tenant)
            upload = self.uploads.get(who, named.upload_id)
            if upload and _belongs(state.get("key", upload.key), upload):
                return who, upload
        raise NotFound("No upload was announced for this file.", code="upload_not_found")


def visible(uploads: Uploads, who: Principal, upload_id: str) -> Upload:
    """Return an upload that the caller may see. Raise `NotFound` for any other."""
    upload = uploads.get(who, upload_id)
    if upload is None or not upload.visible_to(who):
        raise NotFound(f"There is no upload {upload_id}.", code="upload_not_found")
    return upload


def _belongs(key: str, upload: Upload) -> bool:
    return key == upload.key or (upload.key.endswith("/") and key.startswith(upload.key))


def _named(state: Mapping[str, Any]) -> keys.RawKey | None:
    if "upload_id" in state:
        return keys.RawKey(state["tenant"], state["upload_id"])
    return keys.parse_raw_key(state["key"])
