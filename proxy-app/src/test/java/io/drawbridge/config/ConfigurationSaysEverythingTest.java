// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.drawbridge.auth.Limits;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.settings.AuditSettings;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.Condition;
import io.drawbridge.settings.LimitSettings;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.LivenessSettings;
import io.drawbridge.settings.PluginSource;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.RelaySettings;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.settings.TargetSettings;
import io.drawbridge.settings.TimeoutSettings;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file says everything that settings can, and they become exactly that. */
class ConfigurationSaysEverythingTest {
  private static final String EVERYTHING =
      """
      plugins = "p"
      loops = 3
      drain = "1m"
      drain_grace = "4s"
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
      refusals_per_minute = 51
      max_bytes = 70000
      [admin]
      address = "127.0.0.1:2"
      """;

  @TempDir Path directory;
  private ProxySettings settings;

  @BeforeEach
  void read() throws Exception {
    Path file = Files.writeString(directory.resolve("d.toml"), EVERYTHING);
    settings = Configuration.read(file, UnaryOperator.identity(), System::getenv).settings();
  }

  /** The values of a record's components, by name. */
  private static Map<String, Object> components(Record of) throws ReflectiveOperationException {
    Map<String, Object> values = new TreeMap<>();
    for (RecordComponent each : of.getClass().getRecordComponents()) {
      values.put(each.getName(), each.getAccessor().invoke(of));
    }
    return values;
  }

  /** Each record beside one in which nothing is said; a component that is added is missed here. */
  @Test
  void everythingCanBeSaid() throws Exception {
    Map<Record, Record> pairs =
        Map.of(
            settings.admission(),
            AdmissionSettings.STANDARD,
            settings.limits(),
            LimitSettings.STANDARD,
            settings.relay(),
            RelaySettings.STANDARD,
            settings.timeouts(),
            TimeoutSettings.STANDARD,
            settings.liveness(),
            LivenessSettings.STANDARD,
            settings.audit().orElseThrow(),
            AuditSettings.to(Path.of("other")),
            settings.targets().getFirst(),
            TargetSettings.named("other"),
            settings.rules().getFirst(),
            RuleSettings.named("other"),
            settings.listeners().getFirst(),
            ListenerSettings.named("other"),
            settings.authenticators().getLast(),
            AuthenticatorSettings.of("other", new PluginSource.Ready<>(null)));
    for (Map.Entry<Record, Record> pair : pairs.entrySet()) {
      Map<String, Object> usual = components(pair.getValue());
      for (Map.Entry<String, Object> said : components(pair.getKey()).entrySet()) {
        // A listener's encryption is tested with certificates.
        if (!(pair.getKey() instanceof ListenerSettings && said.getKey().equals("tls"))) {
          assertNotEquals(usual.get(said.getKey()), said.getValue(), said.getKey());
        }
      }
    }
  }

  @Test
  void companionsAreOfTheAuthenticatorThatNamesThem() {
    assertEquals(List.of(), settings.authenticators().getFirst().companions());
    assertEquals(List.of("a"), settings.authenticators().getLast().companions());
  }

  @Test
  void numbersAreNotMixedUp() {
    assertEquals(new AdmissionSettings(11, 10, OptionalInt.of(12), 13, 14), settings.admission());
    assertEquals(
        new LimitSettings(
            Optional.of(seconds(15)),
            seconds(16),
            seconds(17),
            OptionalLong.of(18),
            seconds(19),
            seconds(20),
            seconds(21)),
        settings.limits());
    assertEquals(new RelaySettings(false, 22), settings.relay());
    assertEquals(
        new TimeoutSettings(
            seconds(31),
            seconds(32),
            seconds(33),
            seconds(34),
            seconds(35),
            seconds(36),
            seconds(37),
            seconds(38)),
        settings.timeouts());
    assertEquals(
        new LivenessSettings(seconds(41), seconds(42), seconds(43), seconds(44), 45),
        settings.liveness());
    assertEquals(
        Optional.of(
            new AuditSettings(
                directory.resolve("a/audit.jsonl"), false, true, 51, OptionalLong.of(70_000))),
        settings.audit());
    assertEquals(3, settings.loops());
    assertEquals(seconds(4), settings.drainGrace());
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void namesAndPlacesArriveAsWritten() {
    assertEquals(Optional.of(directory.resolve("p")), settings.plugins());
    assertEquals(Optional.of(new InetSocketAddress("127.0.0.1", 2)), settings.admin());
    assertEquals(
        ListenerSettings.named("plain")
            .address(new InetSocketAddress("0.0.0.0", 1))
            .maxHead(2_048)
            .backlog(7)
            .acceptPlaintext(),
        settings.listeners().getFirst());
    assertEquals(List.of("a", "b"), settings.authenticatorNames());
    assertEquals(List.of("opa"), settings.authorizers().stream().map(each -> each.name()).toList());
    assertEquals(
        TargetSettings.named("db")
            .address("db.internal", 5_432)
            .ports(List.of(5_433))
            .loopback(true)
            .serverName("other")
            .maxTunnels(9),
        settings.targets().getFirst());
    assertEquals(
        new RuleSettings(
            "r",
            List.of("db"),
            Optional.of("b"),
            Map.of(
                "x", Condition.of(List.of("a", 2L, true)),
                "y", Condition.of(Map.of("not", "z")),
                "z", Condition.of(Map.of("present", true))),
            new Limits(
                Optional.of(Duration.ofMinutes(1)),
                Optional.of(Duration.ofMinutes(2)),
                OptionalLong.of(3),
                OptionalInt.of(4),
                OptionalInt.of(5)),
            true,
            Optional.of("in force")),
        settings.rules().getFirst());
  }

  @Test
  void pluginsGetTheirKeysAndRefuseTheRestThemselves() throws Exception {
    var source = (PluginSource.ByType<?>) settings.authenticators().getFirst().source();
    assertEquals("static", source.type());
    assertEquals("auth.a", source.settings().name());
    assertEquals(1, source.settings().integer("own", 0, 9, 0));
    source.settings().finish();
  }
}
