import { type FormEvent, useEffect, useRef, useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { Role, User } from "../../api/types";
import { plainName } from "../../lib/hostile";
import { usePageTexts } from "../../text/texts";
import { Avatar } from "../Avatar";
import { Confirm } from "../Confirm";
import common from "../common.module.css";
import { useClient } from "../context";
import { Dialog } from "../Dialog";
import { Copyable } from "../Empty";
import { Menu } from "../Menu";
import { Problem } from "../Problem";
import css from "../pages.module.css";
import { Complaint } from "../SignIn";
import { toast } from "../Toasts";
import { Group } from "./General";
import { useLoaded } from "./useLoaded";

const ROLES: readonly Role[] = ["agent", "viewer", "admin", "owner"];

interface Invited {
  user: User;
  link?: string | undefined;
}

/** The settings page for the users who may sign in. */
export function Users() {
  const client = useClient();
  const t = usePageTexts();
  const users = useLoaded<User[]>("api/users");
  const [adding, setAdding] = useState(false);
  const [invited, setInvited] = useState<Invited | null>(null);
  const [removing, setRemoving] = useState<User | null>(null);
  const [error, setError] = useState<string | null>(null);

  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setError(null);
    try {
      const added = await change<Invited>("POST", "api/users", {
        name: form.get("name"),
        email: String(form.get("email")).trim(),
        role: form.get("role"),
      });
      setAdding(false);
      setInvited(added);
      users.reload();
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  const then = (done: Promise<unknown>): void => {
    done.catch((failure: ApiError) => toast(failure.message)).then(users.reload);
  };
  const path = (user: User): string => `api/users/${encodeURIComponent(user.id)}`;
  if (users.error) return <Problem title={t.users} error={users.error} onRetry={users.reload} />;
  return (
    <Group
      whole
      title={t.users}
      aside={
        <button type="button" className={common.primary} onClick={() => setAdding(true)}>
          {t.addUser}
        </button>
      }
    >
      <ul role="list" className={css.entries}>
        {(users.value ?? []).map((user) => (
          <li key={user.id} data-off={user.disabled}>
            <Avatar id={user.id} name={user.name} size={36} />
            <span>
              <strong>
                <bdi>{plainName(user.name)}</bdi>
              </strong>
              <small>
                <bdi>{user.email}</bdi>
                {user.disabled && ` · ${t.disabled}`}
              </small>
            </span>
            <RoleField
              user={user}
              disabled={user.id === client.user?.id}
              onRole={(role) => then(change("PUT", path(user), { role }))}
            />
            {user.id !== client.user?.id && (
              <Menu
                label={`${t.more}: ${user.name}`}
                items={[
                  {
                    label: t.resetPassword,
                    icon: "key",
                    act: () =>
                      void change<Invited>("POST", `${path(user)}/password`)
                        .then(({ link }) => setInvited({ user, link }))
                        .catch((failure: ApiError) => toast(failure.message)),
                  },
                  {
                    label: user.disabled ? t.enable : t.disable,
                    icon: "out",
                    act: () => then(change("PUT", path(user), { disabled: !user.disabled })),
                  },
                  { label: t.remove, icon: "trash", danger: true, act: () => setRemoving(user) },
                ]}
              />
            )}
          </li>
        ))}
      </ul>
      {adding && (
        <Dialog title={t.addUser} onClose={() => setAdding(false)}>
          <form className={css.form} onSubmit={(event) => void add(event)}>
            <label>
              {t.name}
              <input name="name" required maxLength={100} dir="auto" />
            </label>
            <label>
              {t.email}
              <input name="email" type="email" required dir="ltr" />
            </label>
            <label>
              {t.role}
              <select name="role" defaultValue="agent">
                {ROLES.map((role) => (
                  <option key={role} value={role}>
                    {t.roles[role]}: {t.roleHints[role]}
                  </option>
                ))}
              </select>
            </label>
            {error && <Complaint text={error} />}
            <div className={css.formEnd}>
              <button type="submit" className={common.primary}>
                {t.addUser}
              </button>
            </div>
          </form>
        </Dialog>
      )}
      {invited?.link && (
        <Dialog title={t.linkFor(plainName(invited.user.name))} onClose={() => setInvited(null)}>
          <p>{t.inviteLink}</p>
          <Copyable text={invited.link.startsWith("/") ? location.origin + invited.link : invited.link} />
        </Dialog>
      )}
      {removing && (
        <Confirm
          title={t.removeUserAsk(removing.name)}
          hint={t.removeUserHint}
          onClose={() => setRemoving(null)}
          onConfirm={() => then(change("DELETE", path(removing)))}
        />
      )}
    </Group>
  );
}

/**
 * The role of a user. A choice with the mouse is saved at once. A choice with keys, each of which may pass several roles,
 * is saved with Enter or when the field is left.
 */
function RoleField({ user, disabled, onRole }: { user: User; disabled: boolean; onRole: (role: Role) => void }) {
  const t = usePageTexts();
  const [role, setRole] = useState(user.role);
  const saved = useRef(user.role);
  const withKeys = useRef(false);
  useEffect(() => {
    saved.current = user.role;
    setRole(user.role);
  }, [user]);
  const save = (chosen: Role): void => {
    if (chosen === saved.current) return;
    saved.current = chosen;
    onRole(chosen);
  };
  return (
    <select
      aria-label={`${t.role}: ${user.name}`}
      value={role}
      disabled={disabled}
      onPointerDown={() => {
        withKeys.current = false;
      }}
      onKeyDown={(event) => {
        withKeys.current = true;
        if (event.key === "Enter") save(role);
      }}
      onBlur={() => save(role)}
      onChange={(event) => {
        const chosen = event.target.value as Role;
        setRole(chosen);
        if (!withKeys.current) save(chosen);
      }}
    >
      {ROLES.map((it) => (
        <option key={it} value={it}>
          {t.roles[it]}
        </option>
      ))}
    </select>
  );
}
