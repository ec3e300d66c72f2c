#!/usr/bin/env bash
# email-reply-parser 0.5.12 takes a list for a signature, and what stands below "To:" for a
# quotation: of three valid replies without any quotation it returns the first line alone.
# Whoever keeps only what it returns loses what was asked for.
#
# Seen on 2026-11-28: "Please fix two things.", "Hello", "Please tell the team.".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "email-reply-parser==0.5.12"
"$work/venv/bin/python" - <<'PYTHON'
from email_reply_parser import EmailReplyParser

REPLIES = {
    "Please fix two things.\n\n-the left door\n-the light": "Please fix two things.",
    "Hello\n\n-电梯门关不上\n-灯不亮": "Hello",
    "Please tell the team.\n\nTo: whoever comes, ring 12B.\n\nThank you.": "Please tell the team.",
}
for reply, seen in REPLIES.items():
    returned = EmailReplyParser.parse_reply(reply)
    print(f"{len(reply)} characters written, {len(returned)} returned: {returned}")
    assert returned == seen
PYTHON
