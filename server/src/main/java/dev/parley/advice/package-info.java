/// What WhatsApp's error codes mean to the person who has to do something about them. Knows only
/// the JDK.
@NullMarked
package dev.parley.advice;

import org.jspecify.annotations.NullMarked;
