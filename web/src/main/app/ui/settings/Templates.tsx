import { useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { Template } from "../../api/types";
import { usePageTexts } from "../../text/texts";
import { announce } from "../Announcer";
import common from "../common.module.css";
import { useClient } from "../context";
import { Icon } from "../Icon";
import { Problem } from "../Problem";
import css from "../pages.module.css";
import { toast } from "../Toasts";
import { component, templatesWith } from "../templates";
import { Group } from "./General";
import { useLoaded } from "./useLoaded";

/** Meta's word for a state of a template, and the colour that shows whether the state is good. */
const TONES: Record<string, "ok" | "warn" | "danger"> = {
  APPROVED: "ok",
  PENDING: "warn",
  PAUSED: "warn",
  IN_APPEAL: "warn",
  REJECTED: "danger",
  DISABLED: "danger",
};

/** The settings page with the account's templates, as WhatsApp has them. */
export function Templates() {
  const client = useClient();
  const t = usePageTexts();
  const templates = useLoaded<Template[]>("api/templates");
  const [query, setQuery] = useState("");
  const [fetching, setFetching] = useState(false);
  const refresh = async (): Promise<void> => {
    if (fetching) return;
    setFetching(true);
    announce(t.fetchingTemplates);
    try {
      const told = await change<{ templates: number; approved: number }>("POST", "api/templates/refresh");
      toast(t.templatesFetched(told.templates, told.approved));
      templates.reload();
    } catch (failure) {
      toast((failure as ApiError).message);
    } finally {
      setFetching(false);
    }
  };
  if (templates.error) {
    return <Problem title={t.templatesMissing} error={templates.error} onRetry={templates.reload} />;
  }
  const all = templates.value ?? [];
  const found = templatesWith(query, all);
  return (
    <Group
      whole
      title={t.templates}
      hint={t.templatesHint}
      aside={
        client.mayManage && (
          <button type="button" className={common.primary} aria-disabled={fetching} onClick={() => void refresh()}>
            {fetching ? t.fetchingTemplates : t.fetchTemplates}
          </button>
        )
      }
    >
      {all.length > 0 && (
        <label className={common.searchField}>
          <Icon name="search" size={18} />
          <input
            type="search"
            value={query}
            aria-label={t.searchTemplates}
            placeholder={t.searchTemplates}
            onChange={(event) => setQuery(event.target.value)}
          />
        </label>
      )}
      {templates.value && found.length === 0 && (
        <p className={css.hint}>{all.length === 0 ? t.noTemplatesYet : t.noResults}</p>
      )}
      <ul role="list" className={css.entries}>
        {found.map((template) => (
          <li key={`${template.name} ${template.language}`}>
            <span>
              <strong>
                <bdi dir="ltr">{template.name}</bdi> <small dir="ltr">{template.language}</small>
              </strong>
              <small dir="auto">{component(template, "BODY")?.text}</small>
              {template.status === "REJECTED" && template.rejected_reason && (
                <small dir="ltr">{template.rejected_reason}</small>
              )}
            </span>
            <small data-tone={TONES[template.status]}>
              {t.templateStates[template.status] ?? template.status.toLowerCase()}
            </small>
          </li>
        ))}
      </ul>
    </Group>
  );
}
