/// Removes people for good, and what is older than it is to be kept. Start with [Eraser]; what
/// happens to conversations is in [dev.parley.chat.ErasureRules].
@NullMarked
package dev.parley.erasure;

import org.jspecify.annotations.NullMarked;
