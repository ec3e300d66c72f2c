// What the app says, in each language; a new language is a new column.

const WORDS = {
  sign_in: ["Sign in", "登录", "登入"],
  user: ["User name", "用户名", "用戶名稱"],
  password: ["Password", "密码", "密碼"],
  not_signed_in: ["User name or password is wrong.", "用户名或密码不正确。", "用戶名稱或密碼不正確。"],
  again: ["Please sign in again. Your work is kept on this phone.", "请重新登录。您的工作已保存在手机上。", "請重新登入。你的工作已保存在手機上。"],
  sign_out: ["Sign out", "退出登录", "登出"],
  tab_queue: ["Queue", "待办", "待辦"],
  tab_mine: ["Mine", "我的", "我的"],
  tab_file: ["New", "登记", "登記"],
  tab_find: ["Find", "查找", "查找"],
  tab_me: ["Me", "我", "我"],
  free: ["To take", "待领取", "待領取"],
  everybody: ["Everybody's", "全部门", "全部門"],
  find: ["Find", "查找", "查找"],
  on_duty: ["On duty", "在岗", "當值"],
  off_duty: ["Off duty", "不在岗", "休班"],
  empty_queue: ["Nothing to do here. Well done.", "暂时没有工作，辛苦了。", "暫時沒有工作，辛苦了。"],
  empty_mine: ["You have no task. Take one from the queue.", "您手上没有任务，可从待办中领取。", "你手上沒有工作，可從待辦中領取。"],
  urgent_now: ["URGENT, nobody has it", "紧急，无人接手", "緊急，未有人接手"],
  urgent_more: ["and % more urgent", "另有%件紧急", "另有%宗緊急"],
  ways: ["How you hear of what is urgent", "紧急事情如何通知您", "緊急事情如何通知你"],
  way_none: ["There is no address of yours. Ask your manager for one, or switch on notices here.", "您没有登记联系方式。请向经理登记，或在此打开通知。", "你沒有登記聯絡方法。請向經理登記，或在此開啟通知。"],
  way_email: ["Mail", "邮件", "電郵"],
  way_text: ["Text message", "短信", "短訊"],
  way_chat: ["Chat", "群聊", "群組訊息"],
  way_push: ["Notices on a phone", "手机通知", "手機通知"],
  way_here: ["this phone", "本机", "本機"],
  way_untested: ["Not tested yet", "尚未测试", "尚未測試"],
  way_is_asked: ["Being sent", "正在发送", "正在傳送"],
  way_is_sent: ["Sent", "已发送", "已傳送"],
  way_is_arrived: ["Tested, it arrives", "已测试，能收到", "已測試，能收到"],
  way_is_lost: ["It did not arrive", "没有收到", "沒有收到"],
  way_is_refused: ["Not taken", "未被接收", "未獲接收"],
  way_is_unknown: ["Perhaps sent", "可能已发送", "可能已傳送"],
  yes: ["Yes", "收到", "收到"],
  no: ["No", "没有", "沒有"],
  way_arrived: ["Did it arrive?", "收到了吗？", "收到了嗎？"],
  way_test: ["Send me a test", "给我发送测试", "傳送測試給我"],
  way_on: ["Switch on notices on this phone", "在本机打开通知", "在本機開啟通知"],
  way_off: ["Switch off notices on this phone", "在本机关闭通知", "在本機關閉通知"],
  way_denied: ["This browser does not allow notices. Allow them in its settings.", "浏览器不允许通知，请在设置中允许。", "瀏覽器不允許通知，請在設定中允許。"],
  way_not_on: ["This browser could not switch notices on.", "浏览器未能打开通知。", "瀏覽器未能開啟通知。"],
  off_hint: ["You are off duty. Go on duty to be given work.", "您不在岗。上岗后才会派工。", "你正在休班。當值後才會派工。"],
  no_signal: ["No signal. You can go on; everything is sent when it is back.", "没有信号。您可以继续操作，恢复后自动发送。", "沒有訊號。你可以繼續操作，恢復後自動傳送。"],
  one_moment: ["One moment …", "请稍候…", "請稍候…"],
  not_held: ["Without a signal this cannot be shown.", "没有信号，暂时无法显示。", "沒有訊號，暫時無法顯示。"],
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
  named: ["Named as the same", "自称与此相同", "自稱與此相同"],
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
  past_put: ["Came in", "收到", "收到"],
  past_assign: ["Given to somebody", "已指派", "已指派"],
  past_claim: ["Taken", "已领取", "已領取"],
  past_accept: ["Accepted", "已接单", "已接單"],
  past_start: ["Started", "开始处理", "開始處理"],
  past_pause: ["Put on hold", "已暂停", "已暫停"],
  past_ask: ["Asked the resident", "已询问住户", "已詢問住戶"],
  past_resume: ["Went on", "继续处理", "繼續處理"],
  past_release: ["Given back", "已退回", "已退回"],
  past_hand_over: ["Handed over", "已转交", "已轉交"],
  past_decline: ["Declined", "无法处理", "無法處理"],
  past_done: ["Done", "已完成", "已完成"],
  past_cancel: ["Cancelled", "已取消", "已取消"],
  past_wake: ["Hold is over", "暂停结束", "暫停結束"],
  past_return: ["Back in the queue", "退回待办", "退回待辦"],
  past_send_link: ["Link sent to the contractor", "已向承包商发送链接", "已向承辦商發送連結"],
  past_withdraw_link: ["Link of the contractor withdrawn", "已撤回承包商链接", "已撤回承辦商連結"],
  past_retopic: ["Topic corrected", "已更改事项", "已更改事項"],
  past_raise: ["Urgent now", "已升级为紧急", "已升級為緊急"],
  past_lower: ["No danger after all", "已核实并非危险", "已核實並非危險"],
  past_nudge: ["Reminder sent", "已提醒", "已提醒"],
  more: ["More", "更多操作", "更多操作"],
  further: ["Show more", "显示更多", "顯示更多"],
  assign: ["Give it to somebody", "指派", "指派"],
  chosen: ["Chosen by the resident", "住户选择的事项", "住戶選擇的事項"],
  retopic: ["It is about something else", "更改事项", "更改事項"],
  lower: ["Not a danger", "并非危险", "並非危險"],
  ready: ["Words that are ready", "常用语", "常用語"],
  lessons: ["What earlier cases taught", "以往经验", "以往經驗"],
  not_here: ["Not when:", "不适用于：", "不適用於："],
  to_whom: ["To whom", "指派给谁", "指派給誰"],
  photo_before: ["Photo before", "处理前照片", "處理前相片"],
  photo_after: ["Photo after", "处理后照片", "處理後相片"],
  by_resident: ["From the resident", "住户提供", "住戶提供"],
  resident: ["The resident", "住户", "住戶"],
  reach: ["How to reach the resident", "如何联系住户", "如何聯絡住戶"],
  looked: ["That you looked is written down.", "您的查看已被记录。", "你的查看已有紀錄。"],
  no_mail: ["does not take our mail", "不接收我们的邮件", "不接收我們的郵件"],
  again_open: ["Not fixed yet", "再次报修", "再次報修"],
  file: ["A resident told me", "代住户登记", "代住戶登記"],
  filed: ["Filed. Reference:", "已登记，编号：", "已登記，編號："],
  unread: ["Please ask again, this could not be used:", "请再问一次，以下内容无法使用：", "請再問一次，以下內容無法使用："],
  unread_words: ["the end of the words (too long)", "过长的描述末尾", "過長的描述末段"],
  unread_no_words: ["what happened", "发生了什么", "發生甚麼事"],
  unread_topic: ["the topic", "事项", "事項"],
  unread_spot: ["flat or spot", "门牌或位置", "單位或位置"],
  unread_name: ["the name", "姓名", "姓名"],
  unread_contact: ["telephone or e-mail", "电话或电邮", "電話或電郵"],
  unread_consent: ["whether we may keep the address", "是否同意保存联系方式", "是否同意保存聯絡方式"],
  unread_visit: ["when we may come", "可上门时间", "可上門時間"],
  unread_answers: ["answers to the questions", "问题的答复", "問題的答覆"],
  channel: ["How did you hear it?", "住户如何告知", "住戶如何告知"],
  phone: ["By telephone", "电话", "電話"],
  counter: ["At the counter", "前台", "櫃檯"],
  round: ["On my round", "巡查时", "巡查時"],
  what: ["What is it about", "事项", "事項"],
  told: ["What they said", "住户说了什么", "住戶說了甚麼"],
  their_spot: ["Flat or spot, when it is not there", "门牌或位置（如不在上述地点）", "單位或位置（如不在上述地點）"],
  their_name: ["Their name, if they like", "住户姓名（可不填）", "住戶姓名（可不填）"],
  their_contact: ["Telephone or e-mail, if they like", "电话或电邮（可不填）", "電話或電郵（可不填）"],
  their_language: ["Their language", "住户的语言", "住戶的語言"],
  consent: ["They agree that we keep this address", "住户同意我们保存联系方式", "住戶同意我們保存聯絡方式"],
  opinion: ["Somebody said something", "听到住户的意见", "聽到住戶的意見"],
  nameless: ["Two taps, no name: what is it?", "点两下即可，不记姓名：属于哪一类？", "按兩下即可，不記姓名：屬於哪一類？"],
  about_what: ["What is it about?", "关于什么？", "關於甚麼？"],
  opinion_words: ["In their words, if you like", "原话（可不填）", "原話（可不填）"],
  courtesy: ["A small kindness", "随手善举", "小小善意"],
  at_spot: ["Where? A spot that needs help often may need a change.", "在哪里？常需帮忙的地点可能需要改善。", "在哪裏？常需幫忙的地點可能需要改善。"],
  no_spot: ["Nowhere in particular", "不限地点", "不限地點"],
  courtesy_log: ["Log what I did for somebody", "记录我为住户做的小事", "記下我為住戶做的小事"],
  thanks: ["Kind words", "感谢的话", "感謝的話"],
  thanks_for_you: ["Thank you!", "谢谢您！", "多謝你！"],
  neighbours: ["From others who have it too", "其他受影响住户补充", "其他受影響住戶補充"],
  have_it_too: ["have it too", "人同样受影响", "人同樣受影響"],
  heard: ["Logged. Thank you for listening.", "已记录，感谢您的倾听。", "已記錄，感謝你的聆聽。"],
  heard_complaint: ["Something is wrong", "反映问题", "反映問題"],
  heard_suggestion: ["An idea", "建议", "建議"],
  heard_compliment: ["Praise", "表扬", "讚賞"],
  heard_question: ["A question", "询问", "詢問"],
  taken: ["Somebody was quicker:", "已有人先接单：", "已有人先接單："],
  is_now: ["That is no longer possible. It is now:", "无法操作，目前状态：", "無法操作，目前狀態："],
  not_yours: ["That is not yours to do.", "您没有此权限。", "你沒有此權限。"],
  not_there: ["It is not there any more, or not yours.", "任务已不存在，或不属于您。", "工作已不存在，或不屬於你。"],
  clean_first: ["Please leave the place clean, then say so here.", "请先清理现场，再在此确认。", "請先清理現場，再在此確認。"],
  photo_first: ["Please add a photo of the place after the work.", "请补一张处理后的现场照片。", "請補一張處理後的現場相片。"],
  changed: ["It changed meanwhile. Please look again.", "任务已有变化，请重新查看。", "工作已有變更，請重新查看。"],
  failed: ["That did not work:", "操作未成功：", "操作未成功："],
};

const LANGUAGES = ["en", "zh-Hans", "zh-Hant"];
const CHOSEN = "steward.language";

export let language = localStorage.getItem(CHOSEN) || match(navigator.languages || []);

/** Take more words into the table: the board has its own. */
export const learn = (words) => Object.assign(WORDS, words);

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

/** The zone in which times are said, and the country whose order dates have: the community's, wherever the phone is. */
let zone;
let country = "";

export function keepTimeOf(community) {
  zone = community?.zone || undefined;
  country = community?.region?.split("-")[0] || "";
}

/** English alone has two orders of a date: the American one is for America. */
const order = () => (country ? `${language}-${country}` : language === "en" ? "en-GB" : language);

export const clock = (at) =>
  new Intl.DateTimeFormat(order(), { dateStyle: "short", timeStyle: "short", timeZone: zone }).format(at);
