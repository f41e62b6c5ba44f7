"""What the cloud consists of, as plain typed data: functions, routes, grants, lake tables."""
