/// Sample conversations for a Parley without customers: [SampleChats] has the past messages,
/// [SampleCustomers] continue from there. All messages arrive as webhook bodies, so that people see
/// exactly what a customer's message would cause.
@NullMarked
package dev.parley.samples;

import org.jspecify.annotations.NullMarked;
