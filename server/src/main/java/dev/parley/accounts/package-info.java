/// Who may come in: users with their passwords and sign-ins, API keys, and one-time links. Start at
/// [Accounts], what can be done to them, and [Directory], which knows at once who a credential
/// belongs to. [AccountStore] keeps them; `store` has the implementations.
@NullMarked
package dev.parley.accounts;

import org.jspecify.annotations.NullMarked;
