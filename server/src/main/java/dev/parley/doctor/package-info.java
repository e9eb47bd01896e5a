/// Checks whether this installation works, and tells people what to do if it does not.
///
/// Start with [Doctor], which runs a list of [Check]s and returns an [Examination] with one
/// [Finding] for each. A check names the checks that must pass before it runs. [LocalChecks] and
/// [PublicAddress] are about this machine; the checks of WhatsApp's side are in
/// `whatsapp.cloud.checks`.
///
/// The package depends only on the JDK: callers pass functions through which the checks examine the
/// rest of Parley.
@NullMarked
package dev.parley.doctor;

import org.jspecify.annotations.NullMarked;
