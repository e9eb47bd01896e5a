/// Meta's side of the WhatsApp Cloud API, over HTTP: takes messages, checks them, enforces limits,
/// and sends webhooks back, with the faults that the real one has.
///
/// Start with [Simulator]; [SimulatorOptions] says what it simulates, [Fault] what may go wrong,
/// [Ledger] what happened. A request comes in through [FrontDoor]; [SendEndpoint] decides about a
/// message, [StatusPlan] what will be reported of it; [Outbound] sends what is due.
///
/// Every decision of chance comes from [Dice]: from the seed and the message, not from a stream of
/// numbers that threads share, so that the same message meets the same fate in every run.
///
/// Knows nothing of Parley: they meet over HTTP only. Source: the Cloud API documentation, which
/// the classes name by page.
@NullMarked
package dev.parley.simulator;

import org.jspecify.annotations.NullMarked;
