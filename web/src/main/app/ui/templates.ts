import type { Template, TemplateComponent } from "../api/types";

/** A part of a template, by Meta's name for it: `HEADER`, `BODY`, `FOOTER` or `BUTTONS`. */
export function component(template: Template, type: string): TemplateComponent | undefined {
  return template.components.find((it) => it.type.toUpperCase() === type);
}

/** The templates with a text in their name or body. */
export function templatesWith(text: string, templates: readonly Template[]): Template[] {
  const wanted = text.trim().toLocaleLowerCase();
  return templates.filter((template) =>
    `${template.name} ${component(template, "BODY")?.text ?? ""}`.toLocaleLowerCase().includes(wanted),
  );
}
