// Does to webhook_data the same as the replaced backend's scripts for payload files; the code is our own:
//   node payload-scripts.cjs URI process FILE STATUS ID   stores the status of a message, like the script that processes a file
//   node payload-scripts.cjs URI verify                   counts the entries that came from files, like the script that verifies them
// Uses the mongoose of the folder in which node runs. Prints one line of JSON.
const { createRequire } = require('node:module');
const mongoose = createRequire(`${process.cwd()}/`)('mongoose');

const Message = mongoose.model('Stored', new mongoose.Schema({
  id: { type: String, unique: true, sparse: true },
  meta_msg_id: String,
  wa_id: { type: String, required: true },
  text: { type: String, required: true },
  type: { type: String, enum: ['incoming', 'outgoing'] },
  timestamp: Date,
  status: { type: String, enum: ['sent', 'delivered', 'read', 'failed'] },
  webhook_data: mongoose.Schema.Types.Mixed,
}, { timestamps: true, autoIndex: false }), 'processed_messages');

const FROM_FILES = { 'webhook_data.filename': { $exists: true } };
const WITH_STATUS = { 'webhook_data.status_updates': { $exists: true } };

async function note(file, status, id) {
  const update = { status, timestamp: new Date('2025-08-07T12:00:00Z'), processed_at: new Date(), filename: file };
  const found = await Message.findOneAndUpdate(
    { $or: [{ id }, { meta_msg_id: id }] },
    { status, $set: { 'webhook_data.status_updates': update } },
    { new: true });
  return { found: Boolean(found), status: found?.status, noted: found?.webhook_data?.status_updates?.status };
}

async function counts(field) {
  const groups = await Message.aggregate([{ $match: FROM_FILES }, { $group: { _id: field, n: { $sum: 1 } } }]);
  return Object.fromEntries(groups.map(({ _id, n }) => [_id, n]));
}

async function verify() {
  const chats = {};
  for (const message of await Message.find(FROM_FILES).sort({ timestamp: 1 })) {
    (chats[message.wa_id] ??= []).push(`${message.text} [${message.webhook_data.filename}]`);
  }
  return {
    fromFiles: await Message.countDocuments(FROM_FILES),
    byType: await counts('$type'),
    byFile: await counts('$webhook_data.filename'),
    withStatus: (await Message.find(WITH_STATUS, 'id webhook_data.status_updates'))
      .map((it) => `${it.id} ${it.webhook_data.status_updates.status} ${it.webhook_data.status_updates.filename}`),
    byText: await Message.countDocuments({ 'webhook_data.message.text.body': { $exists: true } }),
    chats,
  };
}

const [uri, task, ...with_] = process.argv.slice(2);
mongoose.connect(uri)
  .then(() => (task === 'process' ? note(...with_) : verify()))
  .then((answer) => console.log(JSON.stringify(answer)))
  .catch((e) => {
    console.error(e);
    process.exitCode = 1;
  })
  .finally(() => mongoose.disconnect());
