// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Inspection;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.config.Configuration;
import java.util.List;

/** Validates a configuration, plugins and all, and warns of what is allowed but unwise. */
final class CheckCommand implements Command {
  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "validates a configuration and warns of unsafe rules; exits 1 on a warning";
  }

  @Override
  public String synopsis() {
    return "-c FILE [--plugins DIR]";
  }

  @Override
  public List<Option> options() {
    return List.of(Option.config(), Configurations.PLUGINS);
  }

  @Override
  public int run(Arguments arguments, Console console) throws CommandException {
    Configuration configuration = Configurations.read(arguments.noWords(), console);
    try (Inspection _ = configuration.builder().inspect()) {
      List<String> lint = configuration.lint();
      lint.forEach(line -> console.out().println("warning: " + line));
      boolean clean = lint.isEmpty() && configuration.warnings().isEmpty();
      console.out().println(clean ? "ok" : "usable, with warnings");
      return (clean ? ExitCode.DONE : ExitCode.FOUND).number();
    } catch (InvalidSettingsException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
  }
}
