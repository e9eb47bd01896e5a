// Writes documents as the replaced backend does, and odd ones as they are found in its databases, and prints all of
// them as canonical Extended JSON, one a line. Run as: node documents.cjs URI
const { mongoose, Message, Contact } = require('./schemas.cjs');
const { EJSON } = mongoose.mongo.BSON;

const NOON = Date.parse('2025-08-07T12:00:00Z');
const at = (second) => new Date(NOON + second * 1000);

const ALICE = { wa_id: '919937320320', name: 'Ravi Kumar', phone: '+919937320320' };
const BOB = { wa_id: '929967673820', name: 'Neha Joshi' };

async function messages() {
  // As its endpoints and its webhook store them.
  await Message.create({
    ...ALICE, id: 'wamid.HBgM1', meta_msg_id: 'wamid.HBgM1', text: 'Hi, I want to know more', type: 'incoming',
    timestamp: at(0), status: 'delivered', from: ALICE.wa_id, to: '918329446654',
    webhook_data: { from: ALICE.wa_id, id: 'wamid.HBgM1', timestamp: '1754568000', text: { body: 'Hi, I want to know more' }, type: 'text' },
  });
  await Message.create({
    ...ALICE, id: 'msg_1754568020000_ab12cd34e', name: 'You', text: 'Sure, which product?', type: 'outgoing', timestamp: at(20),
  });
  await Message.findOneAndUpdate({ id: 'msg_1754568020000_ab12cd34e' }, { $set: { status: 'delivered' } });
  await Message.findOneAndUpdate({ id: 'msg_1754568020000_ab12cd34e' }, { status: 'read', meta_msg_id: 'wamid.HBgM2' });
  await Message.create({ ...ALICE, id: 'wamid.HBgM3', text: 'Media message', type: 'incoming', message_type: 'image', timestamp: at(30), status: 'delivered' });
  await Message.insertMany([
    { ...BOB, id: 'wamid.HBgN1', text: 'Hello', type: 'incoming', timestamp: '2025-08-07T12:01:00.000Z', status: 'delivered', unknown_field: 1 },
    { ...BOB, id: 'wamid.HBgN2', text: 'Anybody there?', type: 'incoming', timestamp: at(61).getTime(), status: 'delivered' },
  ]);
  await Message.updateMany({ wa_id: BOB.wa_id, type: 'incoming', status: { $ne: 'read' } }, { $set: { status: 'read' } });

  // Without the fields that the schema does not require.
  await Message.create({ wa_id: BOB.wa_id, name: 'Neha Joshi', text: 'no id, no times of its own', type: 'incoming', timestamp: at(70) });
  const failed = await Message.create({ ...BOB, id: 'msg_2', name: 'You', text: 'never arrived', type: 'outgoing', timestamp: at(80) });
  failed.status = 'failed';
  await failed.save();
  for (const [i, webhook_data] of ['text', 7, null, [1, { two: 2 }]].entries()) {
    await Message.create({ wa_id: '15550001', name: 'Mixed', id: `wamid.mixed${i}`, text: `mixed ${i}`, type: 'incoming', timestamp: at(90 + i), webhook_data });
  }
  await Message.findOneAndUpdate(
    { id: 'wamid.upserted' },
    { wa_id: '15550002', name: 'Upsert', text: 'upserted', type: 'incoming', timestamp: at(100) },
    { upsert: true, new: true, setDefaultsOnInsert: true });
  await Message.bulkWrite([{ insertOne: { document: { wa_id: '15550002', name: 'Bulk', id: 'wamid.bulk', text: 'in bulk', type: 'incoming', timestamp: at(101), status: 'delivered' } } }]);

  // These violate the schema, like documents of scripts, imports and older versions. None has a null id, because the
  // server in the tests' process treats a null id like a missing one.
  await Message.collection.insertMany([
    { wa_id: '15550003', id: 'raw.text-date', name: 'Raw', text: 'date as text', type: 'incoming', timestamp: '2025-08-07T14:02:00+02:00', status: 'delivered' },
    { wa_id: '15550003', id: 'raw.digits', name: 'Raw', text: 'date as digits', type: 'incoming', timestamp: '1754568121', status: 'delivered' },
    { wa_id: '15550003', id: 'raw.seconds', name: 'Raw', text: 'date as a number', type: 'incoming', timestamp: 1754568122, status: 'delivered' },
    { wa_id: '15550003', id: 'raw.no-date', name: 'Raw', text: 'a date nobody reads', type: 'incoming', timestamp: 'yesterday', status: 'delivered', createdAt: at(123) },
    { wa_id: '15550003', name: null, text: null, type: null, timestamp: null, status: null, createdAt: at(124) },
    { wa_id: '15550003', id: 12345, name: '', text: '', type: 'outgoing', timestamp: at(125), status: 'pending' },
    { wa_id: '15550003', id: 'raw.status', name: 'Raw', text: 'a status nobody knows', type: 'outgoing', timestamp: at(126), status: 'seen' },
    { _id: 'a text as key', wa_id: '15550003', name: 'Raw', text: 'another key', type: 'incoming', timestamp: at(127), status: 'delivered' },
    { wa_id: '+15550004', id: 'raw.plus', name: 'Plus', text: 'with a plus', type: 'incoming', timestamp: at(130), status: 'delivered' },
    { wa_id: 15550005, id: 'raw.number', name: 'Number', text: 'an address that is a number', type: 'incoming', timestamp: at(131) },
    { id: 'raw.nowhere', name: 'Nobody', text: 'no address', type: 'incoming', timestamp: at(132) },
  ]);
}

async function contacts() {
  await Contact.create({ ...ALICE, avatar: 'https://example.com/ravi.jpg', last_seen: at(30), is_online: true });
  await Contact.findOneAndUpdate(
    { wa_id: BOB.wa_id }, { name: BOB.name }, { upsert: true, new: true, setDefaultsOnInsert: true });
  await Contact.updateOne({ wa_id: BOB.wa_id }, { last_seen: at(61) });
  await Contact.create({ wa_id: '15550001', name: 'Mixed', avatar: null, last_seen: at(10) });
  await Contact.collection.insertMany([
    { wa_id: '15550003', last_seen: '2025-08-07T12:02:00Z' },
    { wa_id: '15550006', name: 'Silent', phone: null, is_online: 'yes', last_seen: at(5) },
  ]);
}

async function main() {
  await mongoose.connect(process.argv[2]);
  await Promise.all([Message.init(), Contact.init()]);
  await messages();
  await contacts();
  for (const model of [Message, Contact]) {
    for await (const document of model.collection.find().sort({ _id: 1 })) {
      console.log(EJSON.stringify({ in: model.collection.name, document }, { relaxed: false }));
    }
  }
}

main()
  .catch((e) => {
    console.error(e);
    process.exitCode = 1;
  })
  .finally(() => mongoose.disconnect());
