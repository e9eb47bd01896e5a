// Uses a client library for Meta's Cloud API on Parley. Run as:
// node cloud-clients.cjs LIBRARY URL PHONE_NUMBER_ID CUSTOMER MESSAGE
// MESSAGE is the id of a message that the customer wrote. Prints the result of each call, as one line
// of JSON: {"text":...,"rich":...,"reply":...,"reaction":...,"read":...,"refused":...}.
const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');
const [library, url, number, to, message] = process.argv.slice(2);
const installed = createRequire(`${process.cwd()}/`);
const load = (name) => import(pathToFileURL(installed.resolve(name)));

/// @kapso/whatsapp-cloud-api: the base address is a setting. It throws an error if a message is refused.
async function kapso() {
  const { WhatsAppClient } = installed('@kapso/whatsapp-cloud-api');
  const { messages } = new WhatsAppClient({ baseUrl: url, accessToken: 'any', graphVersion: 'v24.0' });
  const customer = { phoneNumberId: number, to };
  const text = await messages.sendText({ ...customer, body: 'Hello from a bot' });
  return {
    text,
    rich: await messages.sendInteractiveButtons({
      ...customer,
      bodyText: 'Shall we deliver at nine?',
      buttons: [{ id: 'yes', title: 'Yes' }, { id: 'no', title: 'No' }],
    }),
    reply: await messages.sendText({ ...customer, body: 'As I said', contextMessageId: text.messages[0].id }),
    reaction: await messages.sendReaction({ ...customer, reaction: { messageId: message, emoji: '👍' } }),
    read: await messages.markRead({
      phoneNumberId: number,
      messageId: message,
      typingIndicator: { type: 'text' },
    }),
    refused: await messages.sendText({ phoneNumberId: number, to: 'Alice', body: 'Hello' }).then(
      () => { throw new Error('it was taken'); },
      ({ name, httpStatus, code, details, category }) => ({ name, httpStatus, code, details, category }),
    ),
  };
}

/// whatsapp-api-js: its fetch option replaces the base address. It returns an error if a message is refused.
async function whatsappApiJs() {
  const { WhatsAppAPI } = await load('whatsapp-api-js');
  const { BodyComponent, BodyParameter, Language, Reaction, Template, Text } =
    await load('whatsapp-api-js/messages');
  const client = new WhatsAppAPI({
    token: 'any',
    secure: false,
    v: 'v21.0',
    ponyfill: { fetch: (at, init) => fetch(at.replace('https://graph.facebook.com', url), init) },
  });
  const text = await client.sendMessage(number, to, new Text('Hello from a bot'), undefined, 'order 7781');
  return {
    text,
    rich: await client.sendMessage(
      number,
      to,
      new Template(
        'order_ready',
        new Language('en_US'),
        new BodyComponent(new BodyParameter('Marta'), new BodyParameter('7781')),
      ),
    ),
    reply: await client.sendMessage(number, to, new Text('As I said'), text.messages[0].id),
    reaction: await client.sendMessage(number, to, new Reaction(message, '👍')),
    read: await client.markAsRead(number, message, 'text'),
    refused: await client.sendMessage(number, 'Alice', new Text('Hello')),
  };
}

({ '@kapso/whatsapp-cloud-api': kapso, 'whatsapp-api-js': whatsappApiJs })[library]()
  .then((all) => process.stdout.write(`${JSON.stringify(all)}\n`));
