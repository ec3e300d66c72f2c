"""Group chats and a browser that messages can be sent to. Nothing is ever sent."""

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"


# The keys, the salt and the message of RFC 8291, appendix A.
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"


AUTH = "BTBZMqHH6r4Tts7J_aSIgg"


ROBOTS = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a1111-7aaa-4bc4-97a0",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789abcdef",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef01-2345",
    "lark": "https://open.larksuite.com/open-apis/bot/v2/hook/abcdef01-2345",
    "slack": "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "google": "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=abc&token=def",
    "teams": "https://prod-03.westus.logic.azure.com:443/workflows/e3b0c44298fc1c149afb/"
    "triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=abcdef",
    "new teams": "https://default3aa4.4b.environment.api.powerplatform.com:443/powerautomate/"
    "automations/direct/workflows/e3b0c44298fc1c149afb/triggers/manual/paths/invoke"
    "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=abcdef",
    "routed teams": "https://default3aa4.4b.environment.api.powerplatform.com/powerautomate/"
    "automations/direct/cu/02/workflows/e3b0c44298fc1c149afb/triggers/manual/paths/invoke"
    "?api-version=1&sig=abcdef",
}
