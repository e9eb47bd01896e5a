/// Whether this installation works, and what a person has to do where it does not.
///
/// Start with [Doctor], which runs a list of [Check]s and gives an [Examination] with one [Finding]
/// for each. A check says which others have to pass before it. [LocalChecks] and [PublicAddress]
/// are about this machine; the checks of WhatsApp's side are in `whatsapp.cloud.checks`.
///
/// Knows the JDK and no other package: what a check asks comes to it by a function.
@NullMarked
package dev.parley.doctor;

import org.jspecify.annotations.NullMarked;
