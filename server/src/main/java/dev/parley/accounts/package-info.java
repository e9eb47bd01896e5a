/// Accounts: users with their passwords and sign-ins, API keys, and one-time links. Start at
/// [Accounts], which has all operations on them, and [Directory], which finds at once to whom a
/// credential belongs. [AccountStore] stores them; `store` has the implementations.
@NullMarked
package dev.parley.accounts;

import org.jspecify.annotations.NullMarked;
