import { Suspense, useState } from "react";
import type { Chat, ChatChange } from "../api/types";
import { plainName } from "../lib/hostile";
import { useTexts } from "../text/texts";
import { announce } from "./Announcer";
import { Avatar } from "./Avatar";
import css from "./chat.module.css";
import common from "./common.module.css";
import { useClient, useView } from "./context";
import { Icon } from "./Icon";
import { LabelsDialog, SnoozeDialog } from "./lazy";
import { Menu, type MenuItem } from "./Menu";
import { toast } from "./Toasts";
import { toggledState } from "./team";

/** The controls in the header of a chat for its assignee, its state and its labels. */
export function ChatControls({ chat, onContact }: { chat: Chat; onContact: () => void }) {
  const client = useClient();
  const t = useTexts();
  const colleagues = useView((view) => view.colleagues);
  const teams = useView((view) => view.teams);
  const [dialog, setDialog] = useState<"snooze" | "labels" | null>(null);
  const known = chat.state !== undefined && client.mayWrite;
  const update = (changes: ChatChange, said: string): void => {
    client.team
      .update(chat.wa_id, changes)
      .then(() => announce(said))
      .catch((failure: Error) => toast(failure.message));
  };
  const open = chat.state === "open";
  const assignee = colleagues.find((person) => person.id === chat.assignee);
  const toggleWords = open ? t.closeChat : t.reopenChat;
  const toggle = (): void => update(toggledState(chat), open ? t.chatClosed : t.chatOpened);
  const { user } = client;
  const take: MenuItem[] =
    user && chat.assignee !== user.id
      ? [{ label: t.assignToMe, icon: "person", act: () => update({ assignee: "me" }, t.assignedTo(user.name)) }]
      : [];
  const assign: MenuItem[] = [
    ...take,
    ...colleagues
      .filter((person) => take.length === 0 || person.id !== user?.id)
      .map((person) => ({
        key: person.id,
        label: plainName(person.name),
        checked: person.id === chat.assignee,
        mark: <Avatar id={person.id} name={person.name} size={24} />,
        act: () => update({ assignee: person.id }, t.assignedTo(person.name)),
      })),
    ...teams.map((team) => ({
      key: `team ${team}`,
      label: t.teamOf(team),
      checked: team === chat.team,
      act: () => update({ team: team === chat.team ? null : team }, t.givenTo(t.teamOf(team))),
    })),
    ...(chat.assignee
      ? [
          {
            key: "nobody",
            label: t.assignToNobody,
            icon: "close" as const,
            act: () => update({ assignee: null }, t.assignedToNobody),
          },
        ]
      : []),
  ];
  const more: MenuItem[] = [
    ...(known
      ? ([
          { label: toggleWords, icon: open ? "done" : "chat", act: toggle },
          { label: t.snooze, icon: "clock", act: () => setDialog("snooze") },
          ...take,
          { label: t.labels, icon: "tag", act: () => setDialog("labels") },
          {
            label: chat.pinned ? t.unpin : t.pin,
            icon: "pushpin",
            act: () => update({ pinned: !chat.pinned }, chat.pinned ? t.unpinned : t.pinned),
          },
          {
            label: chat.muted ? t.unmute : t.mute,
            icon: chat.muted ? "bell" : "mute",
            act: () => update({ muted: !chat.muted }, chat.muted ? t.unmuted : t.muted),
          },
        ] as MenuItem[])
      : []),
    { label: t.contact, icon: "info", act: onContact },
  ];
  return (
    <>
      {known && colleagues.length + teams.length > 0 && (
        <Menu
          label={
            assignee ? t.assignedTo(plainName(assignee.name)) : chat.team ? t.givenTo(t.teamOf(chat.team)) : t.assign
          }
          items={assign}
          className={css.assignButton}
          onOpen={() => void client.team.load().catch(() => {})}
        >
          {assignee ? <Avatar id={assignee.id} name={assignee.name} size={26} /> : <Icon name="person" />}
          <span>{assignee ? plainName(assignee.name) : chat.team ? t.teamOf(chat.team) : t.assign}</span>
        </Menu>
      )}
      {known && (
        <button type="button" className={css.stateButton} title={toggleWords} onClick={toggle}>
          <Icon name={open ? "done" : "chat"} />
          <span>{toggleWords}</span>
        </button>
      )}
      <Menu label={t.more} items={more} className={common.iconButton} />
      <Suspense>
        {dialog === "snooze" && <SnoozeDialog waId={chat.wa_id} onClose={() => setDialog(null)} />}
        {dialog === "labels" && <LabelsDialog waId={chat.wa_id} onClose={() => setDialog(null)} />}
      </Suspense>
    </>
  );
}
