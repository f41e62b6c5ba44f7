"""A Glue job: copies an object, or fails with a message, or sleeps."""

import argparse
import os
import sys
import time

import boto3
from helpful_words import GREETING

parser = argparse.ArgumentParser()
for name in ("lake", "what", "engine"):
    parser.add_argument(f"--{name}")
options, _ = parser.parse_known_args()

if options.what == "fail":
    sys.exit("the file has no rows")
if options.what == "sleep":
    time.sleep(60)
if options.what == "trespass":
    boto3.client("s3").delete_object(Bucket=options.lake, Key="job/out.txt")

text = f"{GREETING} {options.engine} {'SECRET_OF_THIS_SHELL' in os.environ}"
boto3.client("s3").put_object(Bucket=options.lake, Key="job/out.txt", Body=text.encode())
