/// Measures the cost of files: uploads and downloads compared with a plain copy, many uploads at
/// once, thumbnails, and webhooks beside downloads. Start with [MediaSession].
@NullMarked
package dev.parley.bench.media;

import org.jspecify.annotations.NullMarked;
