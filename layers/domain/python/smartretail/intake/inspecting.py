"""The first step of an upload: look into the file, go on or ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from smartretail.intake import keys
from smartretail.intake.content import written
from smartretail.intake.files.kinds import kind_of
from smartretail.intake.files.look import look_into
from smartretail.intake.files.model import Look, Told, Unreadable
from smartretail.intake.files.remote import RemoteFile
from smartretail.intake.finding import Finder
from smartretail.intake.mapping import Decision, decide
from smartretail.intake.model import (
    GONE,
    Column,
    Origin,
    Preview,
    Problem,
    Profile,
    Question,
    State,
    Upload,
)
from smartretail.intake.ports import (
    BaseCurrency,
    DataPolicy,
    Documents,
    Profiles,
    RawFiles,
    Uploads,
)
from smartretail.intake.recall import recall
from smartretail.intake.requesting import Money, request_for, request_of_root
from smartretail.intake.stream.inspecting import InspectStream
from smartretail.intake.suggest import suggest
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import Conflict
from smartretail.kernel.tenancy import Principal

_TO_INSPECT = frozenset({State.AWAITING, State.INSPECTING})
_SHOWN_CHARACTERS = 60
_MOST_RELOOKS = 3


@dataclass(frozen=True)
class InspectUpload:
    """Looks into the file; goes on when its columns are known, asks when they are not."""

    uploads: Uploads
    profiles: Profiles
    files: RawFiles
    documents: Documents
    currency: BaseCurrency
    policy: DataPolicy
    clock: Clock

    def run(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return where the upload stands now; only `cleaning` starts the curate job.

        Events come at least once: a repeated one finds the upload beyond inspection and changes
        nothing; while it is being cleaned, it leads to the same job with the same bytes as result.
        """
        who, upload = Finder(self.uploads).find(state)
        if upload.origin is Origin.STREAM:
            upload = self._streams().run(who, upload)
        elif upload.state in _TO_INSPECT:
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

    def _streams(self) -> InspectStream:
        return InspectStream(self.uploads, self.documents, self.currency, self.policy, self.clock)

    def _inspect(self, who: Principal, upload: Upload) -> Upload:
        if upload.state is State.AWAITING:
            moved = upload.moved(State.INSPECTING, self.clock.now())
            upload = self.uploads.save(who, moved)
        if upload.mends:
            return self._mend(who, upload)
        profiles = [p for p in self.profiles.all(who) if p.table is upload.table]
        look = self._look(who, upload, profiles)
        upload = _with_columns(upload, look)
        decision = decide(upload.spec, look, upload.choice, profiles, upload.suggested)
        upload = _with_profile(upload, decision)
        if decision.problem:
            return self._ask(who, upload, decision)
        return self._clean(who, upload, look, decision)

    def _look(self, who: Principal, upload: Upload, profiles: Sequence[Profile]) -> Look:
        """Look as a person said, else as the file shows, else as an earlier file was read.

        The header row and sheet that a person saw when choosing columns stay as they were.
        """
        if upload.choice:
            seen = (upload.format or {}) if upload.choice.mapping else {}
            row = upload.choice.header_row
            told = Told(seen.get("header_row") if row is None else row, seen.get("sheet"))
            return look_into(self._file(who, upload), told)
        look = look_into(self._file(who, upload))
        others = {Told(p.choice.header_row, p.choice.sheet) for p in profiles} - {
            Told(look.layout.header_row, look.layout.sheet)
        }
        if _is_known(look, profiles) or not (look.headers or look.layout.sheet):
            return look
        for told in sorted(others, key=str)[:_MOST_RELOOKS]:
            try:
                other = look_into(self._file(who, upload), told)
            except Unreadable:
                continue
            if _is_known(other, profiles):
                return other
        return look

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
        base = None
        if _money_in(upload, decision.mapping or {}):
            base = self.currency.settle(who, upload.currency)
            if base is None:
                return self._ask(who, upload, _which_currency(decision))
        money = Money(upload.currency or base, base)
        policy = self.policy.policy(who)
        request = request_for(upload, look, decision, money, policy, self.clock.now())
        return self._send(who, upload, request)

    def _mend(self, who: Principal, upload: Upload) -> Upload:
        """Mended rows are what they were in their root; nothing about them is asked."""
        root = self.uploads.get(who, upload.mends or "")
        if root is None or root.state in GONE:
            raise Unreadable("The upload that this file mends was deleted.")
        look = look_into(self._file(who, upload), Told(header_row=1))
        request = request_of_root(self.documents, who, upload, look)
        return self._send(who, _with_columns(upload, look), request)

    def _send(self, who: Principal, upload: Upload, request: Mapping[str, Any]) -> Upload:
        self.documents.write(who, keys.request_key(who, upload), request)
        moved = upload.moved(
            State.CLEANING,
            self.clock.now(),
            mapping=request["mapping"],
            currency=request["currency"],
            problem=None,
            questions=(),
        )
        return self.uploads.save(who, moved)


def _with_columns(upload: Upload, look: Look) -> Upload:
    columns = tuple(
        Column(found.name, found.samples, kind_of(found), found.filled_pct, *written(found))
        for found in look.columns
    )
    rows = tuple(tuple(cell[:_SHOWN_CHARACTERS] for cell in row) for row in look.rows)
    return replace(
        upload,
        columns=columns,
        suggested=suggest(look.columns, upload.spec),
        format=look.layout.document(),
        preview=Preview(tuple(found.name for found in look.columns), rows),
    )


def _with_profile(upload: Upload, decision: Decision) -> Upload:
    used = decision.profile.used if decision.profile else None
    return replace(upload, profile=used, new_columns=decision.new_columns)


def _is_known(look: Look, profiles: Sequence[Profile]) -> bool:
    names = [column.name for column in look.columns]
    return recall(profiles, names, headed=look.layout.header_row > 0) is not None


def _money_in(upload: Upload, mapping: Mapping[str, str]) -> bool:
    return any(t.kind == "money" for t in upload.spec.targets if t.name in mapping)


def _which_currency(decision: Decision) -> Decision:
    text = "In which currency are the amounts of this file?"
    detail = f"{text} It becomes the currency of your figures."
    problem = Problem("Which currency?", detail, "which_currency")
    return replace(decision, problem=problem, questions=(Question("currency", text),))
