// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a command where its targets are: in its environment, and in its own words. */
final class TargetPlaces {
  /** {@code {host}} is the first target's, {@code {host:NAME}} another one's. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{((?:host|port|socket)(?::[A-Za-z0-9.-]+)?)\\}");

  /** libpq's own name for a socket: found by directory and port. */
  private static final Pattern LIBPQ_SOCKET = Pattern.compile("\\.s\\.PGSQL\\.(\\d+)");

  /** Programs of PostgreSQL's own, which connect to PGHOSTADDR and take PGHOST for the name. */
  private static final Pattern LIBPQ_PROGRAM =
      Pattern.compile(
          "psql|pg_[a-z_]+|pgbench|(?:create|drop)(?:db|user)|(?:vacuum|reindex|cluster)db");

  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();

  /**
   * What is told.
   *
   * @param places the targets in their order, with their local addresses
   * @param program the command's first word: a driver other than libpq looks up the name in PGHOST,
   *     so that the target's own name, for which its certificate is, goes to libpq's programs alone
   */
  TargetPlaces(Map<Route, SocketAddress> places, String program) {
    places.forEach(
        (route, address) -> {
          boolean first = values.isEmpty();
          String prefix = "DRAWBRIDGE_" + route.variable();
          switch (address) {
            case InetSocketAddress at -> {
              String host = at.getAddress().getHostAddress();
              String port = Integer.toString(at.getPort());
              tell(prefix, route, "host", host);
              tell(prefix, route, "port", port);
              if (first) {
                boolean libpq = LIBPQ_PROGRAM.matcher(lastOf(program)).matches();
                variables.put("PGHOST", libpq ? route.target() : host);
                variables.put("PGHOSTADDR", host);
                variables.put("PGPORT", port);
              }
            }
            case UnixDomainSocketAddress at -> {
              Path path = at.getPath().toAbsolutePath();
              tell(prefix, route, "socket", path.toString());
              Matcher libpq = LIBPQ_SOCKET.matcher(path.getFileName().toString());
              if (libpq.matches()) {
                variables.put("PGHOST", path.getParent().toString());
                variables.put("PGPORT", libpq.group(1));
              }
            }
            default -> throw new IllegalStateException("an address of another kind");
          }
        });
  }

  private static String lastOf(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }

  private void tell(String prefix, Route route, String what, String value) {
    variables.put(prefix + "_" + what.toUpperCase(Locale.ROOT), value);
    values.putIfAbsent(what, value);
    values.put(what + ":" + route.target(), value);
  }

  /** The variables: the first target in libpq's, every target as {@code DRAWBRIDGE_NAME_HOST}. */
  Map<String, String> variables() {
    return Map.copyOf(variables);
  }

  /**
   * The text with its placeholders replaced. What only looks like one, such as a name that is no
   * target of this command, stays.
   */
  String fill(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            (MatchResult found) ->
                Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
  }
}
