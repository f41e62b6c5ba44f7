"""Parts of a large upload, each a file from the moment it arrives: they outlive a SIGKILL.

The emulator keeps parts in memory, where a transfer of gigabytes fills it and a crash ends it.
"""

import mmap
import os
import shutil
from pathlib import Path
from typing import Any

from infra.local import rewriting
from infra.local.files import write_atomically

SAVED_AS = "multipart_uploads"


def keep_parts(s3: Any) -> None:
    """Let the emulator's S3 keep parts on disk and know of open transfers after a restart."""
    s3._kept_part, s3._opened_part, s3._dropped_parts = kept, opened, dropped
    s3._PERSISTED_BUCKET_DICTS[SAVED_AS] = s3._multipart_uploads
    ended = "del _multipart_uploads[upload_id]"
    drop = (ended, f"{ended}\n    _dropped_parts(upload_id)")
    rewriting.rewrite(
        s3, "_upload_part", ('"body": body,', '"body": _kept_part(upload_id, pn, body),')
    )
    rewriting.rewrite(
        s3,
        "_complete_multipart_upload",
        ('stored = upload["parts"][pn]', 'stored = _opened_part(upload["parts"][pn])'),
        drop,
    )
    rewriting.rewrite(s3, "_abort_multipart_upload", drop)
    restore = s3._restore_state

    def restored(data: Any) -> None:
        restore(data)
        for upload in s3._multipart_uploads._data.values():
            upload["parts"] = {int(number): part for number, part in upload["parts"].items()}

    rewriting.substitute(s3, "_restore_state", "data", restored)


def kept(upload_id: str, number: int, body: bytes) -> str:
    """Write a part; return the path that stands for its bytes."""
    path = _folder(upload_id) / str(number)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, body)
    return str(path)


def opened(part: dict[str, Any]) -> dict[str, Any]:
    """Return a part with its bytes, which stay on disk until they are read."""
    if not isinstance(part["body"], str) or not part["size"]:
        return {**part, "body": part["body"] or b""}
    with Path(part["body"]).open("rb") as file:
        return {**part, "body": mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)}


def dropped(upload_id: str) -> None:
    """Remove the parts of a transfer that has ended."""
    shutil.rmtree(_folder(upload_id), ignore_errors=True)


def _folder(upload_id: str) -> Path:
    return Path(os.environ["S3_DATA_DIR"]).with_name("parts") / upload_id
