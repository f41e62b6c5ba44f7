"""`up`: deploys what changed, seeds what is missing, then keeps code live until stopped."""

from functools import cache

from infra.local import identity
from infra.local.assembly import Stack, read_assembly
from infra.local.cloud import Cloud
from infra.local.deploy import Deployer
from infra.local.dropped import apply_dropped
from infra.local.guard import check_space, check_state, exclusive, open_port
from infra.local.record import Record
from infra.local.recovery import resume_interrupted
from infra.local.resources import Resources
from infra.local.seeding.demo import seed_demo
from infra.local.seeding.tenants import open_tenants
from infra.local.seeding.users import PASSWORD, RESET_CODE, USERS, seed_users
from infra.local.settings import LocalSettings
from infra.local.watcher import Watcher

STAGE = "dev"
SEEDS = ("demo", "users", "none")


def up(settings: LocalSettings, seed: str) -> None:
    """Run the local cloud until it is stopped."""
    with exclusive(settings):
        stacks = read_assembly(settings.assembly)
        with open_port(settings) as listening:
            check_space(settings)
            check_state(settings)
            say("Starting the local cloud …")
            cloud = Cloud(settings)
            operator = Operator(settings, stacks, cloud, seed)
            cloud.serve(listening, operator.run)
    say("Stopped; everything is kept for the next start.")


class Operator:
    """What happens beside the server: deployment, seeding, watching."""

    def __init__(
        self, settings: LocalSettings, stacks: list[Stack], cloud: Cloud, seed: str
    ) -> None:
        self._settings = settings
        self._stacks = stacks
        self._cloud = cloud
        self._seed = seed
        self._record = Record.read(settings)
        self._clients = cache(lambda service: identity.client(settings, service))

    def run(self) -> None:
        """Deploy, seed, tell the address, and republish code as it changes."""
        resources = self._deploy()
        if self._seed != "none" and not self._record.users:
            open_tenants(self._clients, resources, say)
            seed_users(self._clients, resources, say)
            self._note(users=True)
        resources.publish(self._cloud.published, STAGE)
        resume_interrupted(say)
        self._welcome()
        if self._seed == "demo" and not self._record.demo:
            seed_demo(self._settings, self._cloud.published, say)
            self._note(demo=True)
            self._welcome()
        Watcher(self._clients, resources, say).run()

    def _deploy(self) -> Resources:
        deployer = Deployer(
            self._clients("cloudformation"), self._clients("s3"), self._settings.address, say
        )
        before = dict(self._record.digests)
        for stack in self._stacks:
            digest = deployer.deploy(stack, self._record.digests.get(stack.name))
            self._record.digests[stack.name] = digest
        resources = Resources(self._clients("cloudformation"), self._stacks)
        if self._record.digests != before:
            apply_dropped(resources, self._clients)
            self._note(complete=True)
        return resources

    def _note(self, **done: bool) -> None:
        for name, value in done.items():
            setattr(self._record, name, value)
        self._cloud.save()
        self._record.write(self._settings)

    def _welcome(self) -> None:
        say(f"\nSmartRetail runs on {self._settings.address}")
        if self._record.users:
            say(f"  sign in with the password {PASSWORD} as")
            for user in USERS:
                say(f"  {user.email:<22} {user.role:<8} {user.about}")
            say(f"  no mail is sent here: the code for a forgotten password is {RESET_CODE}")
        say("  Ctrl-C stops it; everything is kept.\n")


def say(line: str) -> None:
    """Tell the person at the keyboard."""
    print(line, flush=True)
