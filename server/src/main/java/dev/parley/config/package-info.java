/// What a person can set: [dev.parley.config.ParleyConfig], read from the environment and `.env`.
///
/// Knows no other package of Parley.
@NullMarked
package dev.parley.config;

import org.jspecify.annotations.NullMarked;
