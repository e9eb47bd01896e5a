// Does to its database what the replaced backend does, on demand. Run as: node backend.cjs URI
// Reads a line of JSON {"do": NAME, "with": {...}}, answers with a line of JSON: the result, or {"error": "..."}.
const readline = require('node:readline');
const { mongoose, Message, Contact } = require('./schemas.cjs');

const uri = process.argv[2];

async function open() {
  await mongoose.connect(uri, { serverSelectionTimeoutMS: 20000 });
  await Promise.all([Message.init(), Contact.init()]); // autoIndex
}

// A field's value and what Mongoose made of it.
function shown(value) {
  if (value instanceof Date) return { date: value.toISOString() };
  return value === undefined ? null : value;
}

const tasks = {
  async store(fields) {
    return { key: (await Message.create(fields)).id };
  },

  async storeContact(fields) {
    return { key: String((await Contact.create(fields))._id) };
  },

  async find(conditions) {
    const found = await Message.findOne(conditions);
    if (!found) return { missing: conditions };
    await found.validate();
    return Object.fromEntries(
      Object.keys(Message.schema.paths).map((path) => [path, shown(found.get(path))]));
  },

  // The number of documents, and the faults that Mongoose finds in them. A path is cast again when it is set.
  async validateAll() {
    const faults = [];
    let documents = 0;
    for (const model of [Message, Contact]) {
      for (const found of await model.find()) {
        documents += 1;
        await found.validate().catch((e) => faults.push(`${found.id}: ${e.message}`));
        const raw = await model.collection.findOne({ _id: found._id });
        for (const [path, type] of Object.entries(model.schema.paths)) {
          const kind = raw[path] instanceof Date ? 'Date' : raw[path]?.constructor.name;
          const fits = kind === undefined || type.instance === 'Mixed' || kind === type.instance
            || (path === '__v' && kind === 'Number');
          if (!fits) faults.push(`${found.id}: ${path} is a ${kind}, not a ${type.instance}`);
        }
      }
    }
    return { documents, faults };
  },

  async moveStatus({ id, status }) {
    const found = await Message.findOne({ id }).orFail();
    found.status = status;
    await found.save();
    return { status: (await Message.findOne({ id })).status };
  },

  async markRead({ wa_id }) {
    const { modifiedCount } = await Message.updateMany(
      { wa_id, type: 'incoming', status: { $ne: 'read' } }, { $set: { status: 'read' } });
    return { updated: modifiedCount };
  },

  async openAgain() {
    await mongoose.disconnect();
    for (const model of [Message, Contact]) delete model.$init; // otherwise it would not check its indexes again
    await open();
    return { indexes: (await Message.collection.indexes()).map((it) => it.name) };
  },

  async syncIndexes() {
    return { dropped: [...await Message.syncIndexes(), ...await Contact.syncIndexes()] };
  },
};

async function main() {
  await open();
  console.log(JSON.stringify({ ready: mongoose.version }));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const task = JSON.parse(line);
    try {
      console.log(JSON.stringify(await tasks[task.do](task.with)));
    } catch (e) {
      console.log(JSON.stringify({ error: `${e.name}: ${e.message}` }));
    }
  }
  await mongoose.disconnect();
}

main().catch((e) => {
  console.error(e);
  process.exitCode = 1;
  return mongoose.disconnect();
});
