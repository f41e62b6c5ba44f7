import json
from typing import Any

from infra.ledger import Templates, plain, resources


def _alarms(templates: Templates) -> dict[str, dict[str, Any]]:
    return {a["AlarmName"]: a for _, _, a in resources(templates, "AWS::CloudWatch::Alarm")}


def _dead_letter_queues(templates: Templates, attribute: str = "Arn") -> set[str]:
    return {
        plain({"Fn::GetAtt": [name, attribute]})
        for _, name, queue in resources(templates, "AWS::SQS::Queue")
        if queue["QueueName"].endswith("-dlq")
    }


def _source_queues(templates: Templates) -> list[dict[str, Any]]:
    found = resources(templates, "AWS::SQS::Queue")
    return [queue for _, _, queue in found if not queue["QueueName"].endswith("-dlq")]


def _mappings(templates: Templates, *, of_queues: bool) -> list[dict[str, Any]]:
    """Event source mappings: of queues, which retry themselves, or of table streams."""
    found = resources(templates, "AWS::Lambda::EventSourceMapping")
    return [m for _, _, m in found if ("StartingPosition" not in m) is of_queues]


def test_every_dead_letter_queue_raises_an_alarm_at_the_first_message(
    templates: Templates,
) -> None:
    watched = {
        plain(dimension["Value"]): alarm
        for alarm in _alarms(templates).values()
        for dimension in alarm.get("Dimensions", [])
        if dimension["Name"] == "QueueName"
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    }

    assert watched.keys() == _dead_letter_queues(templates, "QueueName")
    assert all(
        alarm["Threshold"] == 0 and alarm["ComparisonOperator"] == "GreaterThanThreshold"
        for alarm in watched.values()
    )


def test_every_alarm_calls_somebody(templates: Templates) -> None:
    targets = {plain(alarm.get("AlarmActions")) for alarm in _alarms(templates).values()}

    assert len(targets) == 1
    assert "OperationsTopic" in targets.pop()


def test_the_operations_topic_admits_alarms(templates: Templates) -> None:
    admitted = [
        statement
        for _, _, policy in resources(templates, "AWS::SNS::TopicPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]

    assert [s["Principal"] for s in admitted] == [{"Service": "cloudwatch.amazonaws.com"}]


def test_alarms_of_the_contract_exist_for_what_is_built(templates: Templates) -> None:
    alarms = _alarms(templates)
    errors = alarms["smartretail-dev-api-errors"]

    assert errors["Threshold"] == 0.02
    assert errors["EvaluationPeriods"] * 300 == 600
    assert alarms["smartretail-dev-api-fast-burn"]["Threshold"] == 0.0144
    assert alarms["smartretail-dev-api-slow-burn"]["Threshold"] == 0.006
    worse = alarms["smartretail-dev-forecast-worse"]
    assert (worse["MetricName"], worse["Threshold"]) == ("WapeChangePct", 10)
    assert worse["Dimensions"] == [{"Name": "service", "Value": "actions_step_publish"}]
    assert alarms.keys() >= {
        "smartretail-dev-outbox-late",
        "smartretail-dev-plan-failed",
        "smartretail-dev-plan-timedout",
        "smartretail-dev-intake-failed",
    }


def test_every_asynchronous_start_has_a_dead_letter_queue(templates: Templates) -> None:
    ours = _dead_letter_queues(templates)
    rules = [
        plain(target["DeadLetterConfig"]["Arn"])
        for _, _, rule in resources(templates, "AWS::Events::Rule")
        for target in rule["Targets"]
    ]
    streams = [
        plain(mapping["DestinationConfig"]["OnFailure"]["Destination"])
        for mapping in _mappings(templates, of_queues=False)
    ]
    queues = [
        plain(queue["RedrivePolicy"]["deadLetterTargetArn"]) for queue in _source_queues(templates)
    ]
    schedules = [
        plain(schedule["Target"]["DeadLetterConfig"]["Arn"])
        for _, _, schedule in resources(templates, "AWS::Scheduler::Schedule")
    ]

    assert rules and streams and queues and schedules
    assert {*rules, *streams, *queues, *schedules} == ours


def test_a_queue_brings_again_only_what_failed_and_calls_when_it_is_late(
    templates: Templates,
) -> None:
    mappings = _mappings(templates, of_queues=True)
    functions = {f["FunctionName"]: f for _, _, f in resources(templates, "AWS::Lambda::Function")}
    alarms = _alarms(templates)

    assert len(mappings) == len(_source_queues(templates)) > 0
    for mapping in mappings:
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2
    stream = next(q for q in _source_queues(templates) if q["QueueName"].endswith("-stream"))
    worker = functions["smartretail-dev-intake_on_events"]
    assert stream["VisibilityTimeout"] >= 6 * worker["Timeout"]
    assert stream["KmsMasterKeyId"]
    assert alarms["smartretail-dev-stream-late"]["MetricName"] == "ApproximateAgeOfOldestMessage"
    aside = alarms["smartretail-dev-stream-set-aside"]
    assert (aside["MetricName"], aside["Threshold"]) == ("MessageSetAside", 0)
    assert aside["Dimensions"] == [{"Name": "service", "Value": "intake_on_events"}]


def test_streamed_data_start_no_plan_of_their_own(templates: Templates) -> None:
    [rule] = [
        rule
        for _, _, rule in resources(templates, "AWS::Events::Rule")
        if rule.get("Name") == "smartretail-dev-plan-curated"
    ]

    assert rule["EventPattern"]["detail"] == {"data": {"origin": [{"anything-but": ["stream"]}]}}


def test_streams_deliver_outbox_items_of_every_table_in_order(templates: Templates) -> None:
    mappings = _mappings(templates, of_queues=False)

    assert len(mappings) == 9
    for mapping in mappings:
        [pattern] = mapping["FilterCriteria"]["Filters"]
        assert json.loads(pattern["Pattern"]) == {
            "eventName": ["INSERT"],
            "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "OUTBOX#"}]}}},
        }
        assert mapping["BisectBatchOnFunctionError"]
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["StartingPosition"] == "TRIM_HORIZON"
        assert mapping.get("ParallelizationFactor", 1) == 1


def test_every_log_group_forgets(templates: Templates) -> None:
    groups = list(resources(templates, "AWS::Logs::LogGroup"))

    assert all(0 < group["RetentionInDays"] <= 365 for _, _, group in groups)
    assert all("LogGroupName" in group for _, _, group in groups)


def test_every_function_logs_where_logs_are_forgotten(templates: Templates) -> None:
    for _, name, function in resources(templates, "AWS::Lambda::Function"):
        assert plain(function["LoggingConfig"]["LogGroup"]).endswith("Logs>"), name
        assert function["TracingConfig"] == {"Mode": "Active"}, name


def test_state_machines_log_no_data_and_are_traced(templates: Templates) -> None:
    for _, name, machine in resources(templates, "AWS::StepFunctions::StateMachine"):
        assert machine["LoggingConfiguration"]["Level"] == "ALL", name
        assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False, name
        assert machine["TracingConfiguration"] == {"Enabled": True}, name
