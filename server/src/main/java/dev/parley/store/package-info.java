/// The common parts of all kinds of stores. [StoreKind] opens a store of any kind. Each kind is a
/// package below this one.
@NullMarked
package dev.parley.store;

import org.jspecify.annotations.NullMarked;
