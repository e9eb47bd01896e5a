/// Erases people, and removes messages that are older than the retention time. Start with [Eraser];
/// [dev.parley.chat.ErasureRules] has the rules for conversations.
@NullMarked
package dev.parley.erasure;

import org.jspecify.annotations.NullMarked;
