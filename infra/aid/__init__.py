"""
First aid: what docs/operate/runbook.md tells an admin to run, one command a page.

    python -m infra.aid letters --stage live --region ap-southeast-1

Each works on AWS and on the emulator, says what it did, and can be run twice.
"""
