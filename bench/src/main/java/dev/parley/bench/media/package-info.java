/// What files cost: uploads and downloads beside a plain copy, many uploads at once, thumbnails,
/// and webhooks beside downloads. Start with [MediaSession].
@NullMarked
package dev.parley.bench.media;

import org.jspecify.annotations.NullMarked;
