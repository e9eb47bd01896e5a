import { number } from "../lib/numbers";
import type { Texts } from "./en";

/** A number in the digits of the language. */
const num = (value: number): string => number("ar", value);

const rules = new Intl.PluralRules("ar");

/** Arabic has six plural forms. A form that is not given is the same as `other`. */
export function plural(n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  return forms[rules.select(n)] ?? `${num(n)} ${forms.other}`;
}

function messages(n: number, adjective: { one: string; two: string; few: string; other: string }): string {
  return plural(n, {
    one: `رسالة ${adjective.one}`,
    two: `رسالتان ${adjective.two}`,
    few: `${num(n)} رسائل ${adjective.few}`,
    other: `رسالة ${adjective.other}`,
  });
}

export const ar: Texts = {
  app: "Parley",
  close: "إغلاق",
  back: "رجوع",
  remove: "إزالة",
  tryAgain: "إعادة المحاولة",
  reload: "إعادة التحميل",
  more: "المزيد",
  requestId: (id) => `الطلب ${id}`,
  unreachable: "تعذّر الوصول إلى Parley.",

  chats: "المحادثات",
  searchChats: "اسم أو رقم",
  clear: "مسح",
  filterAll: "الكل",
  filterUnread: "غير مقروءة",
  filterMine: "محادثاتي",
  filterUnassigned: "غير مسندة",
  noMatches: (query) => `لا نتائج لـ «${query}».`,
  noUnread: "لا توجد رسائل غير مقروءة.",
  noneOfFilter: "لا توجد محادثات هنا.",
  showAll: "عرض كل المحادثات",
  unread: (n) => messages(n, { one: "غير مقروءة", two: "غير مقروءتين", few: "غير مقروءة", other: "غير مقروءة" }),
  draft: "مسودة:",
  you: "أنت",
  notSent: "لم تُرسل",
  loadingChats: "جارٍ تحميل المحادثات",
  listFailed: "تعذّر تحميل المحادثات.",
  newChat: "محادثة جديدة",
  menu: "القائمة",
  skip: "الانتقال إلى المحتوى",

  messagesWith: (name) => `الرسائل مع ${name}`,
  today: "اليوم",
  yesterday: "أمس",
  newMessages: (n) => messages(n, { one: "جديدة", two: "جديدتان", few: "جديدة", other: "جديدة" }),
  toLatest: "إلى أحدث رسالة",
  beginning: "هنا تبدأ المحادثة.",
  messagesFailed: "تعذّر تحميل الرسائل.",
  noMessages: "لا توجد رسائل بعد.",
  edited: "معدّلة",
  deleted: "حُذفت هذه الرسالة",
  fold: "عرض أقل",
  unfold: "عرض الكل",
  online: "نشط الآن",
  lastSeen: (when) => `نشط ${when}`,
  typing: (name) => `${name} يكتب`,
  alsoHere: (names) => `هنا أيضًا: ${names}`,
  windowLeft: (time) => `بقي ${time} للرد بحرية`,
  windowClosed: "القوالب فقط",

  status: {
    pending: "بانتظار الإرسال",
    held: "محتجزة لدى واتساب",
    sent: "أُرسلت",
    delivered: "سُلّمت",
    read: "قُرئت",
    played: "سُمعت",
    failed: "لم تُرسل",
  },
  waitingHere: "تنتظر في هذا المتصفح",
  retry: "إعادة المحاولة",
  discard: "حذف",

  reply: "رد",
  react: "تفاعل",
  copyText: "نسخ النص",
  copied: "تم النسخ",
  details: "التفاصيل",
  replyTo: (name) => `الرد على ${name}`,
  replyingTo: (name) => `ردًا على ${name}`,
  cancelReply: "إلغاء الرد",
  removeReaction: "إزالة تفاعلك",
  reactedWith: (who, emoji) => `تفاعل ${who} بـ ${emoji}`,
  customer: "العميل",

  write: "اكتب رسالة",
  send: "إرسال",
  attach: "إرفاق",
  emoji: "رموز تعبيرية",
  template: "قالب",
  tooLong: (over) => `أطول من اللازم بمقدار ${num(over)}`,
  readOnly: "يمكنك القراءة هنا دون الكتابة.",

  photo: "صورة",
  video: "فيديو",
  audio: "صوت",
  voice: "رسالة صوتية",
  document: "مستند",
  sticker: "ملصق",
  templateMessage: "قالب",
  note: "ملاحظة داخلية",
  mediaGone: "لم يعد الملف متاحًا",
  mediaWaiting: "جارٍ جلب الملف",
  mediaElsewhere: "الملف لدى واتساب",
  open: "فتح",
  dropFiles: "أفلت الملفات لإرسالها",
  record: "تسجيل رسالة صوتية",

  attachments: "المرفقات",
  attachPicture: "صورة أو فيديو",
  attachDocument: "مستند",

  look: "عرض",
  assign: "إسناد",
  assignToMe: "إسناد إليّ",
  assignToNobody: "إلغاء الإسناد",
  assignedTo: (name: string) => `مُسندة إلى ${name}`,
  assignedToNobody: "غير مُسندة إلى أحد",
  closeChat: "إغلاق المحادثة",
  reopenChat: "إعادة الفتح",
  chatClosed: "أُغلقت المحادثة",
  chatOpened: "المحادثة مفتوحة",
  snooze: "تأجيل",
  labels: "التصنيفات",
  pin: "تثبيت في الأعلى",
  unpin: "إلغاء التثبيت",
  pinned: "مثبّتة",
  unpinned: "أُلغي التثبيت",
  mute: "كتم",
  unmute: "إلغاء الكتم",
  muted: "مكتومة",
  unmuted: "أُلغي الكتم",
  narrow: "تصفية حسب الحالة والتصنيف",
  states: { open: "مفتوحة", snoozed: "مؤجلة", done: "مغلقة", any: "الكل، مع المغلقة" },
  allDone: "انتهى كل شيء. لا تُعرض المحادثات المغلقة والمؤجلة.",
  showDone: "عرضها",
  messageMissing: "لم تعد هذه الرسالة موجودة.",

  contact: "جهة الاتصال",

  collisionTitle: "كتب شخص آخر في هذه الأثناء",

  search: "بحث",
  searchEverything: "البحث في المحادثات والرسائل",

  offline: "غير متصل. ما ترسله ينتظر هنا.",
  waiting: (n) =>
    plural(n, { one: "رسالة تنتظر.", two: "رسالتان تنتظران.", few: `${num(n)} رسائل تنتظر.`, other: "رسالة تنتظر." }),
  listWidth: "عرض قائمة المحادثات",
  signOutAsk: "هنا ما لم يُرسل بعد، وتسجيل الخروج يحذفه. هل تريد الخروج؟",
  chatGone: "لم تعد ترى هذه المحادثة.",
  partFailed: "تعذّر تحميل هذا الجزء. ربما حُدِّث Parley.",
  teamOf: (name: string) => `فريق ${name}`,
  givenTo: (name: string) => `أُسندت إلى ${name}`,
  mostFiles: (n: number) => `لا تحمل الرسالة أكثر من ${num(n)} ملفات.`,
  connectedAgain: "عاد الاتصال.",
  reconnecting: "جارٍ إعادة الاتصال…",
  updated: "حُدّث Parley.",
  openToAll: "كل من يصل إلى هذا العنوان يستطيع القراءة والإرسال: ANONYMOUS هو all.",
  sendingStopped: "لا يُرسل شيء إلى واتساب:",
  storeDown: "لا يستطيع Parley الحفظ الآن.",
  signedOut: "تم تسجيل خروجك",

  signOut: "تسجيل الخروج",

  settings: "الإعدادات",
  statusPage: "الحالة",
  edit: "تعديل",

  keyboard: "لوحة المفاتيح",
};
