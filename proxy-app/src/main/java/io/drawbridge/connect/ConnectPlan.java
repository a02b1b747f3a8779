// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.auth.CredentialSource;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Configurations;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Notices;
import io.drawbridge.command.Option;
import io.drawbridge.common.Durations;
import io.drawbridge.common.HostPort;
import io.drawbridge.leg.TlsTrust;
import io.drawbridge.settings.GatewaySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * What a {@code connect} is to do.
 *
 * @param trust whom to trust as the gateway; empty for plaintext
 * @param companions what is presented beside the token, by name; the job's own CI token is {@code
 *     job}
 * @param secrets the environment variables that hold these
 * @param variables what a command further gets in its environment, with placeholders in it
 * @param patience for how long what may pass is tried again before it is a failure
 * @param job the process whose end ends this one, if there is one
 */
record ConnectPlan(
    HostPort gateway,
    Optional<SSLContext> trust,
    CredentialSource token,
    Map<String, CredentialSource> companions,
    Set<String> secrets,
    List<Route> routes,
    Map<String, String> variables,
    Duration patience,
    Optional<Long> job)
    implements AutoCloseable {
  static final String BACKGROUND = "--background";
  static final String STDIO = "--stdio";
  static final String JOB = "--job";
  static final String WAIT = "--wait";
  static final String LOG = "--log";
  private static final Pattern COMPANION_NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final String COMPANION = "--companion-env";
  private static final String VARIABLE = "--env";
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final Option PLUGINS =
      Option.of("--plugins", "DIR", "where the plugins are; else beside the program");
  private static final List<Option> OWN =
      List.of(
          Option.of("--gateway", "HOST:PORT", "where the gateway listens"),
          Option.of(
              "--target",
              "NAME[=ADDRESS:PORT]",
              "a target, and its local port if not a free one; repeatable"),
          Option.of(
              "--listen",
              "unix:PATH",
              "a Unix domain socket instead of a port, for its owner only"),
          Option.of(
              "--token-env",
              "NAME",
              "the variable with the credential; DRAWBRIDGE_TOKEN unless set"),
          Option.of(
              "--job-token-env", "NAME", "the variable with the job's own CI token (CI_JOB_TOKEN)"),
          Option.of(
              COMPANION,
              "NAME=VARIABLE",
              "a further credential that the gateway asks for; repeatable"),
          Option.of(
              VARIABLE,
              "NAME=TEXT",
              "a variable for the command, with {host} and {port}; repeatable"),
          Option.of("--ca", "FILE", "the certificate authorities to trust as the gateway (PEM)"),
          Option.flag("--plaintext", "no TLS; to a loopback address only"),
          Option.flag(STDIO, "standard input and output instead of a port (ssh ProxyCommand)"),
          Option.of(
              WAIT, "DURATION", "how long what may pass is tried again, 0s: not at all; else 30s"),
          Option.flag(BACKGROUND, "returns when ready; the tunnel ends with the job's shell"),
          Option.of(LOG, "FILE", "where --background writes what it has to say"),
          Option.of(JOB, "PID", "ends when this process ends; with --background the job's shell"));
  static final List<Option> OPTIONS =
      Stream.concat(OWN.stream(), Stream.concat(LoadedSource.OPTIONS.stream(), Stream.of(PLUGINS)))
          .toList();

  /** Reads the command line and the environment; close it when no connection is made any more. */
  static ConnectPlan of(Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    HostPort gateway =
        Arguments.read("--gateway", arguments.noWords().required("--gateway"), HostPort::toDial);
    requireOneWay(arguments);
    Map<String, String> variables = companions(arguments);
    Map<String, CredentialSource> companions = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : variables.entrySet()) {
      companions.put(each.getKey(), CredentialVariable.source(each.getValue()));
    }
    Set<String> secrets = new HashSet<>(variables.values());
    secrets.add("DRAWBRIDGE_TOKEN");
    secrets.add(arguments.value("--token-env").orElse("DRAWBRIDGE_TOKEN"));
    // The source last, so that none is left loaded if something else is wrong.
    Optional<SSLContext> trust = trust(arguments, gateway);
    List<Route> routes = routes(arguments);
    Map<String, String> environment = variables(arguments);
    Duration patience = patience(arguments);
    Optional<Long> job = job(arguments);
    return new ConnectPlan(
        gateway,
        trust,
        token(arguments, console),
        companions,
        Set.copyOf(secrets),
        routes,
        environment,
        patience,
        job);
  }

  private static CredentialSource token(Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    Optional<String> variable = arguments.value("--token-env");
    if (!arguments.has(LoadedSource.FLAG)) {
      return CredentialVariable.source(variable.orElse("DRAWBRIDGE_TOKEN"));
    }
    if (variable.isPresent()) {
      throw new CommandException(ExitCode.USAGE, "--source and --token-env exclude each other");
    }
    Optional<Path> plugins = arguments.value(PLUGINS.name()).map(Path::of);
    return LoadedSource.load(arguments, plugins.or(Configurations::own), console);
  }

  private static Map<String, String> companions(Arguments arguments) throws CommandException {
    Map<String, String> variables = new LinkedHashMap<>();
    arguments.value("--job-token-env").ifPresent(variable -> variables.put("job", variable));
    for (String text : arguments.values(COMPANION)) {
      String[] parts = text.split("=", 2);
      if (parts.length < 2 || !COMPANION_NAME.matcher(parts[0]).matches()) {
        throw new CommandException(ExitCode.USAGE, COMPANION + " takes NAME=VARIABLE");
      }
      if (variables.put(parts[0], parts[1]) != null) {
        throw new CommandException(
            ExitCode.USAGE, "the companion " + parts[0] + " is given more than once");
      }
    }
    return variables;
  }

  private static void requireOneWay(Arguments arguments) throws CommandException {
    int ways = arguments.rest().isEmpty() ? 0 : 1;
    ways += arguments.has(STDIO) ? 1 : 0;
    ways += arguments.has(BACKGROUND) ? 1 : 0;
    if (ways > 1) {
      throw new CommandException(
          ExitCode.USAGE, "--stdio, --background and a command behind -- exclude each other");
    }
    if (arguments.has(STDIO) && arguments.has("--listen")) {
      throw new CommandException(ExitCode.USAGE, "--stdio and --listen exclude each other");
    }
  }

  /** The same way, to be found elsewhere. */
  ConnectPlan at(Route route) {
    return new ConnectPlan(
        gateway, trust, token, companions, secrets, List.of(route), variables, patience, job);
  }

  private static Optional<SSLContext> trust(Arguments arguments, HostPort gateway)
      throws CommandException {
    if (arguments.has("--plaintext")) {
      if (!gateway.isLoopback()) {
        throw new CommandException(
            ExitCode.USAGE,
            "--plaintext would send the credential in clear to "
                + gateway.host()
                + "; it is for loopback addresses only");
      }
      return Optional.empty();
    }
    Optional<String> authorities = arguments.value("--ca");
    try {
      return Optional.of(
          authorities.isPresent() ? TlsTrust.of(Path.of(authorities.get())) : TlsTrust.platform());
    } catch (IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, "--ca: " + e.getMessage());
    }
  }

  private static List<Route> routes(Arguments arguments) throws CommandException {
    List<Route> routes = new ArrayList<>();
    for (String target : arguments.values("--target")) {
      routes.add(Route.parse(target, arguments.value("--listen")));
    }
    if (routes.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "--target is missing");
    }
    if (routes.stream().map(Route::target).distinct().count() < routes.size()) {
      throw new CommandException(ExitCode.USAGE, "one --target is named twice");
    }
    boolean single = arguments.has("--listen") || arguments.has(STDIO);
    if (single && routes.size() > 1) {
      throw new CommandException(ExitCode.USAGE, "--listen and --stdio serve one --target");
    }
    return List.copyOf(routes);
  }

  private static Map<String, String> variables(Arguments arguments) throws CommandException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String text : arguments.values(VARIABLE)) {
      int equals = text.indexOf('=');
      if (equals < 1 || arguments.rest().isEmpty()) {
        throw new CommandException(
            ExitCode.USAGE, VARIABLE + " takes NAME=TEXT, for a command behind --");
      }
      variables.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return variables;
  }

  private static Duration patience(Arguments arguments) throws CommandException {
    return Durations.parse(arguments.value(WAIT).orElse("30s"))
        .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.USAGE, WAIT + " needs a duration of at most a day, such as 30s"));
  }

  private static Optional<Long> job(Arguments arguments) throws CommandException {
    Optional<String> job = arguments.value(JOB);
    try {
      return job.map(Long::valueOf);
    } catch (NumberFormatException _) {
      throw new CommandException(ExitCode.USAGE, "--job needs the number of a process");
    }
  }

  @Override
  public void close() {
    token.close();
  }

  GatewaySettings gatewaySettings() {
    return new GatewaySettings(gateway.host(), gateway.port(), trust, token, companions);
  }

  /**
   * Runs this, soon, when the process is over whose end ends this one; at once if it is already.
   * The reason is told first.
   */
  void whenJobEnds(Console console, Runnable then) {
    Runnable told =
        () -> {
          try (Notices last = new Notices(console.err())) {
            last.tell("process " + job.orElseThrow() + " (--job) has ended");
          }
          then.run();
        };
    job.ifPresent(
        pid ->
            ProcessHandle.of(pid).ifPresentOrElse(process -> process.onExit().thenRun(told), told));
  }
}
