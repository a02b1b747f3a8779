// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Proxy;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.config.Configuration;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the configuration a command names, and turns what is wrong with it into exit codes. */
final class Configurations {
  static final Option PLUGINS =
      Option.of("--plugins", "DIR", "where the plugins are; else what the configuration says");

  private Configurations() {}

  /** The configuration, its warnings printed. */
  static Configuration read(Arguments arguments, Console console) throws CommandException {
    Path file = Path.of(arguments.required("--config"));
    try {
      Configuration configuration = Configuration.read(file, System::getenv);
      configuration.warnings().forEach(line -> console.err().println("drawbridge: " + line));
      Optional<Path> plugins =
          arguments
              .value("--plugins")
              .map(Path::of)
              .or(configuration::plugins)
              .or(Configurations::own);
      plugins.ifPresent(configuration.builder()::plugins);
      return configuration;
    } catch (InvalidSettingsException | IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
  }

  /** The {@code plugins} directory beside the {@code lib} directory that the program runs from. */
  static Optional<Path> own() {
    return Installation.home().map(home -> home.resolve("plugins")).filter(Files::isDirectory);
  }

  /** Starts the proxy of a configuration. */
  static Proxy start(Configuration configuration) throws CommandException {
    try {
      return configuration.builder().start();
    } catch (InvalidSettingsException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    } catch (IOException e) {
      boolean inUse = e instanceof BindException || e.getCause() instanceof BindException;
      throw new CommandException(
          inUse ? ExitCode.UNREACHABLE : ExitCode.CONFIGURATION, e.getMessage());
    }
  }
}
