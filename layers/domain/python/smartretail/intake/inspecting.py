"""The first step of an upload: look into the file, go on or ask."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from smartretail.intake import keys
from smartretail.intake.choice import signature
from smartretail.intake.files.look import look_into
from smartretail.intake.files.model import Look, Unreadable
from smartretail.intake.files.remote import RemoteFile
from smartretail.intake.finding import Finder
from smartretail.intake.mapping import Decision, decide
from smartretail.intake.model import Choice, Column, Problem, Question, State, Upload
from smartretail.intake.ports import BaseCurrency, Documents, Profiles, RawFiles, Uploads
from smartretail.intake.suggest import suggest
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import Conflict
from smartretail.kernel.tenancy import Principal

_TO_INSPECT = frozenset({State.AWAITING, State.INSPECTING})
_FARTHEST_EAST = timedelta(hours=14)


@dataclass(frozen=True)
class InspectUpload:
    """Looks into the file; goes on when its columns are known, asks when they are not."""

    uploads: Uploads
    profiles: Profiles
    files: RawFiles
    documents: Documents
    currency: BaseCurrency
    clock: Clock

    def run(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return where the upload stands now; only `cleaning` starts the curate job.

        Events come at least once: a repeated one finds the upload beyond inspection and changes
        nothing; while it is being cleaned, it leads to the same job with the same bytes as result.
        """
        who, upload = Finder(self.uploads).find(state)
        if upload.state in _TO_INSPECT:
            try:
                upload = self._inspect(who, upload)
            except Conflict:
                upload = self.uploads.get(who, upload.upload_id) or upload
        return {
            "state": upload.state.value,
            "tenant": who.tenant,
            "upload_id": upload.upload_id,
            "table": upload.table.value,
            "key": upload.key,
            "request": keys.request_key(who, upload),
        }

    def _inspect(self, who: Principal, upload: Upload) -> Upload:
        if upload.state is State.AWAITING:
            moved = upload.moved(State.INSPECTING, self.clock.now())
            upload = self.uploads.save(who, moved)
        look = look_into(self._file(who, upload))
        upload = self._with_columns(upload, look)
        decision = decide(upload.spec, look, self._confirmed(who, upload))
        if decision.problem:
            return self._ask(who, upload, decision)
        return self._clean(who, upload, look, decision)

    def _file(self, who: Principal, upload: Upload) -> RemoteFile:
        file = RemoteFile(
            lambda start, length: self.files.read(who, upload.key, start, length),
            lambda: self.files.stream(who, upload.key),
        )
        if file.size != upload.size_bytes:
            raise Unreadable(
                f"The file has {file.size} bytes; {upload.size_bytes} were announced. "
                "The transfer may have broken off: upload it again."
            )
        return file

    def _with_columns(self, upload: Upload, look: Look) -> Upload:
        return replace(
            upload,
            columns=tuple(Column(found.name, found.samples) for found in look.columns),
            suggested=suggest(look.columns, upload.spec),
        )

    def _confirmed(self, who: Principal, upload: Upload) -> Choice | None:
        if upload.choice:
            return upload.choice
        names = signature(column.name for column in upload.columns)
        profile = self.profiles.get(who, upload.table, names)
        return profile.choice if profile else None

    def _ask(self, who: Principal, upload: Upload, decision: Decision) -> Upload:
        moved = upload.moved(
            State.NEEDS_MAPPING,
            self.clock.now(),
            mapping=decision.mapping,
            problem=decision.problem,
            questions=decision.questions,
        )
        return self.uploads.save(who, moved)

    def _clean(self, who: Principal, upload: Upload, look: Look, decision: Decision) -> Upload:
        mapping = decision.mapping or {}
        base = None
        if _money_in(upload, mapping):
            base = self.currency.settle(who, upload.currency)
            if base is None:
                return self._ask(who, upload, _which_currency(decision))
        currency = upload.currency or base
        request = {
            "mapping": mapping,
            "currency": currency,
            "base_currency": base,
            "rate": 1 if currency == base else None,
            "simulated": upload.simulated,
            "format": look.layout.document(),
            "date_format": decision.date_format,
            "as_of_limit": (self.clock.now() + _FARTHEST_EAST).date().isoformat(),
            "stores": list(upload.stores),
            "skus": list(upload.skus),
        }
        self.documents.write(who, keys.request_key(who, upload), request)
        moved = upload.moved(
            State.CLEANING,
            self.clock.now(),
            mapping=mapping,
            currency=currency,
            problem=None,
            questions=(),
        )
        return self.uploads.save(who, moved)


def _money_in(upload: Upload, mapping: Mapping[str, str]) -> bool:
    return any(t.kind == "money" for t in upload.spec.targets if t.name in mapping)


def _which_currency(decision: Decision) -> Decision:
    text = "In which currency are the amounts of this file?"
    problem = Problem("Which currency?", f"{text} It becomes the currency of your figures.")
    return replace(decision, problem=problem, questions=(Question("currency", text),))
