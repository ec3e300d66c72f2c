// What the app says, in each language; a new language is a new column.

const WORDS = {
  sign_in: ["Sign in", "登录", "登入"],
  user: ["User name", "用户名", "用戶名稱"],
  password: ["Password", "密码", "密碼"],
  not_signed_in: ["User name or password is wrong.", "用户名或密码不正确。", "用戶名稱或密碼不正確。"],
  again: ["Please sign in again. Your work is kept on this phone.", "请重新登录。您的工作已保存在手机上。", "請重新登入。你的工作已保存在手機上。"],
  sign_out: ["Sign out", "退出登录", "登出"],
  queue: ["Queue", "待办", "待辦"],
  mine: ["Mine", "我的", "我的"],
  find: ["Find", "查找", "查找"],
  me: ["Me", "我", "我"],
  on_duty: ["On duty", "在岗", "當值"],
  off_duty: ["Off duty", "不在岗", "休班"],
  empty_queue: ["Nothing to do here. Well done.", "暂时没有工作，辛苦了。", "暫時沒有工作，辛苦了。"],
  empty_mine: ["You have no task. Take one from the queue.", "您手上没有任务，可从待办中领取。", "你手上沒有工作，可從待辦中領取。"],
  off_hint: ["You are off duty. Go on duty to be given work.", "您不在岗。上岗后才会派工。", "你正在休班。當值後才會派工。"],
  offline: ["No signal. You can go on; everything is sent when it is back.", "没有信号。您可以继续操作，恢复后自动发送。", "沒有訊號。你可以繼續操作，恢復後自動傳送。"],
  not_sent: ["Not sent yet", "尚未发送", "尚未傳送"],
  refused: ["Refused", "未被接受", "未獲接納"],
  ok: ["All right", "知道了", "知道了"],
  back: ["Back", "返回", "返回"],
  reload: ["Refresh", "刷新", "重新整理"],
  has_it: ["has it", "正在处理", "正在處理"],
  you_have_it: ["You have it", "由您处理", "由你處理"],
  nobody: ["Nobody has it", "无人领取", "未有人領取"],
  accept_in: ["accept within", "需在此时间内接单", "需於此時間內接單"],
  done_in: ["to be done within", "需在此时间内完成", "需於此時間內完成"],
  late: ["late by", "已超时", "已逾時"],
  history: ["History", "经过", "經過"],
  notes: ["Notes", "备注", "備註"],
  photos: ["Photos", "照片", "相片"],
  where: ["Where", "地点", "地點"],
  visit: ["We may come", "可上门时间", "可上門時間"],
  may_enter: ["We may enter when nobody is there", "无人在家时可以进入", "無人在家時可以進入"],
  claim: ["I take it", "我来处理", "我來處理"],
  accept: ["I accept it", "接单", "接單"],
  start: ["I start now", "开始处理", "開始處理"],
  done: ["It is done", "已完成", "已完成"],
  pause: ["Put on hold", "暂停", "暫停"],
  ask: ["Ask the resident", "询问住户", "詢問住戶"],
  resume: ["Go on", "继续", "繼續"],
  release: ["Give it back", "退回", "退回"],
  hand_over: ["Hand over", "转交", "轉交"],
  decline: ["Cannot be done", "无法处理", "無法處理"],
  note: ["Add a note", "添加备注", "新增備註"],
  reason: ["Why? The resident may read it.", "原因（住户可能看到）", "原因（住戶可能看到）"],
  question: ["Your question to the resident", "想问住户的问题", "想問住戶的問題"],
  until: ["Until when", "暂停至", "暫停至"],
  to_department: ["To which department", "转交给哪个部门", "轉交給哪個部門"],
  resolution: ["What was done?", "做了什么？", "做了甚麼？"],
  clean: ["The place is left clean", "现场已清理干净", "現場已清理乾淨"],
  text: ["Note for your colleagues", "给同事的备注", "給同事的備註"],
  send: ["Send", "提交", "提交"],
  needed: ["Please fill this in.", "请填写此项。", "請填寫此項。"],
  reference: ["Reference, as 7KQ-2M9X", "编号，如 7KQ-2M9X", "編號，如 7KQ-2M9X"],
  nothing_found: ["Nothing found.", "没有找到。", "找不到。"],
  community: ["Community", "小区", "屋苑"],
  language: ["Language", "语言", "語言"],
  urgent: ["Urgent", "紧急", "緊急"],
  high: ["High", "优先", "優先"],
  normal: ["Normal", "普通", "普通"],
  low: ["Low", "不急", "不急"],
  open: ["Open", "待处理", "待處理"],
  claimed: ["Taken", "已接单", "已接單"],
  working: ["In work", "处理中", "處理中"],
  paused: ["On hold", "已暂停", "已暫停"],
  waiting: ["Waiting for the resident", "等待住户答复", "等待住戶答覆"],
  handed_over: ["Handed over", "已转交", "已轉交"],
  declined: ["Declined", "已拒绝", "已婉拒"],
  cancelled: ["Cancelled", "已取消", "已取消"],
  put: ["Came in", "收到", "收到"],
  assign: ["Assigned", "已派单", "已派單"],
  cancel: ["Cancelled", "已取消", "已取消"],
  wake: ["Hold is over", "暂停结束", "暫停結束"],
  return: ["Back in the queue", "退回待办", "退回待辦"],
  nudge: ["Reminder", "提醒", "提醒"],
  taken: ["Somebody was quicker:", "已有人先接单：", "已有人先接單："],
  changed: ["It changed meanwhile. Please look again.", "任务已有变化，请重新查看。", "工作已有變更，請重新查看。"],
  failed: ["That did not work:", "操作未成功：", "操作未成功："],
  board_total: ["Open", "未完成", "未完成"],
  board_late: ["Late", "超时", "逾時"],
  board_unassigned: ["Nobody has it", "无人领取", "未有人領取"],
  board_waiting: ["On hold", "暂停中", "暫停中"],
  board_reopened: ["Reopened", "重新打开", "重新開啟"],
  board_departments: ["Departments", "各部门", "各部門"],
  board_open: ["Open tasks, the latest first", "未完成任务（超时最久的在前）", "未完成工作（逾時最久的在前）"],
  department: ["Department", "部门", "部門"],
  what: ["What", "事项", "事項"],
  holder: ["Who", "负责人", "負責人"],
  state: ["State", "状态", "狀態"],
  deadline: ["Late by, or due", "超时 / 期限", "逾時／期限"],
  number: ["Reference", "编号", "編號"],
};

const LANGUAGES = ["en", "zh-Hans", "zh-Hant"];
const CHOSEN = "steward.language";

export let language = localStorage.getItem(CHOSEN) || match(navigator.languages || []);

/** Say a word of the table in the language of this phone. */
export const say = (code) => (WORDS[code] || [code])[Math.max(0, LANGUAGES.indexOf(language))];

export function choose(lang) {
  language = lang;
  localStorage.setItem(CHOSEN, lang);
  document.documentElement.lang = lang;
}

export const names = { en: "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文" };

function match(wanted) {
  for (const tag of wanted) {
    if (/^(yue|zh-(hk|tw|mo|hant))/i.test(tag)) return "zh-Hant";
    if (/^zh/i.test(tag)) return "zh-Hans";
    if (/^en/i.test(tag)) return "en";
  }
  return "en";
}

/** Say a span of time in at most two units. */
export function span(ms) {
  const minutes = Math.max(0, Math.round(Math.abs(ms) / 60000));
  const units = language === "en" ? [" d", " h", " min"] : language === "zh-Hans" ? ["天", "小时", "分钟"] : ["日", "小時", "分鐘"];
  const parts = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const first = parts.findIndex((part) => part > 0);
  if (first < 0) return `0${units[2]}`;
  return parts.map((part, n) => (part && n <= first + 1 ? `${part}${units[n]}` : "")).filter(Boolean).join(" ");
}

export const clock = (at) =>
  new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" }).format(at);
