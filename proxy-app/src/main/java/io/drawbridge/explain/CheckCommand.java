// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Configurations;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Option;
import io.drawbridge.command.WarningLogger;
import io.drawbridge.common.OneLine;
import io.drawbridge.config.Configuration;
import io.drawbridge.plugin.Providers;
import io.drawbridge.wiring.Surroundings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Validates a configuration, plugins and all, and warns of what is allowed but unwise. */
public final class CheckCommand implements Command {
  /** The logger of a plugin, which says no more than the line itself does. */
  private static final Pattern ORIGIN = Pattern.compile("^io\\.drawbridge\\.plugin\\.\\S+: ");

  @Override
  public Usage usage() {
    return new Usage(
        "check",
        "validates a configuration and warns of unsafe rules; exits 1 on a warning",
        "-c FILE [--plugins DIR]",
        List.of(Option.config(), Configurations.PLUGINS),
        List.of(
            "Plugins are loaded and every file is read; nothing is bound, asked for or written.",
            "Exits 0 if all is well, 1 with warnings, 78 if serve would not start."));
  }

  @Override
  public int run(Arguments arguments, Console console) throws CommandException {
    Configuration configuration = Configurations.readQuietly(arguments.noWords());
    Set<String> warnings = new LinkedHashSet<>();
    System.Logger logger =
        new WarningLogger(
            line -> {
              // What a plugin's own threads say comes in time for the answer, or not.
              if (Providers.isMaking(Thread.currentThread())) {
                warnings.add(ORIGIN.matcher(line).replaceFirst(""));
              }
            });
    try (Inspection inspection =
        Inspection.of(
            configuration.settings(), Surroundings.ofProcess().logger(logger).withoutWeb())) {
      inspection.requireStartable();
      configuration.requireAudit();
      // What the plugins found comes last: the file's own findings have a place to look at.
      List<String> found = new ArrayList<>(Lint.of(configuration, inspection.advice()));
      found.addAll(CertificateLint.of(configuration, Instant.now()));
      found.addAll(0, configuration.warnings());
      found.addAll(warnings);
      found.forEach(line -> console.out().println("warning: " + OneLine.of(line)));
      console.out().println(found.isEmpty() ? "ok" : "usable, with warnings");
      return (found.isEmpty() ? ExitCode.DONE : ExitCode.FOUND).number();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.INTERNAL, "interrupted");
    } catch (InvalidSettingsException | IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
  }
}
