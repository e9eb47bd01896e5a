import type { Message } from "../api/types";
import type { Texts } from "../text/texts";
import type { BubbleActions } from "./Bubble";
import type { MenuItem } from "./Menu";
import { toast } from "./Toasts";

type MenuActions = Pick<BubbleActions, "reply" | "editNote" | "details">;

export function copyText(t: Texts, message: Message): void {
  void import("./browser").then(({ copy }) => copy(message.text)).then((copied) => copied && toast(t.copied));
}

/** The actions on a message besides reactions. */
export function messageMenu(t: Texts, message: Message, mayWrite: boolean, actions: MenuActions): MenuItem[] {
  const note = message.message_type === "note";
  return [
    ...(mayWrite && !note ? [{ label: t.reply, icon: "reply" as const, act: () => actions.reply(message) }] : []),
    ...(mayWrite && note ? [{ label: t.edit, icon: "pencil" as const, act: () => actions.editNote(message) }] : []),
    { label: t.copyText, icon: "copy", act: () => copyText(t, message) },
    { label: t.details, icon: "info", act: () => actions.details(message) },
  ];
}
