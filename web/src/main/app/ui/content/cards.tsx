import type { Content, Message } from "../../api/types";
import { phoneText, plainName } from "../../lib/hostile";
import { number } from "../../lib/numbers";
import { useLanguage, usePageTexts } from "../../text/texts";
import css from "../cards.module.css";
import { list, num, obj, str } from "../contents";
import { Icon } from "../Icon";
import { RichText } from "../RichText";

/** A location, with a link to a map. */
export function Place({ content }: { content: Content }) {
  const t = usePageTexts();
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

/** Contacts that somebody passed on. */
export function Cards({ content }: { content: Content }) {
  const t = usePageTexts();
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

/** What a customer ordered from a catalog. */
export function Order({ message, content }: { message: Message; content: Content }) {
  const t = usePageTexts();
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
              ? number(language, price, { style: "currency", currency })
              : null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of an order have no id, and never move
            <small key={index}>
              {number(language, num(item.quantity) ?? 1)} ×{" "}
              <bdi>{str(item.product_retailer_id) ?? str(item.product_id) ?? "?"}</bdi>
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
