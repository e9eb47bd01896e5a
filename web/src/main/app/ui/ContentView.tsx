import { type ReactNode, useState } from "react";
import type { Content, Message } from "../api/types";
import { phoneText, plainName } from "../lib/hostile";
import { useLanguage, useTexts } from "../text/texts";
import css from "./chat.module.css";
import { fileSize, list, mediaOf, num, obj, str, textOf } from "./contents";
import { Icon, type IconName } from "./Icon";
import { Picture, Sound, Video } from "./MediaView";
import { RichText } from "./RichText";

/** What a message holds, whatever its type. A type that is not known shows its text and its raw data. */
export function ContentView({ message }: { message: Message }): ReactNode {
  const { content } = message;
  if (!content || content.type === "text") return <RichText text={message.text} />;
  switch (content.type) {
    case "image":
      return (
        <Picture message={message} media={mediaOf(content)} caption={str(content.caption)} link={str(content.link)} />
      );
    case "sticker":
      return <Picture message={message} media={mediaOf(content)} caption={null} link={str(content.link)} sticker />;
    case "video":
      return (
        <Video message={message} media={mediaOf(content)} caption={str(content.caption)} link={str(content.link)} />
      );
    case "audio":
      return (
        <Sound message={message} media={mediaOf(content)} voice={content.voice === true} link={str(content.link)} />
      );
    case "document":
      return <Document content={content} />;
    case "location":
      return <Place content={content} />;
    case "contacts":
      return <Cards content={content} />;
    case "interactive":
      return <Interactive message={message} content={content} />;
    case "template":
      return <Template message={message} content={content} />;
    case "button":
      return <Answer icon="reply" text={str(content.text) ?? message.text} />;
    case "order":
      return <Order message={message} content={content} />;
    case "call":
      return <Answer icon="phone" text={message.text} />;
    case "unsupported":
    case "media_placeholder":
      return <Unknown message={message} />;
    default:
      return <Unknown message={message} />;
  }
}

/** Kinds that are no message of one side, but something that happened. */
export function isNotice(message: Message): boolean {
  const type = message.content?.type ?? message.message_type;
  return type === "system" || type === "handover" || type === "request_welcome";
}

function Answer({ icon, text }: { icon: IconName; text: string }) {
  return (
    <span className={css.answer}>
      <Icon name={icon} size={18} />
      <RichText text={text} />
    </span>
  );
}

function Document({ content }: { content: Content }) {
  const t = useTexts();
  const language = useLanguage();
  const media = mediaOf(content);
  const caption = str(content.caption);
  const name = str(content.filename) ?? media.name ?? t.document;
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] ?? media.mime_type?.split("/").pop();
  const state =
    media.status === "gone"
      ? t.mediaGone
      : media.status === "waiting"
        ? t.mediaWaiting
        : media.url
          ? null
          : t.mediaElsewhere;
  const facts = [media.size ? fileSize(language, media.size) : null, ending?.toUpperCase(), state];
  const inside = (
    <>
      <span className={css.fileIcon}>
        <Icon name="file" size={22} />
      </span>
      <span className={css.fileText}>
        <bdi>{plainName(name)}</bdi>
        <small>{facts.filter(Boolean).join(" · ")}</small>
      </span>
    </>
  );
  return (
    <>
      {media.url ? (
        <a className={css.file} href={media.url} download={plainName(name)} target="_blank" rel="noopener">
          {inside}
        </a>
      ) : (
        <span className={css.file}>{inside}</span>
      )}
      {caption && <RichText text={caption} />}
    </>
  );
}

function Place({ content }: { content: Content }) {
  const t = useTexts();
  const latitude = num(content.latitude);
  const longitude = num(content.longitude);
  const name = str(content.name);
  const address = str(content.address);
  const at = latitude !== null && longitude !== null ? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` : null;
  return (
    <span className={css.card}>
      <Icon name="pin" size={22} />
      <span>
        <strong dir="auto">{name ?? t.location}</strong>
        {address && <small dir="auto">{address}</small>}
        {at && <small dir="ltr">{at}</small>}
        {at && (
          <a
            href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
            target="_blank"
            rel="noopener noreferrer nofollow"
          >
            {t.openMap}
          </a>
        )}
      </span>
    </span>
  );
}

function Cards({ content }: { content: Content }) {
  const t = useTexts();
  const cards = list(content.contacts);
  return (
    <>
      {cards.slice(0, 10).map((card, index) => {
        const name = obj(card.name);
        const title = str(name.formatted_name) ?? str(name.first_name) ?? str(card.name) ?? t.contactCard;
        const lines = [
          ...list(card.phones).map((phone) => str(phone.phone) ?? str(phone.wa_id)),
          ...list(card.emails).map((email) => str(email.email)),
          str(obj(card.org).company),
        ].filter((line): line is string => line !== null);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: cards have no id, and their order never changes
          <span className={css.card} key={index}>
            <Icon name="card" size={22} />
            <span>
              <strong>
                <bdi>{plainName(title)}</bdi>
              </strong>
              {[...new Set(lines)].slice(0, 4).map((line) => (
                <small key={line} dir="auto">
                  {phoneText(line)}
                </small>
              ))}
            </span>
          </span>
        );
      })}
      {cards.length > 10 && <small>{t.contactCards(cards.length)}</small>}
    </>
  );
}

function Interactive({ message, content }: { message: Message; content: Content }) {
  const kind = str(content.kind);
  if (kind === "list_reply" || kind === "button_reply") {
    const description = str(content.description);
    return <Answer icon="reply" text={[str(content.title) ?? message.text, description].filter(Boolean).join("\n")} />;
  }
  const header = textOf(content.header);
  const body = textOf(content.body) ?? message.text;
  const footer = textOf(content.footer);
  const action = obj(content.action);
  const buttons = list(action.buttons).map((button) => str(obj(button.reply).title) ?? str(button.title));
  const rows = list(action.sections).flatMap((section) => list(section.rows).map((row) => str(row.title)));
  const labels = [...buttons, str(action.button), ...rows, str(obj(action.parameters).display_text)];
  return (
    <Parts header={header} body={body} footer={footer} labels={labels.filter((it): it is string => it !== null)} />
  );
}

function Template({ message, content }: { message: Message; content: Content }) {
  const t = useTexts();
  return (
    <>
      <span className={css.kind}>
        <Icon name="template" size={14} /> {t.templateMessage} <bdi>{str(content.name) ?? ""}</bdi>
      </span>
      <RichText text={message.text} />
    </>
  );
}

function Parts({
  header,
  body,
  footer,
  labels,
}: {
  header: string | null;
  body: string;
  footer: string | null;
  labels: string[];
}) {
  const t = useTexts();
  return (
    <>
      {header && (
        <strong className={css.partHeader} dir="auto">
          {header}
        </strong>
      )}
      <RichText text={body} />
      {footer && (
        <small className={css.partFooter} dir="auto">
          {footer}
        </small>
      )}
      {labels.length > 0 && (
        <ul className={css.buttons} aria-label={t.buttons}>
          {[...new Set(labels)].slice(0, 10).map((label) => (
            <li key={label} dir="auto">
              {label}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Order({ message, content }: { message: Message; content: Content }) {
  const t = useTexts();
  const language = useLanguage();
  const items = list(content.product_items);
  return (
    <span className={css.card}>
      <Icon name="cart" size={22} />
      <span>
        <strong>{t.order}</strong>
        {items.slice(0, 8).map((item, index) => {
          const price = num(item.item_price) ?? num(item.price);
          const currency = str(item.currency);
          const cost =
            price !== null && currency && /^[A-Z]{3}$/.test(currency)
              ? new Intl.NumberFormat(language, { style: "currency", currency }).format(price)
              : null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of an order have no id, and never move
            <small key={index}>
              {num(item.quantity) ?? 1} × <bdi>{str(item.product_retailer_id) ?? str(item.product_id) ?? "?"}</bdi>
              {cost && ` · ${cost}`}
            </small>
          );
        })}
        {items.length > 8 && <small>{t.items(items.length)}</small>}
        {str(content.text) && <RichText text={str(content.text) ?? message.text} />}
      </span>
    </span>
  );
}

function Unknown({ message }: { message: Message }) {
  const t = useTexts();
  const [raw, setRaw] = useState(false);
  return (
    <span className={css.unknown}>
      <RichText text={message.text} />
      <button type="button" className={css.foldButton} aria-expanded={raw} onClick={() => setRaw(!raw)}>
        {raw ? t.hideRaw : t.showRaw}
      </button>
      {raw && <pre dir="ltr">{JSON.stringify(message.content, null, 2).slice(0, 4_000)}</pre>}
    </span>
  );
}
