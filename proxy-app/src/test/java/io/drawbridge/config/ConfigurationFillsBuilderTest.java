// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.LimitOptions;
import io.drawbridge.ListenerOptions;
import io.drawbridge.LivenessOptions;
import io.drawbridge.PluginChoice;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.RuleOptions;
import io.drawbridge.TargetOptions;
import io.drawbridge.TimeoutOptions;
import io.drawbridge.auth.Limits;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file says everything the builder can, and the builder is told exactly that. */
class ConfigurationFillsBuilderTest {
  private static final String EVERYTHING =
      """
      plugins = "p"
      loops = 3
      drain = "1m"
      [[listener]]
      name = "plain"
      address = "0.0.0.0:1"
      plaintext = "I accept"
      max_head = 2048
      backlog = 7
      [auth.a]
      type = "static"
      own = 1
      [auth.b]
      type = "gitlab-oidc"
      close_on_expiry = false
      companions = ["a"]
      [policy.opa]
      type = "opa"
      [[target]]
      name = "db"
      address = "db.internal:5432"
      ports = [5433]
      loopback = true
      tls = { server_name = "other" }
      max_tunnels = 9
      [[rule]]
      name = "r"
      to = "db"
      auth = "b"
      when = { x = ["a", 2, true], y = { not = "z" }, z = { present = true } }
      limits = { lifetime = "1m", idle = "2m", bytes = 3, tunnels_per_job = 4, tunnels_per_principal = 5 }
      shadow = true
      replaces = "in force"
      [[rule]]
      name = "in force"
      to = "db"
      auth = "b"
      [limits]
      strangers = 11
      strangers_per_source = 10
      tunnels = 12
      tunnels_per_job = 13
      tunnels_per_principal = 14
      lifetime = "15s"
      untracked_lifetime = "16s"
      untracked_idle = "17s"
      bytes = 18
      half_closed = "19s"
      stalled = "20s"
      after_expiry = "21s"
      [relay]
      splice = false
      pipes = 22
      [timeouts]
      total = "31s"
      tls = "32s"
      head = "33s"
      authentication = "34s"
      policy = "35s"
      names = "36s"
      connect = "37s"
      audit = "38s"
      [liveness]
      interval = "41s"
      unknown_grace = "42s"
      canceling_grace = "43s"
      call = "44s"
      requests_per_minute = 45
      [audit]
      file = "a/audit.jsonl"
      mode = "best-effort"
      durability = "disk"
      strangers_per_minute = 51
      max_bytes = 70000
      [admin]
      address = "127.0.0.1:2"
      """;

  @TempDir Path directory;
  private ProxyBuilder builder;

  @BeforeEach
  void read() throws Exception {
    Path file = Files.writeString(directory.resolve("d.toml"), EVERYTHING);
    builder = Configuration.read(file, System::getenv).builder();
  }

  /** The values of an object's fields, by name. */
  private static Map<String, Object> fields(Object of) throws IllegalAccessException {
    Map<String, Object> fields = new java.util.TreeMap<>();
    for (Field field : of.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        fields.put(field.getName(), field.get(of));
      }
    }
    return fields;
  }

  @Test
  void everyOptionCanBeSaid() throws Exception {
    ProxyBuilder fresh = new ProxyBuilder();
    Map<Object, Object> pairs =
        Map.of(
            builder.limits,
            fresh.limits,
            builder.relay,
            fresh.relay,
            builder.timeouts,
            fresh.timeouts,
            builder.liveness,
            fresh.liveness,
            builder.audit,
            fresh.audit,
            builder.targets.get("db"),
            new TargetOptions(),
            builder.rules.get("r"),
            new RuleOptions(),
            builder.listeners.get("plain"),
            new ListenerOptions());
    // What is not in a file by nature: objects of the embedder's, local listeners. The rest is
    // tested with certificates.
    Set<String> not =
        Set.of(
            "context",
            "directTarget",
            "door",
            "authorities",
            "certificate",
            "key",
            "keyStore",
            "keyStorePassword",
            "protocols");
    for (Map.Entry<Object, Object> pair : pairs.entrySet()) {
      Map<String, Object> usual = fields(pair.getValue());
      for (Map.Entry<String, Object> field : fields(pair.getKey()).entrySet()) {
        if (!not.contains(field.getKey())) {
          assertNotEquals(usual.get(field.getKey()), field.getValue(), field.getKey());
        }
      }
    }
  }

  @Test
  void companionsAreOfTheAuthenticatorThatNamesThem() {
    assertEquals(List.of("a"), builder.companions.get("b"));
    assertEquals(List.of(), builder.companions.get("a"));
  }

  @Test
  void numbersAreNotMixedUp() {
    LimitOptions limits = builder.limits;
    assertEquals(
        List.of(11, 10, OptionalInt.of(12), 13, 14, OptionalLong.of(18)),
        List.of(
            limits.strangers,
            limits.strangersPerSource,
            limits.tunnels,
            limits.tunnelsPerJob,
            limits.tunnelsPerPrincipal,
            limits.bytes));
    assertEquals(
        seconds(15, 16, 17, 19, 20, 21),
        List.of(
            limits.lifetime.orElseThrow(),
            limits.untrackedLifetime,
            limits.untrackedIdle,
            limits.halfClosed,
            limits.stalled,
            limits.afterExpiry));
    TimeoutOptions t = builder.timeouts;
    assertEquals(
        seconds(31, 32, 33, 34, 35, 36, 37, 38),
        List.of(t.total, t.tls, t.head, t.authentication, t.policy, t.names, t.connect, t.audit));
    LivenessOptions l = builder.liveness;
    assertEquals(
        seconds(41, 42, 43, 44), List.of(l.interval, l.unknownGrace, l.cancelingGrace, l.call));
    assertEquals(45, l.requestsPerMinute);
    assertEquals(51, builder.audit.strangersPerMinute);
    assertEquals(OptionalLong.of(70_000), builder.audit.maxBytes);
    assertTrue(builder.audit.disk && !builder.audit.required);
    assertEquals(3, builder.loops);
  }

  private static List<Duration> seconds(int... seconds) {
    return java.util.Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toList();
  }

  @Test
  void namesAndPlacesArriveAsWritten() {
    assertEquals(Optional.of(directory.resolve("p")), builder.plugins);
    assertEquals(Optional.of(directory.resolve("a/audit.jsonl")), builder.auditFile);
    assertEquals(Optional.of(new InetSocketAddress("127.0.0.1", 2)), builder.admin);
    assertEquals(new InetSocketAddress("0.0.0.0", 1), builder.listeners.get("plain").address);
    assertEquals(List.of("a", "b"), List.copyOf(builder.authenticators.keySet()));
    assertEquals(Set.of("b"), builder.keptAfterExpiry);
    assertEquals(List.of("opa"), List.copyOf(builder.authorizers.keySet()));
    TargetOptions target = builder.targets.get("db");
    assertEquals("db.internal", target.host);
    assertEquals(5432, target.port);
    assertEquals(Set.of(5433), target.ports);
    assertEquals(Optional.of("other"), target.serverName);
    RuleOptions rule = builder.rules.get("r");
    assertEquals(List.of("db"), rule.to);
    assertEquals(Optional.of("b"), rule.auth);
    assertEquals(
        Map.of("x", List.of("a", 2L, true), "y", Map.of("not", "z"), "z", Map.of("present", true)),
        rule.when);
    assertEquals(
        new Limits(
            Optional.of(Duration.ofMinutes(1)),
            Optional.of(Duration.ofMinutes(2)),
            OptionalLong.of(3),
            OptionalInt.of(4),
            OptionalInt.of(5)),
        rule.limits);
  }

  @Test
  void pluginsGetTheirKeysAndRefuseTheRestThemselves() throws Exception {
    var choice = (PluginChoice.ByType<?, ?>) builder.authenticators.get("a");
    assertEquals("static", choice.type());
    assertEquals("auth.a", choice.settings().name());
    assertEquals(1, choice.settings().integer("own", 0, 9, 0));
    choice.settings().finish();
  }
}
