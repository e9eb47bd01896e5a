/// Sample conversations for a Parley that nobody writes to yet: [SampleChats] has what was said,
/// [SampleCustomers] go on from there. All of it comes in as webhook bodies, so that what people
/// see is what a customer's message would have caused.
@NullMarked
package dev.parley.samples;

import org.jspecify.annotations.NullMarked;
