// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import java.util.List;

/** The command line. The only place that ends the process. */
public final class Main {
  private static final List<Command> COMMANDS =
      List.of(
          new ServeCommand(),
          new ConnectCommand(),
          new CheckCommand(),
          new ExplainCommand(),
          new AuditCommand(),
          new PluginsCommand(),
          new DemoCommand(),
          new VersionCommand());

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] words) {
    Console console = new Console(System.in, System.out, System.err);
    System.exit(run(List.of(words), console));
  }

  static int run(List<String> words, Console console) {
    if (words.isEmpty()) {
      Help.overview(COMMANDS, console.err());
      return ExitCode.USAGE.number();
    }
    String name = words.getFirst();
    if (List.of("help", "--help", "-h").contains(name)) {
      Help.overview(COMMANDS, console.out());
      return ExitCode.DONE.number();
    }
    for (Command command : COMMANDS) {
      if (command.name().equals(name.equals("--version") ? "version" : name)) {
        return run(command, words.subList(1, words.size()), console);
      }
    }
    console.err().println("drawbridge: there is no command " + name);
    Help.overview(COMMANDS, console.err());
    return ExitCode.USAGE.number();
  }

  private static int run(Command command, List<String> words, Console console) {
    int end = words.indexOf("--");
    List<String> own = end < 0 ? words : words.subList(0, end);
    if (own.contains("--help") || own.contains("-h")) {
      Help.of(command, console.out());
      return ExitCode.DONE.number();
    }
    try {
      return command.run(Arguments.parse(words, command.options()), console);
    } catch (CommandException e) {
      console.err().println("drawbridge: " + e.getMessage());
      if (e.code() == ExitCode.USAGE) {
        console.err().println("Try: drawbridge " + command.name() + " --help");
      }
      return e.code().number();
    } catch (InterruptedException _) {
      return ExitCode.TRY_AGAIN.number();
    } catch (RuntimeException e) {
      console.err().println("drawbridge: a fault of the program: " + e);
      return ExitCode.INTERNAL.number();
    }
  }
}
