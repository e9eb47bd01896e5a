/// Meta's side of the WhatsApp Cloud API, over HTTP: accepts messages, checks them, enforces
/// limits, and sends webhooks back, with the faults of the real API.
///
/// Start with [Simulator]; [SimulatorOptions] says what it simulates, [Fault] which faults it can
/// have, [Ledger] what happened. A request comes in through [FrontDoor]; [SendEndpoint] decides
/// about a message, [StatusPlan] about its statuses; [Outbound] sends the webhooks that are due.
///
/// Every random decision comes from [Dice]. It depends on the seed and the message, not on a stream
/// of random numbers that threads share, so the same message gets the same results in every run.
///
/// The package knows nothing of Parley: both communicate only over HTTP. Source: the Cloud API
/// documentation, which the classes name by page.
@NullMarked
package dev.parley.simulator;

import org.jspecify.annotations.NullMarked;
