package dev.parley.simulator;

/// Makes random decisions that can be repeated: a result depends only on the seed, on the decision
/// and on its subject. Safe for use by many threads.
final class Dice {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long seed;

  Dice(long seed) {
    this.seed = seed;
  }

  /// A number from 0 (inclusive) to 1 (exclusive).
  double roll(String what, String whom) {
    return (number(what, whom) >>> 11) * 0x1.0p-53;
  }

  /// Whether something with this rate happens: never with 0, always with 1.
  boolean happens(double rate, String what, String whom) {
    return rate > 0 && roll(what, whom) < rate;
  }

  /// A number from `least` to `most`, both included.
  long between(long least, long most, String what, String whom) {
    return least + (long) (roll(what, whom) * (most - least + 1));
  }

  /// Any 64 bits.
  long number(String what, String whom) {
    long state = mix(seed + GOLDEN);
    for (int i = 0; i < what.length(); i++) {
      state = mix(state + GOLDEN + what.charAt(i));
    }
    state = mix(state ^ GOLDEN);
    for (int i = 0; i < whom.length(); i++) {
      state = mix(state + GOLDEN + whom.charAt(i));
    }
    return state;
  }

  /// A number of decimal digits, the first not 0.
  String digits(int count, String what, String whom) {
    StringBuilder digits = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      digits.append(between(i == 0 ? 1 : 0, 9, what + '#' + i, whom));
    }
    return digits.toString();
  }

  /// The last step of SplitMix64.
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
