"""What managers change and admins look at."""

from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from smartretail.admin.contract import (
    DataPolicyAnswer,
    DataPolicyChange,
    DataPolicyValues,
    GuardrailsAnswer,
    GuardrailsChange,
    GuardrailValues,
    ThresholdsAnswer,
    ThresholdsChange,
    ThresholdValues,
    UserAnswer,
    UserPage,
)
from smartretail.admin.model import DataPolicy, Guardrails, Revision, Thresholds
from smartretail.admin.ports import SettingsStore, UserDirectory
from smartretail.admin.usecases import Recorder
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import Conflict
from smartretail.kernel.tenancy import Principal

Answer = TypeVar("Answer", bound=BaseModel)
Steered = TypeVar("Steered", Guardrails, Thresholds, DataPolicy)


@dataclass(frozen=True)
class Steering:
    """What managers read and change; every change is audited with before and after."""

    store: SettingsStore
    clock: Clock

    def guardrails(self, who: Principal) -> GuardrailsAnswer:
        """Return the guardrails with their revision."""
        return _answer(GuardrailsAnswer, self._present(who, Guardrails))

    def thresholds(self, who: Principal) -> ThresholdsAnswer:
        """Return the thresholds with their revision."""
        return _answer(ThresholdsAnswer, self._present(who, Thresholds))

    def data_policy(self, who: Principal) -> DataPolicyAnswer:
        """Return the policy for doubtful rows with its revision."""
        return _answer(DataPolicyAnswer, self._present(who, DataPolicy))

    def change_guardrails(self, who: Principal, change: GuardrailsChange) -> GuardrailsAnswer:
        """Replace the guardrails. Raise `Conflict` when they were changed meanwhile."""
        values = Guardrails(**change.model_dump(exclude={"version"}))
        after = self._change(who, values, GuardrailValues, change.version)
        return _answer(GuardrailsAnswer, after)

    def change_thresholds(self, who: Principal, change: ThresholdsChange) -> ThresholdsAnswer:
        """Replace the thresholds. Raise `Conflict` when they were changed meanwhile."""
        values = Thresholds(**change.model_dump(exclude={"version"}))
        after = self._change(who, values, ThresholdValues, change.version)
        return _answer(ThresholdsAnswer, after)

    def change_data_policy(self, who: Principal, change: DataPolicyChange) -> DataPolicyAnswer:
        """Replace the policy; files sent from now on follow it."""
        values = DataPolicy(**change.model_dump(exclude={"version"}))
        after = self._change(who, values, DataPolicyValues, change.version)
        return _answer(DataPolicyAnswer, after)

    def _present(self, who: Principal, kind: type[Steered]) -> Revision[Steered]:
        return self.store.load(who, kind) or Revision(kind())

    def _change(
        self, who: Principal, values: Steered, shape: type[BaseModel], read_version: int | None
    ) -> Revision[Steered]:
        stored = self.store.load(who, type(values))
        present = stored or Revision(type(values)())
        if read_version is not None and read_version != present.version:
            raise Conflict("Somebody changed these settings meanwhile; read them again.")
        shown = (_plain(shape, present.values), _plain(shape, values))
        return Recorder(self.store, self.clock).replace(who, stored, values, shown)


@dataclass(frozen=True)
class Directory:
    """The people of the tenant."""

    users: UserDirectory

    def page(self, who: Principal, cursor: str | None) -> UserPage:
        """Return a page of users."""
        page = self.users.page(who, cursor)
        return UserPage(users=[UserAnswer.model_validate(u) for u in page.items], next=page.next)


def _plain(shape: type[BaseModel], values: object) -> dict[str, Any]:
    return shape.model_validate(values).model_dump(mode="json")


def _answer(kind: type[Answer], revision: Revision[Any]) -> Answer:
    about = {
        "version": revision.version,
        "updated_at": revision.at,
        "updated_by": revision.by,
    }
    return kind.model_validate(asdict(revision.values) | about)
