// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Configurations;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.plugin.Plugin;
import io.drawbridge.plugin.PluginDirectory;
import io.drawbridge.plugin.PluginException;
import io.drawbridge.plugin.Providers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads the plugins and lists them. */
final class PluginsCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "plugins",
        "loads the plugins, and lists them with their types",
        "[--plugins DIR]",
        List.of(Configurations.PLUGINS),
        List.of());
  }

  @Override
  public int run(Arguments arguments, Console console) throws CommandException {
    Optional<Path> directory =
        arguments.noWords().value("--plugins").map(Path::of).or(Configurations::own);
    if (directory.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "--plugins is missing");
    }
    try (Providers providers = new Providers(PluginDirectory.load(directory.get()))) {
      for (Plugin plugin : providers.plugins()) {
        console.out().println(plugin.name() + " " + plugin.version() + "  " + plugin.path());
        types(console, "authenticator", plugin.authenticators());
        types(console, "authorizer", plugin.authorizers());
        types(console, "credential source", plugin.sources());
      }
      return ExitCode.DONE.number();
    } catch (PluginException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
  }

  private static void types(Console console, String kind, Map<String, ?> providers) {
    providers.keySet().forEach(type -> console.out().println("  " + kind + " type " + type));
  }
}
