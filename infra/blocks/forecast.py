"""The forecast image and what SageMaker may do while it trains and forecasts with it."""

from pathlib import Path

from aws_cdk import aws_ecr_assets as ecr_assets
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.blocks import permissions
from infra.blocks.estate import Estate, arn
from infra.blocks.function import UNSHIPPED
from infra.catalogue.etl import MODEL_GRANTS

ROOT = Path(__file__).resolve().parents[2]
PULL_IMAGE = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)
WRITE_LOGS = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
)
JOB_ACTIONS = {
    "training-job": (
        "sagemaker:AddTags",
        "sagemaker:CreateTrainingJob",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:ListTags",
        "sagemaker:StopTrainingJob",
    ),
    "model": ("sagemaker:CreateModel",),
    "transform-job": (
        "sagemaker:AddTags",
        "sagemaker:CreateTransformJob",
        "sagemaker:DescribeTransformJob",
        "sagemaker:ListTags",
        "sagemaker:StopTransformJob",
    ),
}
WATCH_RULES = (
    "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    "StepFunctionsGetEventsForSageMakerTransformJobsRule",
)
NAMED_BY_RUN = "Training jobs, models and transform jobs are named by their plan run."


class ForecastModel(Construct):
    """One image that trains and serves, by the container contract of SageMaker."""

    def __init__(self, scope: Construct, estate: Estate) -> None:
        super().__init__(scope, "Forecast")
        self.estate = estate
        self.image = ecr_assets.DockerImageAsset(
            self,
            "Image",
            directory=str(ROOT / "sagemaker"),
            exclude=UNSHIPPED,
            platform=ecr_assets.Platform.LINUX_AMD64,
        )
        self.role = permissions.service_role(self, "Role", "sagemaker.amazonaws.com")
        self._allow_role()

    @property
    def placeholders(self) -> dict[str, str]:
        """What the plan's definition says about the model."""
        capacity = self.estate.settings.capacity
        return {
            "Deployment": self.estate.settings.name,
            "LakeBucket": self.estate.bucket("lake"),
            "DataKey": self.estate.key.key_arn,
            "ForecastImage": self.image.image_uri,
            "ModelRole": self.role.role_arn,
            "TrainingInstance": capacity.training_instance,
            "TransformInstance": capacity.transform_instance,
        }

    def allow_use(self, role: iam.Role) -> None:
        """Let a state machine train, forecast, and wait for both."""
        for kind, actions in JOB_ACTIONS.items():
            named = arn("sagemaker", f"{kind}/{self.estate.settings.name}-*")
            permissions.allow(role, actions, [named], because=NAMED_BY_RUN)
        permissions.allow(
            role,
            ("iam:PassRole",),
            [self.role.role_arn],
            {"StringEquals": {"iam:PassedToService": ["sagemaker.amazonaws.com"]}},
        )
        for_aws = {"Bool": {"kms:GrantIsForAWSResource": ["true"]}}
        permissions.allow(role, ("kms:CreateGrant",), [self.estate.key.key_arn], for_aws)
        permissions.allow(role, ("kms:DescribeKey",), [self.estate.key.key_arn])
        rules = [arn("events", f"rule/{name}") for name in WATCH_RULES]
        permissions.allow(
            role, ("events:DescribeRule", "events:PutRule", "events:PutTargets"), rules
        )

    def _allow_role(self) -> None:
        permissions.grant(self.role, self.estate, MODEL_GRANTS)
        permissions.allow(self.role, PULL_IMAGE, [self.image.repository.repository_arn])
        permissions.allow(
            self.role, ("ecr:GetAuthorizationToken",), ["*"], because=permissions.NO_RESOURCE
        )
        permissions.allow(
            self.role,
            WRITE_LOGS,
            [arn("logs", "log-group:/aws/sagemaker/*")],
            because="SageMaker names the log groups and streams of its jobs.",
        )
        permissions.allow(
            self.role,
            ("cloudwatch:PutMetricData",),
            ["*"],
            {"StringLike": {"cloudwatch:namespace": ["/aws/sagemaker/*"]}},
            because=permissions.NO_RESOURCE,
        )
