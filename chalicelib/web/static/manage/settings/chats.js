// Group chats: each department's robot, tried when its address is entered.

import { t } from "../../shared/words.js";
import { hint, input, workedIn } from "./fields.js";
import { saving } from "./frame.js";

export function content(page) {
  const { held } = page;
  const one = ([code, name]) =>
    input(`chats.${code}`, name, held.chats[code] || "", {
      type: "url",
      maxlength: 600,
      placeholder: "https://",
      autocomplete: "off",
    });
  const fields = [
    hint(
      t(
        "The address of a group chat robot from WeCom, DingTalk, Feishu, Teams or Slack. We send it a test message when you save.",
      ),
    ),
    ...workedIn(held).map(one),
  ];
  return saving(page, fields, ({ chats = {} }) => ({ chats }));
}
