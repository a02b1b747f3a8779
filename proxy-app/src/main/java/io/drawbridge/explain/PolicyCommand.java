// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Rules as code: tests them, and tells what a change of them would have changed. */
public final class PolicyCommand implements Command {
  private static final Option JUNIT =
      Option.of("--junit", "FILE", "test: also write the results as JUnit XML");
  private static final Option AUDIT =
      Option.of("--audit", "FILE", "diff: the recorded attempts; may be given several times");

  @Override
  public Usage usage() {
    return new Usage(
        "policy",
        "policy test: runs cases on the rules; policy diff: what other rules would change",
        "test FILE… [--junit FILE] | diff OLD NEW --audit FILE…",
        List.of(JUNIT, AUDIT),
        List.of());
  }

  @Override
  public int run(Arguments arguments, Console console) throws CommandException {
    List<String> words = arguments.words();
    String what = words.isEmpty() ? "" : words.getFirst();
    List<Path> files = words.stream().skip(1).map(Path::of).toList();
    List<Path> audits = arguments.values(AUDIT.name()).stream().map(Path::of).toList();
    try {
      if (what.equals("test") && !files.isEmpty() && audits.isEmpty()) {
        return new CaseRun(console).run(files, arguments.value(JUNIT.name()).map(Path::of));
      }
      if (what.equals("diff") && files.size() == 2 && !audits.isEmpty()) {
        return new PolicyDiff(console).run(files.getFirst(), files.getLast(), audits);
      }
    } catch (InvalidSettingsException | IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
    throw new CommandException(ExitCode.USAGE, "written: drawbridge policy " + usage().synopsis());
  }
}
