/// Sending through WhatsApp's Cloud API; this version does not yet.
@NullMarked
package dev.parley.whatsapp.cloud;

import org.jspecify.annotations.NullMarked;
