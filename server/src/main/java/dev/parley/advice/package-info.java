/// What WhatsApp's error codes mean to the person who has to do something about them. Depends only
/// on the JDK.
@NullMarked
package dev.parley.advice;

import org.jspecify.annotations.NullMarked;
