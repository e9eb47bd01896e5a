import type { ReactNode } from "react";
import { changeSettings, type Settings } from "../../lib/settings";
import { isLanguage, LANGUAGES, loadPages, usePageTexts } from "../../text/texts";
import { useSettings } from "../context";
import { changeNotifications } from "../notifications";
import css from "../pages.module.css";
import pageCss from "../settings.module.css";

/** The settings page with the user's choices for this browser. */
export function General() {
  const t = usePageTexts();
  const settings = useSettings((it) => it);
  return (
    <>
      <Group title={t.appearance}>
        <Choice
          label={t.theme}
          value={settings.theme}
          options={{ system: t.themeSystem, light: t.themeLight, dark: t.themeDark }}
          onChange={(theme) => changeSettings({ theme: theme as Settings["theme"] })}
        />
        <Choice
          label={t.density}
          value={settings.density}
          options={{ roomy: t.densityRoomy, compact: t.densityCompact }}
          onChange={(density) => changeSettings({ density: density as Settings["density"] })}
        />
        <Choice
          label={t.language}
          value={settings.language}
          options={Object.fromEntries(Object.entries(LANGUAGES).map(([code, { name }]) => [code, name]))}
          onChange={(language) => {
            if (!isLanguage(language)) return;
            // If the page had to wait for its words, it would be hidden meanwhile, and lose the focus.
            void loadPages(language)
              .catch(() => {})
              .then(() => changeSettings({ language }));
          }}
        />
      </Group>
      <Group title={t.writing}>
        <Switch
          label={t.enterSends}
          hint={t.enterSendsHint}
          on={settings.enterSends}
          onChange={(enterSends) => changeSettings({ enterSends })}
        />
        <Switch
          label={t.claim}
          hint={t.claimHint}
          on={settings.claim}
          onChange={(claim) => changeSettings({ claim })}
        />
      </Group>
      <Group title={t.notifications}>
        <Switch
          label={t.notify}
          hint={t.notifyHint}
          on={settings.notify}
          onChange={(on) => void changeNotifications(on, t)}
        />
        <Switch
          label={t.notifyText}
          on={settings.notifyText}
          onChange={(notifyText) => changeSettings({ notifyText })}
        />
        <Switch
          label={t.announceAll}
          on={settings.announceAll}
          onChange={(announceAll) => changeSettings({ announceAll })}
        />
      </Group>
    </>
  );
}

/** A part of a page. @param whole whether it is the only part: then the heading of the page is enough */
export function Group({
  title,
  children,
  aside,
  hint,
  whole = false,
}: {
  title: string;
  children: ReactNode;
  aside?: ReactNode;
  hint?: string | undefined;
  whole?: boolean;
}) {
  return (
    <section className={pageCss.group} aria-label={title}>
      {(!whole || aside || hint) && (
        <header>
          {!whole && <h3>{title}</h3>}
          {hint && <p className={css.hint}>{hint}</p>}
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: Record<string, string>;
  onChange: (value: string) => void;
}) {
  return (
    <label className={css.setting}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {Object.entries(options).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Switch({
  label,
  hint,
  on,
  onChange,
}: {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label className={css.setting}>
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        className={pageCss.switch}
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
