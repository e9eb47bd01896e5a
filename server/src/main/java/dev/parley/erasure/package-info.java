/// Erases people, and removes messages that are older than the retention time. Start with [Eraser];
/// what happens to conversations is in [dev.parley.chat.ErasureRules].
@NullMarked
package dev.parley.erasure;

import org.jspecify.annotations.NullMarked;
