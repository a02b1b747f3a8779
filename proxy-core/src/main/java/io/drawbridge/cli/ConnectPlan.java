// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.GatewayOptions;
import io.drawbridge.auth.Secret;
import io.drawbridge.leg.TlsTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * What a {@code connect} is to do.
 *
 * @param gateway where the gateway listens
 * @param trust whom to trust as the gateway; empty for plaintext
 * @param token the job's credential
 * @param jobToken the job's own CI token, if it is handed over
 * @param routes the targets and where they are to be found locally
 * @param job the process whose end ends this one, if there is one
 */
record ConnectPlan(
    HostPort gateway,
    Optional<SSLContext> trust,
    Supplier<Secret> token,
    Optional<Supplier<Secret>> jobToken,
    List<Route> routes,
    Optional<Long> job) {
  static final String BACKGROUND = "--background";
  static final String STDIO = "--stdio";
  static final String JOB = "--job";
  static final List<Option> OPTIONS =
      List.of(
          Option.of("--gateway", "HOST:PORT", "where the gateway listens"),
          Option.of(
              "--target", "NAME[=ADDRESS:PORT]", "a target and its local port; may be repeated"),
          Option.of("--listen", "unix:PATH", "a Unix domain socket instead of a local port"),
          Option.of(
              "--token-env",
              "NAME",
              "the variable with the credential; DRAWBRIDGE_TOKEN unless set"),
          Option.of("--job-token-env", "NAME", "the variable with the job's own CI token"),
          Option.of("--ca", "FILE", "the certificate authorities to trust as the gateway (PEM)"),
          Option.flag("--plaintext", "no TLS; to a loopback address only"),
          Option.flag(STDIO, "standard input and output instead of a port (ssh ProxyCommand)"),
          Option.flag(BACKGROUND, "returns when ready; the tunnel ends with the calling shell"),
          Option.of("--wait", "DURATION", "how long --background waits; 30s unless set"),
          Option.of("--log", "FILE", "where --background writes what it has to say"),
          Option.of(JOB, "PID", "ends when this process ends"));

  /** Reads the command line and the environment. */
  static ConnectPlan of(Arguments arguments) throws CommandException {
    HostPort gateway = HostPort.parse(arguments.noWords().required("--gateway"));
    String tokenVariable = arguments.value("--token-env").orElse("DRAWBRIDGE_TOKEN");
    Optional<Supplier<Secret>> jobToken = Optional.empty();
    if (arguments.has("--job-token-env")) {
      jobToken = Optional.of(fromEnvironment(arguments.required("--job-token-env")));
    }
    return new ConnectPlan(
        gateway,
        trust(arguments, gateway),
        fromEnvironment(tokenVariable),
        jobToken,
        routes(arguments),
        job(arguments));
  }

  private static Supplier<Secret> fromEnvironment(String variable) throws CommandException {
    String value = System.getenv(variable);
    if (value == null || value.isBlank()) {
      throw new CommandException(
          ExitCode.USAGE,
          "the environment variable "
              + variable
              + " is not set; in GitLab declare it with id_tokens: in the job");
    }
    Secret secret = Secret.of(value.strip());
    return () -> secret;
  }

  private static Optional<SSLContext> trust(Arguments arguments, HostPort gateway)
      throws CommandException {
    if (arguments.has("--plaintext")) {
      if (!isLoopback(gateway.host())) {
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

  private static boolean isLoopback(String host) throws CommandException {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      throw new CommandException(ExitCode.UNREACHABLE, "no address is known for " + host);
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
    boolean single = arguments.has("--listen") || arguments.has(STDIO);
    if (single && routes.size() > 1) {
      throw new CommandException(ExitCode.USAGE, "--listen and --stdio serve one --target");
    }
    return List.copyOf(routes);
  }

  private static Optional<Long> job(Arguments arguments) throws CommandException {
    Optional<String> job = arguments.value(JOB);
    try {
      return job.map(Long::valueOf);
    } catch (NumberFormatException _) {
      throw new CommandException(ExitCode.USAGE, "--job needs the number of a process");
    }
  }

  /** Says where the gateway is and what is presented to it. */
  void describe(GatewayOptions options) {
    options.address(gateway.host(), gateway.port()).token(token);
    trust.ifPresent(options::tls);
    jobToken.ifPresent(supplier -> options.companion("job", supplier));
  }
}
