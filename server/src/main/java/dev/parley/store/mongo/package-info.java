/// Conversations in a MongoDB database.
@NullMarked
package dev.parley.store.mongo;

import org.jspecify.annotations.NullMarked;
