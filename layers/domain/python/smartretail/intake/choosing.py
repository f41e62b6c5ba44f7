"""A person's mapping of columns: taken, remembered for later files, shown, forgotten."""

from dataclasses import dataclass

from smartretail.intake.answers import ProfileAnswer, ProfileList, UploadAnswer
from smartretail.intake.choice import check_choice, remembered, signature
from smartretail.intake.contract import MappingChoice, MappingChosen, MappingForgotten
from smartretail.intake.finding import visible
from smartretail.intake.model import MAPPABLE, Choice, Profile, State, Upload
from smartretail.intake.ports import Profiles, Uploads
from smartretail.intake.reading import full
from smartretail.intake.records import audited, told
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, Forbidden, NotFound
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class ChooseMapping:
    """Takes a person's mapping, remembers it for these columns, and has the file cleaned."""

    uploads: Uploads
    profiles: Profiles
    clock: Clock

    def choose(self, who: Principal, upload_id: str, asked: MappingChoice) -> UploadAnswer:
        """Return the upload on its way to be cleaned.

        Without a mapping, the answer names another header row: the file is looked at again.
        """
        upload = visible(self.uploads, who, upload_id)
        choice = Choice(**asked.model_dump(exclude={"profile_name"}))
        if upload.choice == choice and upload.state in {State.INSPECTING, State.CLEANING}:
            return full(upload)
        if upload.state not in MAPPABLE:
            raise Conflict(f"A mapping cannot be chosen while the upload is {upload.state}.")
        if choice.mapping:
            check_choice(upload, choice)
            self._remember(who, upload, choice, asked.profile_name)
        return full(self._send(who, upload, choice))

    def _remember(self, who: Principal, upload: Upload, choice: Choice, name: str | None) -> None:
        columns = tuple(column.name for column in upload.columns)
        profile = Profile(
            table=upload.table,
            signature=signature(columns),
            choice=remembered(upload, choice),
            confirmed_by=who.user,
            confirmed_at=timestamp(self.clock.now()),
            name=name or upload.file_name,
            columns=columns,
        )
        before = self.profiles.get(who, upload.table, profile.signature)
        if before is None or _may_change(who, before):
            self.profiles.remember(who, profile)

    def _send(self, who: Principal, upload: Upload, choice: Choice) -> Upload:
        moved = upload.moved(
            State.INSPECTING,
            self.clock.now(),
            choice=choice,
            mapping=choice.mapping or None,
            currency=choice.currency or upload.currency,
            problem=None,
            questions=(),
        )
        event = told(who, self.clock, MappingChosen(upload_id=upload.upload_id, table=upload.table))
        before = {"mapping": dict(upload.mapping)} if upload.mapping else None
        after = {"mapping": dict(choice.mapping)}
        audit = audited(who, moved, "choose_mapping", after, before)
        return self.uploads.save(who, moved, event, audit)


@dataclass(frozen=True)
class RememberedMappings:
    """The tenant's remembered mappings; they name columns, never values."""

    profiles: Profiles
    clock: Clock

    def list(self, who: Principal) -> ProfileList:
        """Return all of them, the last confirmed first."""
        found = sorted(self.profiles.all(who), key=lambda p: p.confirmed_at, reverse=True)
        return ProfileList(profiles=[_shown(profile) for profile in found])

    def forget(self, who: Principal, profile_id: str) -> ProfileAnswer:
        """Remove one and return it; the next such file asks again.

        Raise `Forbidden` for another person's unless the caller's scope is the whole tenant.
        """
        table, _, columns = profile_id.rpartition(".")
        known = table in set(Table)
        profile = self.profiles.get(who, Table(table), columns) if known else None
        if profile is None:
            raise NotFound(f"There is no mapping {profile_id}.", code="profile_not_found")
        if not _may_change(who, profile):
            raise Forbidden("This mapping is another person's, and holds beyond your scope.")
        data = MappingForgotten(profile_id=profile.profile_id, table=profile.table)
        event = told(who, self.clock, data)
        thing, before = f"mapping/{profile.profile_id}", {"mapping": dict(profile.choice.mapping)}
        audit = AuditRecord(event.at, who.tenant, who.user, "forget_mapping", thing, before)
        self.profiles.forget(who, profile, event, audit)
        return _shown(profile)


def _may_change(who: Principal, profile: Profile) -> bool:
    """Whether the caller may replace or forget it: it holds for the whole tenant."""
    return (who.sees_all_stores and who.sees_all_skus) or profile.confirmed_by == who.user


def _shown(profile: Profile) -> ProfileAnswer:
    return ProfileAnswer(
        profile_id=profile.profile_id,
        name=profile.name,
        table=profile.table,
        columns=list(profile.columns),
        mapping=dict(profile.choice.mapping),
        date_formats=dict(profile.choice.date_formats),
        decimals=dict(profile.choice.decimals),
        confirmed_by=profile.confirmed_by,
        confirmed_at=profile.confirmed_at,
    )
