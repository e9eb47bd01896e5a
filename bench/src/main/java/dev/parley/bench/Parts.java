package dev.parley.bench;

import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// The parts that a command measures, from its option `--only`.
final class Parts {
  private Parts() {}

  /// The requested parts.
  ///
  /// @param only the parts that were given; empty for all
  /// @throws ParameterException if a part does not exist
  static Set<String> wanted(CommandSpec spec, Set<String> only, Set<String> all) {
    Set<String> unknown = new HashSet<>(only);
    unknown.removeAll(all);
    if (!unknown.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--only: there is no " + unknown);
    }
    return only.isEmpty() ? all : only;
  }
}
