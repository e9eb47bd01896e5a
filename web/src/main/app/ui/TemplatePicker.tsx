import { useEffect, useMemo, useRef, useState } from "react";
import { type ApiError, get } from "../api/http";
import type { Chat, Content, Template } from "../api/types";
import { usePageTexts } from "../text/texts";
import common from "./common.module.css";
import { useClient } from "./context";
import { Dialog } from "./Dialog";
import { focusBox } from "./focus";
import { Icon } from "./Icon";
import { moveInList } from "./moveInList";
import { Problem } from "./Problem";
import css from "./pages.module.css";
import { component, templatesWith } from "./templates";

const VARIABLE = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;

function variables(text: string | undefined): string[] {
  return [...new Set([...(text ?? "").matchAll(VARIABLE)].map((match) => match[1] as string))];
}

/** A variable of a template, to be filled in. */
interface Gap {
  key: string;
  part: "header" | "body" | "button";
  name: string;
  /** For a button, its index. */
  index: number;
}

function gapsOf(template: Template): Gap[] {
  const header = component(template, "HEADER");
  const gaps: Gap[] = [];
  if (header?.format === "TEXT" || header?.text) {
    for (const name of variables(header.text)) gaps.push({ key: `header ${name}`, part: "header", name, index: 0 });
  }
  for (const name of variables(component(template, "BODY")?.text)) {
    gaps.push({ key: `body ${name}`, part: "body", name, index: 0 });
  }
  (component(template, "BUTTONS")?.buttons ?? []).forEach((button, index) => {
    for (const name of variables(button.url))
      gaps.push({ key: `button ${index} ${name}`, part: "button", name, index });
  });
  return gaps;
}

/** The content for `POST /api/send`. */
export function templateContent(template: Template, values: ReadonlyMap<string, string>, link: string): Content {
  const parameter = (gap: Gap): Record<string, string> => ({
    type: "text",
    ...(/^\d+$/.test(gap.name) ? {} : { parameter_name: gap.name }),
    text: values.get(gap.key) ?? "",
  });
  const gaps = gapsOf(template);
  const components: Record<string, unknown>[] = [];
  const format = component(template, "HEADER")?.format?.toLowerCase();
  const header = gaps.filter((gap) => gap.part === "header");
  if (format === "image" || format === "video" || format === "document") {
    components.push({ type: "header", parameters: [{ type: format, [format]: { link } }] });
  } else if (header.length > 0) components.push({ type: "header", parameters: header.map(parameter) });
  const body = gaps.filter((gap) => gap.part === "body");
  if (body.length > 0) components.push({ type: "body", parameters: body.map(parameter) });
  for (const gap of gaps.filter((it) => it.part === "button")) {
    components.push({
      type: "button",
      sub_type: "url",
      index: String(gap.index),
      parameters: [{ type: "text", text: values.get(gap.key) ?? "" }],
    });
  }
  return { type: "template", name: template.name, language: template.language, components };
}

function filled(text: string | undefined, part: string, values: ReadonlyMap<string, string>): string {
  return (text ?? "").replace(VARIABLE, (gap, name: string) => values.get(`${part} ${name}`) || gap);
}

/** A dialog to choose a template, fill in its variables and send it. */
export function TemplatePicker({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const client = useClient();
  const t = usePageTexts();
  const [templates, setTemplates] = useState<Template[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<Template | null>(null);
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  const [link, setLink] = useState("");
  const list = useRef<HTMLUListElement>(null);

  const load = (): void => {
    setError(null);
    get<Template[]>("api/templates?status=APPROVED")
      .then(setTemplates)
      .catch((failure) => setError(failure as ApiError));
  };
  useEffect(load, []);

  const found = useMemo(() => templatesWith(query, templates ?? []), [templates, query]);

  if (chosen) {
    const gaps = gapsOf(chosen);
    const format = component(chosen, "HEADER")?.format ?? "TEXT";
    const needsFile = format !== "TEXT" && component(chosen, "HEADER") !== undefined;
    const complete =
      gaps.every((gap) => (values.get(gap.key) ?? "").trim() !== "") && (!needsFile || /^https?:/.test(link));
    const body = filled(component(chosen, "BODY")?.text, "body", values);
    return (
      <Dialog key="chosen" title={chosen.name} onClose={onClose}>
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            void client.send({ waId: chat.wa_id, text: body, content: templateContent(chosen, values, link) });
            onClose();
            requestAnimationFrame(focusBox);
          }}
        >
          {gaps.map((gap) => (
            <label key={gap.key}>
              {t.variable(gap.part === "body" ? gap.name : `${gap.name} (${gap.part})`)}
              <input
                dir="auto"
                value={values.get(gap.key) ?? ""}
                onChange={(event) => setValues(new Map(values).set(gap.key, event.target.value))}
              />
            </label>
          ))}
          {needsFile && (
            <label>
              {t.mediaTemplate}
              <input type="url" dir="ltr" value={link} onChange={(event) => setLink(event.target.value)} />
            </label>
          )}
          <section className={css.preview} aria-label={t.preview}>
            {component(chosen, "HEADER")?.text && (
              <strong dir="auto">{filled(component(chosen, "HEADER")?.text, "header", values)}</strong>
            )}
            <p dir="auto">{body}</p>
            {component(chosen, "FOOTER")?.text && <small dir="auto">{component(chosen, "FOOTER")?.text}</small>}
          </section>
          <div className={css.formEnd}>
            <button type="button" className={common.button} onClick={() => setChosen(null)}>
              {t.back}
            </button>
            <button
              type="submit"
              className={common.primary}
              data-first={(gaps.length === 0 && !needsFile) || undefined}
              disabled={!complete}
            >
              {t.sendTemplate}
            </button>
          </div>
        </form>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.templates} onClose={onClose}>
      {error ? (
        <Problem title={t.templatesMissing} error={error} onRetry={load} />
      ) : (
        <>
          <label className={common.searchField}>
            <Icon name="search" size={18} />
            <input
              type="search"
              value={query}
              aria-label={t.searchTemplates}
              placeholder={t.searchTemplates}
              onChange={(event) => setQuery(event.target.value)}
              onKeyDown={(event) => {
                const first = list.current?.querySelector("button");
                if (event.nativeEvent.isComposing || !first) return;
                if (event.key === "Enter") first.click();
                else if (event.key === "ArrowDown") first.focus();
                else return;
                event.preventDefault();
              }}
            />
          </label>
          {templates && templates.length === 0 && <p className={css.hint}>{t.noTemplates}</p>}
          {templates && templates.length > 0 && found.length === 0 && <p className={css.hint}>{t.noResults}</p>}
          <ul ref={list} role="list" className={css.choices} onKeyDown={moveInList}>
            {found.slice(0, 100).map((template) => (
              <li key={`${template.name} ${template.language}`}>
                <button
                  type="button"
                  onClick={() => {
                    setChosen(template);
                    setValues(new Map());
                  }}
                >
                  <span>
                    <strong dir="ltr">{template.name}</strong> <small>{template.language}</small>
                  </span>
                  <span dir="auto">{component(template, "BODY")?.text ?? ""}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
