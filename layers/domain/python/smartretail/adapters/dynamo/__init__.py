"""DynamoDB: one table per context, keys `T#<tenant>` + `<KIND>#<id>`."""
