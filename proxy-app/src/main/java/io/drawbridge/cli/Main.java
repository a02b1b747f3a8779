// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Help;
import io.drawbridge.command.Signals;
import io.drawbridge.common.Misspelling;
import io.drawbridge.connect.ConnectCommand;
import io.drawbridge.explain.CheckCommand;
import io.drawbridge.explain.ExplainCommand;
import io.drawbridge.explain.PolicyCommand;
import io.drawbridge.review.AuditCommand;
import java.nio.file.InvalidPathException;
import java.security.Security;
import java.time.Duration;
import java.util.List;

/** The command line. The only place that ends the process. */
public final class Main {
  private static final List<Command> COMMANDS =
      List.of(
          new ServeCommand(),
          new ConnectCommand(),
          new CheckCommand(),
          new ExplainCommand(),
          new PolicyCommand(),
          new AuditCommand(),
          new PluginsCommand(),
          new DemoCommand(),
          new VersionCommand());

  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private static final String NAMES_KEPT = "networkaddress.cache.ttl";
  private static final Duration LONGEST_EXIT = Duration.ofSeconds(2);

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] words) {
    // One line for each record. Before the first logger: the formatter reads it once.
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n");
    }
    // A target, or a gateway, that has moved is found at its new address after that many seconds,
    // and not after the JDK's 30. Before the first look-up: it is read once.
    if (Security.getProperty(NAMES_KEPT) == null
        && System.getProperty("sun.net.inetaddr.ttl") == null) {
      Security.setProperty(NAMES_KEPT, "3");
    }
    // Whoever sends them to a program that gives them no meaning must not end its tunnels by that.
    Signals.survive("USR1", () -> {});
    Signals.survive("USR2", () -> {});
    Console console = new Console(System.in, System.out, System.err);
    int code = run(List.of(words), console);
    try {
      endWithin(LONGEST_EXIT, code);
    } finally {
      // Also where the system grants no thread for that: the code is the command's.
      System.exit(code);
    }
  }

  /**
   * Ends the process after that time if nothing else has: a line that nobody reads holds the JDK's
   * logging, and that holds {@link System#exit}.
   */
  static void endWithin(Duration time, int code) {
    Thread.ofPlatform()
        .daemon()
        .name("drawbridge-end")
        .start(
            () -> {
              try {
                Thread.sleep(time);
              } catch (InterruptedException _) {
                // Nobody does that; it would mean: now.
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(code);
            });
  }

  static int run(List<String> words, Console console) {
    if (words.isEmpty()) {
      Help.overview(COMMANDS, console.err());
      return ExitCode.USAGE.number();
    }
    String name = words.getFirst();
    boolean help = List.of("help", "--help", "-h").contains(name);
    if (help && words.size() == 1) {
      Help.overview(COMMANDS, console.out());
      return told(ExitCode.DONE.number(), console);
    }
    String wanted = help ? words.get(1) : name.equals("--version") ? "version" : name;
    for (Command command : COMMANDS) {
      if (command.usage().name().equals(wanted)) {
        List<String> rest = help ? List.of("--help") : words.subList(1, words.size());
        return run(command, rest, console);
      }
    }
    List<String> names = COMMANDS.stream().map(command -> command.usage().name()).toList();
    console
        .err()
        .println("drawbridge: there is no command " + wanted + Misspelling.hint(wanted, names));
    console.err().println("Try: drawbridge help");
    return ExitCode.USAGE.number();
  }

  private static int run(Command command, List<String> words, Console console) {
    int end = words.indexOf("--");
    List<String> own = end < 0 ? words : words.subList(0, end);
    if (own.contains("--help") || own.contains("-h")) {
      Help.of(command.usage(), console.out());
      return told(ExitCode.DONE.number(), console);
    }
    try {
      int code = command.run(Arguments.parse(words, command.usage().options()), console);
      return switch (command) {
        // Their work is not what they print, and asking would wait for a full pipe.
        case ServeCommand _, ConnectCommand _ -> code;
        default -> told(code, console);
      };
    } catch (CommandException e) {
      return failed(command, e, console);
    } catch (InvalidPathException e) {
      String line =
          e.getInput() + " is no path here; beyond ASCII it takes a UTF-8 locale: LC_ALL=C.UTF-8";
      return failed(command, new CommandException(ExitCode.USAGE, line), console);
    } catch (InterruptedException _) {
      return ExitCode.TRY_AGAIN.number();
    } catch (RuntimeException | Error e) {
      // An error that left main would end the process with 1, which says "something found".
      console.err().println("drawbridge: a fault of the program: " + e);
      return ExitCode.INTERNAL.number();
    }
  }

  /** The code; not DONE where the answer is lost: a script would take its absence for one. */
  private static int told(int code, Console console) {
    if (!console.out().checkError()) {
      return code;
    }
    console
        .err()
        .println("drawbridge: standard output cannot be written: disk full, or nobody reads it");
    return code == ExitCode.DONE.number() ? ExitCode.INPUT_OUTPUT.number() : code;
  }

  private static int failed(Command command, CommandException e, Console console) {
    console.err().println("drawbridge: " + e.getMessage());
    if (e.code() == ExitCode.USAGE) {
      console.err().println("Try: drawbridge help " + command.usage().name());
    }
    return e.code().number();
  }
}
