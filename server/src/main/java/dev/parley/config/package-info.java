/// The settings: [dev.parley.config.ParleyConfig], read from the environment and `.env`.
///
/// Depends on no other package of Parley.
@NullMarked
package dev.parley.config;

import org.jspecify.annotations.NullMarked;
