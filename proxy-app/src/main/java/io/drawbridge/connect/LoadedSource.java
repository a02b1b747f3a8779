// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Option;
import io.drawbridge.command.WarningLogger;
import io.drawbridge.guard.LimitedCall;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.Redaction;
import io.drawbridge.plugin.BoundedWebClient;
import io.drawbridge.plugin.Plugin;
import io.drawbridge.plugin.PluginDirectory;
import io.drawbridge.plugin.PluginEnvironment;
import io.drawbridge.plugin.PluginException;
import io.drawbridge.plugin.Providers;
import io.drawbridge.plugin.RedactingLogger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A plugin's credential source, named on the command line: it makes the credential of each
 * connection. What it does is guarded: it has 5 s, and whatever it throws is an {@link IOException}
 * with a sentence. Safe for concurrent use.
 */
public final class LoadedSource implements CredentialSource {
  /** The option that names it. */
  public static final String FLAG = "--source";

  private static final String SETTING = "--source-setting";

  /** All options about it, but for the one that says where the plugins are. */
  public static final List<Option> OPTIONS =
      List.of(
          Option.of(FLAG, "TYPE", "a plugin's source of credentials, instead of a token"),
          Option.of(SETTING, "KEY=TEXT", "a setting of the source; repeatable"));

  /** A dial has 20 s, and its connection and its answer need the most of them. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Providers providers;
  private final PluginInstance<CredentialSource> instance;

  private LoadedSource(Providers providers, PluginInstance<CredentialSource> instance) {
    this.providers = providers;
    this.instance = instance;
  }

  /**
   * Loads the one that the command line names. Blocking; runs the plugin's code.
   *
   * @param plugins the directory to look in, if there is one
   * @throws CommandException CONFIGURATION if there is no such plugin or it cannot be loaded; USAGE
   *     if it refuses its settings
   */
  public static LoadedSource load(Arguments arguments, Optional<Path> plugins, Console console)
      throws CommandException, InterruptedException {
    String type = arguments.required(FLAG);
    Settings settings = settings(arguments);
    Path directory =
        plugins.orElseThrow(
            () -> missing(type, "there is no plugins directory beside the program"));
    Runnable undo = () -> {};
    try {
      List<Plugin> found = PluginDirectory.loadSources(directory);
      if (found.isEmpty()) {
        throw missing(type, "no plugin in " + directory + " offers any");
      }
      Providers providers = new Providers(found);
      undo = providers::close;
      PluginEnvironment environment = environment(type, console);
      LoadedSource made =
          new LoadedSource(providers, providers.createSource(type, settings, environment));
      undo = made::close;
      settings.finish();
      undo = () -> {};
      return made;
    } catch (PluginException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    } catch (InvalidSettingsException e) {
      throw new CommandException(ExitCode.USAGE, FLAG + " " + type + ": " + e.getMessage());
    } finally {
      undo.run();
    }
  }

  private static CommandException missing(String type, String why) {
    return new CommandException(
        ExitCode.CONFIGURATION,
        FLAG
            + " "
            + type
            + " is a plugin's, and "
            + why
            + "; name its directory with --plugins DIR");
  }

  private static PluginEnvironment environment(String type, Console console) {
    return new PluginEnvironment(
        InstantSource.system(),
        new RedactingLogger(
            type,
            new WarningLogger(line -> console.err().println("drawbridge: " + line)),
            System::nanoTime),
        new BoundedWebClient(Optional.empty(), false));
  }

  private static Settings settings(Arguments arguments) throws CommandException {
    Map<String, Located> entries = new LinkedHashMap<>();
    for (String text : arguments.values(SETTING)) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new CommandException(ExitCode.USAGE, SETTING + " takes KEY=TEXT");
      }
      Located value = new Located(text.substring(equals + 1), SETTING);
      if (entries.put(text.substring(0, equals), value) != null) {
        throw new CommandException(
            ExitCode.USAGE,
            "the setting " + text.substring(0, equals) + " is given more than once");
      }
    }
    return new Settings(entries, "", SETTING, SettingsSource.PROCESS);
  }

  @Override
  public Secret get() throws IOException, InterruptedException {
    return call("made nothing", instance.object()::get);
  }

  private <T> T call(String nothing, Callable<T> work) throws IOException, InterruptedException {
    String problem = nothing;
    try {
      T made = LimitedCall.run("plugin-" + instance.name(), instance.loader(), LIMIT, work);
      if (made != null) {
        return made;
      }
    } catch (ExecutionException e) {
      problem =
          e.getCause() instanceof IOException told
              ? "says: " + Redaction.mask(told.getMessage())
              : "failed: " + Redaction.describe(e.getCause());
    } catch (TimeoutException _) {
      problem = "took longer than " + LIMIT.toSeconds() + " s";
    }
    throw new IOException("the source " + instance.name() + " " + problem);
  }

  /** Closes the source, which has 5 s for it, and its plugin. */
  @Override
  public void close() {
    try {
      call(
          "",
          () -> {
            instance.closing().close();
            return true;
          });
      providers.close();
    } catch (IOException _) {
      // It hangs or is broken, and its classes may be in use: they go with the process.
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
