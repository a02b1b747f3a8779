// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command's own options for the JVM give way to those of whoever runs it. */
class LauncherIT {
  @ParameterizedTest
  @ValueSource(
      strings = {"DRAWBRIDGE_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void anotherCollectorIsTakenFromEveryVariableThatTheJvmReads(String variable) {
    Result result =
        Command.drawbridge("version")
            .with(variable, "-XX:+UseParallelGC -Xlog:gc=info:stderr -Dstar=/*")
            .run()
            .good();
    assertTrue(result.err().contains("Using Parallel"), result.err());
  }
}
