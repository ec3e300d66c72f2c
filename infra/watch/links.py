"""Where things are in the console of AWS, as the dashboard links to them."""

from typing import Any

CONSOLE: dict[str, Any] = {
    "Console": {
        "Fn::Sub": [
            "https://${AWS::Region}.console.${Domain}",
            {"Domain": {"Fn::If": ["InChina", "amazonaws.cn", "aws.amazon.com"]}},
        ]
    }
}
"""What `${Console}` stands for."""

_REGION = "region=${AWS::Region}"
LINKS = tuple(
    f"[{title}]({address})"
    for title, address in (
        ("Board", "${Address}/manage/board"),
        ("Health", "${Address}/health"),
        ("All alarms", f"${{Console}}/cloudwatch/home?{_REGION}#alarmsV2:?search=${{Stage}}/"),
        ("Saved queries", f"${{Console}}/cloudwatch/home?{_REGION}#logsV2:logs-insights"),
        ("What may be tuned", "${Console}/systems-manager/parameters/"
         f"?{_REGION}#list_parameter_filters=Name:BeginsWith:/steward/${{Stage}}/"),
        ("Dead letters", f"${{Console}}/sqs/v3/home?{_REGION}#/queues"),
        ("Functions", f"${{Console}}/lambda/home?{_REGION}#/functions?f0=true&k0=functionName"
         "&o0=%3A&v0=steward-${Stage}"),
        ("Rules", f"${{Console}}/events/home?{_REGION}#/rules"),
    )
)  # fmt: skip
