/// Checks whether this installation works, and tells people what to do if it does not.
///
/// Start with [Doctor], which runs a list of [Check]s and returns an [Examination] with one
/// [Finding] for each. A check names the others that have to pass before it. [LocalChecks] and
/// [PublicAddress] are about this machine; the checks of WhatsApp's side are in
/// `whatsapp.cloud.checks`.
///
/// Depends only on the JDK: functions give the checks access to what they examine.
@NullMarked
package dev.parley.doctor;

import org.jspecify.annotations.NullMarked;
