/// Accounts: users with their passwords and sign-ins, API keys, and one-time links. Start at
/// [Accounts], which has all operations on them, and [Directory], which finds the caller of a
/// credential in memory. [AccountStore] stores them; `store` has the implementations.
@NullMarked
package dev.parley.accounts;

import org.jspecify.annotations.NullMarked;
