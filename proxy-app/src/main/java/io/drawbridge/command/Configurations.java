// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import io.drawbridge.Proxy;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.config.Configuration;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Reads the configuration a command names, and turns what is wrong with it into exit codes. */
public final class Configurations {
  /** The option that names the plugins' directory. */
  public static final Option PLUGINS =
      Option.of("--plugins", "DIR", "where the plugins are; else what the configuration says");

  private Configurations() {}

  /** The configuration, its warnings printed. */
  public static Configuration read(Arguments arguments, Console console) throws CommandException {
    Configuration configuration = readQuietly(arguments);
    configuration.warnings().forEach(line -> console.err().println("drawbridge: " + line));
    return configuration;
  }

  /** The configuration. */
  public static Configuration readQuietly(Arguments arguments) throws CommandException {
    String file = arguments.required("--config");
    try {
      Optional<Path> given = arguments.value("--plugins").map(Path::of);
      return Configuration.read(
          Path.of(file), said -> given.or(() -> said).or(Configurations::own), System::getenv);
    } catch (InvalidSettingsException | IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
  }

  /** The {@code plugins} directory beside the {@code lib} directory that the program runs from. */
  public static Optional<Path> own() {
    return Installation.home().map(home -> home.resolve("plugins")).filter(Files::isDirectory);
  }

  /** Starts the proxy of a configuration. */
  public static Proxy start(Configuration configuration) throws CommandException {
    try {
      configuration.requireAudit();
      return Proxy.start(configuration.settings());
    } catch (InvalidSettingsException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    } catch (IOException e) {
      boolean inUse = e.getCause() instanceof BindException;
      throw new CommandException(
          inUse ? ExitCode.UNREACHABLE : ExitCode.CONFIGURATION, whyNotStarted(e));
    }
  }

  /** Why a proxy did not start; of an address that is taken with what to do next. */
  public static String whyNotStarted(IOException e) {
    String why = Objects.requireNonNullElse(e.getMessage(), e.toString());
    return why.endsWith("Address already in use")
        ? why + "; end the process that listens there (ss -ltnp shows it), or take another address"
        : why;
  }
}
