// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Configurations;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Option;
import io.drawbridge.command.WarningLogger;
import io.drawbridge.common.Misspelling;
import io.drawbridge.common.OneLine;
import io.drawbridge.config.Configuration;
import io.drawbridge.connect.LoadedSource;
import io.drawbridge.wiring.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells why credentials would be let in or refused, each step of it. */
public final class ExplainCommand implements Command {
  private static final int LONGEST = 64 * 1024;

  /** How far a sleep may end before the clock says so: clocks are slewed. */
  private static final Duration CLOCK_SLACK = Duration.ofMillis(20);

  private static final String TOKEN = "--token-file";
  private static final String COMPANION = "--companion-file";

  @Override
  public Usage usage() {
    List<Option> own =
        List.of(
            Option.config(),
            Configurations.PLUGINS,
            Option.of(TOKEN, "FILE", "the token; - for standard input"),
            Option.of("--job-token-file", "FILE", "the job's own CI token, if liveness needs it"),
            Option.of(COMPANION, "NAME=FILE", "a further credential; repeatable"),
            Option.of("--target", "NAME", "the target it is to reach"),
            Option.of("--listener", "NAME", "the listener it would come in by; else the first"));
    return new Usage(
        "explain",
        "tells step by step why a token would be granted or refused; exits 77 if refused",
        "-c FILE (--token-file T | --source TYPE) --target NAME",
        Stream.concat(own.stream(), LoadedSource.OPTIONS.stream()).toList(),
        List.of(
            "Nothing is bound, dialled or recorded, and the job is not asked for. It reads the",
            "gateway's file and secrets, and its output tells what the rules say: it is for",
            "operators, on the gateway's machine, not for a job. A token is as good as its job:",
            "keep it in a file that nobody else can read. One that has expired will do to see what",
            "the rules would say."));
  }

  @Override
  public int run(Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    Configuration configuration = Configurations.read(arguments.noWords(), console);
    String target = arguments.required("--target");
    Map<String, Secret> companions = companions(arguments, console);
    // The plugins' remarks on their settings are not what was asked.
    Surroundings quiet = Surroundings.ofProcess().logger(new WarningLogger(_ -> {}));
    try (CredentialSource source = source(arguments, configuration, console);
        Inspection inspection = Inspection.of(configuration.settings(), quiet)) {
      Peer peer = peer(arguments, inspection);
      if (arguments.has(LoadedSource.FLAG)) {
        awaitNextSecond();
      }
      // Only now: what is good once may be refused if it was made before the gateway's start.
      Secret token = source.get();
      Credentials presented = Credentials.of(token);
      for (Map.Entry<String, Secret> each : companions.entrySet()) {
        presented = presented.withCompanion(each.getKey(), each.getValue());
      }
      if (!arguments.has(LoadedSource.FLAG)) {
        new TokenView(Instant.now(), console.out()).print(token);
      }
      return print(inspection.explain(presented, target, peer), console).number();
    } catch (IOException e) {
      throw new CommandException(ExitCode.TRY_AGAIN, "no credential: " + e.getMessage());
    } catch (InvalidSettingsException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage());
    }
  }

  /**
   * What is good once may be dated in whole seconds, and an authenticator that remembers what was
   * used refuses what is of the second in which it was made: that may be from before it. Made at
   * once, the credential would be refused for its haste. Takes at most a second and a few
   * milliseconds, whatever the clock does.
   */
  private static void awaitNextSecond() throws InterruptedException {
    Instant now = Instant.now();
    Instant next = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    Thread.sleep(Duration.between(now, next).plus(CLOCK_SLACK));
  }

  private static CredentialSource source(
      Arguments arguments, Configuration configuration, Console console)
      throws CommandException, InterruptedException {
    if (!arguments.has(LoadedSource.FLAG)) {
      Secret token = secret(arguments.required(TOKEN), console);
      return () -> token;
    }
    if (arguments.has(TOKEN)) {
      throw new CommandException(ExitCode.USAGE, "--source and --token-file exclude each other");
    }
    return LoadedSource.load(arguments, configuration.settings().plugins(), console);
  }

  private static Map<String, Secret> companions(Arguments arguments, Console console)
      throws CommandException {
    Map<String, Secret> companions = new LinkedHashMap<>();
    if (arguments.has("--job-token-file")) {
      companions.put("job", secret(arguments.required("--job-token-file"), console));
    }
    for (String text : arguments.values(COMPANION)) {
      String[] parts = text.split("=", 2);
      if (parts.length < 2 || parts[0].isEmpty()) {
        throw new CommandException(ExitCode.USAGE, COMPANION + " takes NAME=FILE");
      }
      if (companions.put(parts[0], secret(parts[1], console)) != null) {
        throw new CommandException(
            ExitCode.USAGE, "the companion " + parts[0] + " is given more than once");
      }
    }
    return companions;
  }

  /** A caller on this machine, by the listener that is named or by the first. */
  private static Peer peer(Arguments arguments, Inspection inspection) throws CommandException {
    Map<String, Boolean> listeners = inspection.listeners();
    Optional<String> named = arguments.value("--listener");
    String listener = named.orElseGet(() -> listeners.keySet().iterator().next());
    if (!listeners.containsKey(listener)) {
      throw new CommandException(
          ExitCode.USAGE,
          "no listener is called " + listener + Misspelling.hint(listener, listeners.keySet()));
    }
    return new Peer(InetAddress.getLoopbackAddress(), 0, listener, listeners.get(listener));
  }

  private static ExitCode print(Explanation explanation, Console console) {
    console.out().println("decision");
    explanation.steps().forEach(step -> console.out().println(line(step)));
    if (explanation.granted()) {
      console.out().println("granted; a gateway would now ask for the job and dial the target");
      return ExitCode.DONE;
    }
    console.out().println("refused");
    explanation.next().forEach(next -> console.out().println("next: " + OneLine.of(next)));
    return ExitCode.REFUSED;
  }

  private static Secret secret(String file, Console console) throws CommandException {
    try {
      byte[] bytes;
      if (file.equals("-")) {
        bytes = console.in().readNBytes(LONGEST + 1);
      } else {
        try (var in = Files.newInputStream(Path.of(file))) {
          bytes = in.readNBytes(LONGEST + 1);
        }
      }
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty() || bytes.length > LONGEST) {
        String what = text.isEmpty() ? "empty" : "longer than any token";
        throw new CommandException(ExitCode.USAGE, "the token in " + file + " is " + what);
      }
      return Secret.of(text);
    } catch (IOException | InvalidPathException e) {
      throw new CommandException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage());
    }
  }

  private static String line(Explanation.Step step) {
    String mark =
        switch (step.outcome()) {
          case PASSED -> "  ok    ";
          case FAILED -> "  FAIL  ";
          case NOT_REACHED -> "  -     ";
          case NOTED -> "        ";
        };
    return mark + "  ".repeat(step.depth()) + OneLine.of(step.text());
  }
}
