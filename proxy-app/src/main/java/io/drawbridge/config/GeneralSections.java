// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.LimitOptions;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.leg.TlsTrust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the tables that are there once: limits, relay, timeouts, liveness, audit, admin, web. */
final class GeneralSections {
  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration MINUTES = Duration.ofMinutes(5);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MANY = 1_000_000;

  private final ProxyBuilder builder;

  GeneralSections(ProxyBuilder builder) {
    this.builder = builder;
  }

  void limits(Settings table) throws InvalidSettingsException {
    Section.LIMITS.of(table);
    int strangers = (int) table.integer("strangers", 1, MANY, 1_024);
    int perSource = (int) table.integer("strangers_per_source", 1, MANY, Math.min(256, strangers));
    long tunnels = table.integer("tunnels", 1, MANY, 0);
    int perJob = (int) table.integer("tunnels_per_job", 1, MANY, 100);
    int perPrincipal = (int) table.integer("tunnels_per_principal", 1, MANY, 1_000);
    long bytes = table.integer("bytes", 1, Long.MAX_VALUE, 0);
    if (perSource > strangers) {
      throw table.invalid("strangers_per_source", "it is more than strangers in all");
    }
    builder.limits(
        options -> {
          options.strangers(strangers, perSource).tunnelsPerJob(perJob);
          options.tunnelsPerPrincipal(perPrincipal);
          if (tunnels > 0) {
            options.tunnels((int) tunnels);
          }
          if (bytes > 0) {
            options.bytes(bytes);
          }
        });
    durations(table);
  }

  private void durations(Settings table) throws InvalidSettingsException {
    Optional<Duration> lifetime = table.optionalDuration("lifetime", SHORTEST, RuleSection.LONGEST);
    Duration untrackedLifetime =
        table.duration("untracked_lifetime", SHORTEST, DAY, Duration.ofHours(1));
    Duration untrackedIdle = table.duration("untracked_idle", SHORTEST, DAY, Duration.ofHours(1));
    Duration halfClosed =
        table.duration("half_closed", SHORTEST, Duration.ofHours(1), Duration.ofSeconds(60));
    Duration stalled = table.duration("stalled", SHORTEST, Duration.ofHours(1), MINUTES);
    Duration afterExpiry =
        table.duration("after_expiry", Duration.ZERO, DAY, Duration.ofSeconds(60));
    builder.limits(
        options -> {
          LimitOptions _ =
              options
                  .untrackedLifetime(untrackedLifetime)
                  .untrackedIdle(untrackedIdle)
                  .halfClosed(halfClosed)
                  .stalled(stalled)
                  .afterExpiry(afterExpiry);
          lifetime.ifPresent(options::lifetime);
        });
  }

  void relay(Settings table) throws InvalidSettingsException {
    Section.RELAY.of(table);
    boolean splice = table.flag("splice", true);
    int pipes = (int) table.integer("pipes", 1, 4_096, 64);
    builder.relay(options -> options.splice(splice).pipes(pipes));
  }

  void timeouts(Settings table) throws InvalidSettingsException {
    Section.TIMEOUTS.of(table);
    Duration total = timeout(table, "total", 10);
    Duration tls = timeout(table, "tls", 5);
    Duration head = timeout(table, "head", 5);
    Duration authentication = timeout(table, "authentication", 3);
    Duration policy = timeout(table, "policy", 1);
    Duration names = timeout(table, "names", 3);
    Duration connect = timeout(table, "connect", 5);
    Duration audit = timeout(table, "audit", 2);
    builder.timeouts(
        options ->
            options
                .total(total)
                .tls(tls)
                .head(head)
                .authentication(authentication)
                .policy(policy)
                .names(names)
                .connect(connect)
                .audit(audit));
  }

  private static Duration timeout(Settings table, String key, int seconds)
      throws InvalidSettingsException {
    return table.duration(key, SHORTEST, MINUTES, Duration.ofSeconds(seconds));
  }

  void liveness(Settings table) throws InvalidSettingsException {
    Section.LIVENESS.of(table);
    Duration interval =
        table.duration("interval", SHORTEST, Duration.ofMinutes(10), Duration.ofSeconds(10));
    Duration unknown = table.duration("unknown_grace", Duration.ZERO, DAY, Duration.ofSeconds(120));
    Duration canceling = table.duration("canceling_grace", Duration.ZERO, DAY, Duration.ZERO);
    Duration call = table.duration("call", SHORTEST, Duration.ofSeconds(60), Duration.ofSeconds(5));
    int requests = (int) table.integer("requests_per_minute", 1, 100_000, 600);
    builder.liveness(
        options ->
            options
                .interval(interval)
                .unknownGrace(unknown)
                .cancelingGrace(canceling)
                .call(call)
                .requestsPerMinute(requests));
  }

  void audit(Settings table, Optional<Path> plugins) throws InvalidSettingsException {
    Section.AUDIT.of(table);
    Path file = table.path("file");
    if (plugins.isPresent() && file.startsWith(plugins.get())) {
      throw table.invalid("file", "it lies in the plugins' directory, where only plugins may be");
    }
    boolean required = oneOf(table, "mode", "required", "best-effort");
    boolean disk = !oneOf(table, "durability", "kernel", "disk");
    int strangers = (int) table.integer("strangers_per_minute", 0, MANY, 10);
    long bytes = table.integer("max_bytes", 64 * 1024, Long.MAX_VALUE, 0);
    builder.audit(
        file,
        options -> {
          options.required(required).disk(disk).strangersPerMinute(strangers);
          if (bytes > 0) {
            options.maxBytes(bytes);
          }
        });
  }

  /** Whether it is the usual one of two words, as it is when absent. */
  private static boolean oneOf(Settings table, String key, String usual, String other)
      throws InvalidSettingsException {
    String word = table.text(key, usual);
    if (!word.equals(usual) && !word.equals(other)) {
      throw table.invalid(key, "it must be \"" + usual + "\" or \"" + other + "\"");
    }
    return word.equals(usual);
  }

  void admin(Settings table) throws InvalidSettingsException {
    Section.ADMIN.of(table);
    InetSocketAddress address =
        HostPort.parse(table.text("address"))
            .filter(HostPort::isLoopback)
            .flatMap(HostPort::socketAddress)
            .orElseThrow(
                () ->
                    table.invalid(
                        "address",
                        "it must be a loopback address and a port like 127.0.0.1:9443: whoever"
                            + " reaches it is not asked who they are"));
    builder.admin(address);
  }

  void web(Settings table) throws InvalidSettingsException {
    Section.WEB.of(table);
    Path authorities = table.path("authorities");
    try {
      builder.webTrust(TlsTrust.platformAnd(authorities));
    } catch (IOException e) {
      throw table.invalid("authorities", e.getMessage());
    }
  }
}
