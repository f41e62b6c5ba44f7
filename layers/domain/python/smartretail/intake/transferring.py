"""Large files in parts: where the parts go, which have arrived, and joining them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from smartretail.intake.answers import PartLink, PartsAnswer, UploadAnswer
from smartretail.intake.finding import visible
from smartretail.intake.limits import PART_LINKS
from smartretail.intake.model import State, Upload
from smartretail.intake.parts import Transfer
from smartretail.intake.ports import Gone, Transfers, Uploads
from smartretail.intake.reading import full
from smartretail.kernel.errors import Conflict
from smartretail.kernel.tenancy import Principal

_SHOWN = 20


@dataclass(frozen=True)
class TransferFile:
    """Leads a large file through; what has arrived is read from storage, never believed."""

    uploads: Uploads
    transfers: Transfers

    def parts(self, who: Principal, upload_id: str) -> PartsAnswer:
        """Return what has arrived and where the next parts go, also after a break of days."""
        upload, transfer = _open(visible(self.uploads, who, upload_id))
        try:
            arrived = self._arrived(who, upload, transfer)
        except Gone:
            if self.transfers.size(who, upload.key) is not None:
                arrived = dict.fromkeys(upload.part_sizes, "")
            else:
                transfer, arrived = self._anew(who, upload, transfer), {}
        missing = [number for number in upload.part_sizes if number not in arrived]
        return PartsAnswer(
            part_bytes=transfer.part_bytes,
            parts=len(upload.part_sizes),
            received=sorted(arrived),
            urls=[self._link(who, upload, transfer, n) for n in missing[:PART_LINKS]],
        )

    def complete(self, who: Principal, upload_id: str) -> UploadAnswer:
        """Join the parts; repeated, it changes nothing. Raise `Conflict` while parts are missing.

        Every part has exactly its size, so the file has the size that was announced.
        """
        upload = visible(self.uploads, who, upload_id)
        if upload.transfer and upload.state is not State.AWAITING:
            return full(upload)
        upload, transfer = _open(upload)
        try:
            tags = self._arrived(who, upload, transfer)
            if missing := [number for number in upload.part_sizes if number not in tags]:
                raise _incomplete(missing)
            self.transfers.complete(who, upload.key, transfer.handle, tags)
        except Gone:
            if self.transfers.size(who, upload.key) is None:
                raise _incomplete(list(upload.part_sizes)) from None
        return full(upload)

    def _arrived(self, who: Principal, upload: Upload, transfer: Transfer) -> Mapping[int, str]:
        found = self.transfers.received(who, upload.key, transfer.handle)
        sizes = upload.part_sizes
        return {n: tag for n, (size, tag) in found.items() if sizes.get(n) == size}

    def _anew(self, who: Principal, upload: Upload, ended: Transfer) -> Transfer:
        opened = replace(ended, handle=self.transfers.begin(who, upload.key))
        self.uploads.save(who, replace(upload, transfer=opened))
        return opened

    def _link(self, who: Principal, upload: Upload, transfer: Transfer, number: int) -> PartLink:
        size = upload.part_sizes[number]
        url = self.transfers.link(who, upload.key, transfer.handle, number, size)
        return PartLink(number=number, url=url, size_bytes=size)


def _open(upload: Upload) -> tuple[Upload, Transfer]:
    if upload.transfer is None:
        raise Conflict("This upload does not come in parts.", code="not_in_parts")
    if upload.state is not State.AWAITING:
        raise Conflict("This upload has all its parts.", code="transfer_ended")
    return upload, upload.transfer


def _incomplete(missing: list[int]) -> Conflict:
    numbers = ", ".join(str(number) for number in missing[:_SHOWN])
    more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    return Conflict(f"These parts have not arrived: {numbers}{more}.", code="parts_missing")
