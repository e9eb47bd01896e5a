/// What the kinds of stores have in common: [StoreKind], by which the wiring opens any of them.
/// Each kind is a package below this one.
@NullMarked
package dev.parley.store;

import org.jspecify.annotations.NullMarked;
