// The Mongoose models of the backend that Parley replaces, as its README gives them ("Database Schema").
// Uses the mongoose package of the folder in which node runs.
const { createRequire } = require('node:module');
const mongoose = createRequire(`${process.cwd()}/`)('mongoose');

const messageSchema = new mongoose.Schema({
  id: { type: String, unique: true, sparse: true },
  meta_msg_id: { type: String },
  wa_id: { type: String, required: true, index: true },
  phone: { type: String },
  name: { type: String, required: true },
  text: { type: String, required: true },
  type: { type: String, enum: ['incoming', 'outgoing'], required: true },
  timestamp: { type: Date, default: Date.now },
  status: { type: String, enum: ['sent', 'delivered', 'read', 'failed'], default: 'sent' },
  from: { type: String },
  to: { type: String },
  message_type: { type: String, default: 'text' },
  webhook_data: { type: mongoose.Schema.Types.Mixed },
}, { timestamps: true });

const contactSchema = new mongoose.Schema({
  wa_id: { type: String, required: true, unique: true },
  name: { type: String, required: true },
  phone: { type: String },
  avatar: { type: String },
  last_seen: { type: Date, default: Date.now },
  is_online: { type: Boolean, default: false },
}, { timestamps: true });

// The indexes from "Database Indexes", in addition to those of the fields.
messageSchema.index({ timestamp: -1 });
messageSchema.index({ wa_id: 1, timestamp: -1 });

module.exports = {
  mongoose,
  Message: mongoose.model('ProcessedMessage', messageSchema, 'processed_messages'),
  Contact: mongoose.model('Contact', contactSchema, 'contacts'),
};
