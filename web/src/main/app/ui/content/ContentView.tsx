import type { ReactNode } from "react";
import type { Content, Message } from "../../api/types";
import css from "../content.module.css";
import { mediaOf, str } from "../contents";
import { Cards, Interactive, Order, Place, Sound, Unknown } from "../lazy";
import { Picture, Video } from "../media/Picture";
import { RichText } from "../RichText";
import { Answer } from "./Answer";
import { Document } from "./Document";
import { OrText } from "./OrText";
import { Template } from "./Template";

/** The content of a message of any type. For an unknown type it shows the text and the raw data. */
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
        <span className={css.sound}>
          <OrText text={message.text}>
            <Sound message={message} media={mediaOf(content)} voice={content.voice === true} link={str(content.link)} />
          </OrText>
        </span>
      );
    case "document":
      return <Document content={content} />;
    case "template":
      return <Template message={message} content={content} />;
    case "button":
      return <Answer icon="reply" text={str(content.text) ?? message.text} />;
    case "call":
      return <Answer icon="phone" text={message.text} />;
    default:
      return (
        <OrText text={message.text}>
          <RareContent message={message} content={content} />
        </OrText>
      );
  }
}

function RareContent({ message, content }: { message: Message; content: Content }) {
  switch (content.type) {
    case "location":
      return <Place content={content} />;
    case "contacts":
      return <Cards content={content} />;
    case "interactive":
      return <Interactive message={message} content={content} />;
    case "order":
      return <Order message={message} content={content} />;
    default:
      return <Unknown message={message} />;
  }
}

/** Whether a message is of a kind that neither side wrote, but that reports an event. */
export function isNotice(message: Message): boolean {
  const type = message.content?.type ?? message.message_type;
  return type === "system" || type === "handover" || type === "request_welcome";
}
