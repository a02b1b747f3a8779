// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The floors of every module: who may name whom; and who alone may touch what in the engine and in
 * what is run.
 */
class ArchitectureTest {
  private static final String ROOT = "io.drawbridge";

  /** Imports go down only. Packages of one floor may use each other without a cycle. */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("io.drawbridge.benchmarks.gate", 14),
          Map.entry("io.drawbridge.benchmarks.compare", 14),
          Map.entry("io.drawbridge.benchmarks.compare.report", 13),
          Map.entry("io.drawbridge.benchmarks.compare.load", 13),
          Map.entry("io.drawbridge.benchmarks.compare.contender", 12),
          Map.entry("io.drawbridge.benchmarks", 11),
          Map.entry("io.drawbridge.cli", 10),
          Map.entry("io.drawbridge.connect", 9),
          Map.entry("io.drawbridge.explain", 9),
          Map.entry("io.drawbridge.review", 9),
          Map.entry("io.drawbridge.command", 8),
          Map.entry("io.drawbridge.config", 7),
          Map.entry("io.drawbridge", 6),
          Map.entry("io.drawbridge.wiring", 5),
          Map.entry("io.drawbridge.admin", 4),
          Map.entry("io.drawbridge.session", 3),
          Map.entry("io.drawbridge.door", 2),
          Map.entry("io.drawbridge.dial", 2),
          Map.entry("io.drawbridge.policy", 2),
          Map.entry("io.drawbridge.identify", 2),
          Map.entry("io.drawbridge.liveness", 2),
          Map.entry("io.drawbridge.tunnel", 2),
          Map.entry("io.drawbridge.audit", 2),
          Map.entry("io.drawbridge.telemetry", 2),
          Map.entry("io.drawbridge.loop", 1),
          Map.entry("io.drawbridge.splice", 1),
          Map.entry("io.drawbridge.leg", 1),
          Map.entry("io.drawbridge.upstream", 1),
          Map.entry("io.drawbridge.plugin", 1),
          Map.entry("io.drawbridge.guard", 1),
          Map.entry("io.drawbridge.observe", 1),
          Map.entry("io.drawbridge.auth.gitlab", 2),
          Map.entry("io.drawbridge.auth.okta", 2),
          Map.entry("io.drawbridge.auth.aws", 2),
          Map.entry("io.drawbridge.auth.secrets", 2),
          Map.entry("io.drawbridge.policy.opa", 2),
          Map.entry("io.drawbridge.auth.jwt", 1),
          Map.entry("io.drawbridge.demo", 0),
          Map.entry("io.drawbridge.auth", 0),
          Map.entry("io.drawbridge.json", 0),
          Map.entry("io.drawbridge.settings", 0),
          Map.entry("io.drawbridge.common", 0));

  /** What is in the product's jar; the rules about its parts are for these. */
  private static final Set<String> PRODUCT = Set.of("auth-spi", "proxy-core", "proxy-app");

  /** Packages whose classes have no cycle either. */
  private static final Set<String> LAYERED = Set.of("io.drawbridge", "io.drawbridge.wiring");

  /** Fewer means that the test looks in the wrong place and finds nothing to object to. */
  private static final int LEAST_CLASSES = 200;

  /** Names of providers and their products, and of what only their credentials say. */
  private static final Pattern PROVIDER_WORD =
      Pattern.compile(
          "(?i:gitlab|github|okta|vault|keycloak|allow_?forks|ref_protected|id_tokens|oidc)"
              + "|(?i:project_id|project_path|namespace_id|namespace_path|ci_job)"
              + "|(?<![A-Za-z])(?:[Aa]ws|AWS|[Oo]pa|OPA|[Ss]ts|STS|[Ii]am|IAM)(?![a-z])");

  private static List<BuildModule> modules;

  /** Of the product. */
  private static List<CompiledClass> classes;

  @BeforeAll
  static void read() throws IOException {
    modules = BuildModule.all();
    classes =
        modules.stream()
            .filter(module -> PRODUCT.contains(module.name()))
            .flatMap(module -> module.classes().stream())
            .toList();
  }

  private static List<CompiledClass> everyClass() {
    return modules.stream().flatMap(module -> module.classes().stream()).toList();
  }

  @Test
  void thereIsSomethingToLookAt() {
    assertTrue(classes.size() >= LEAST_CLASSES, classes.size() + " classes");
    Set<String> unbuilt =
        modules.stream()
            .filter(module -> module.classes().isEmpty() && !module.sources().isEmpty())
            .map(BuildModule::name)
            .collect(toCollection(TreeSet::new));
    assertEquals(Set.of(), unbuilt, "not compiled: mvn -pl integration-tests -am test");
    Set<String> unknown =
        everyClass().stream()
            .map(CompiledClass::inPackage)
            .filter(name -> !FLOORS.containsKey(name))
            .collect(toCollection(TreeSet::new));
    assertEquals(Set.of(), unknown, "packages without a floor");
  }

  @Test
  void importsGoDownOnly() {
    Set<String> upwards = new TreeSet<>();
    for (CompiledClass from : everyClass()) {
      if (KnownViolations.UPWARD_IMPORTS.contains(from.name())) {
        continue;
      }
      for (String type : from.types()) {
        String to = CompiledClass.packageOf(type);
        if (FLOORS.containsKey(to) && FLOORS.get(to) > FLOORS.get(from.inPackage())) {
          upwards.add(from.name() + " -> " + type);
        }
      }
    }
    assertEquals(Set.of(), upwards);
  }

  @Test
  void packagesHaveNoCycle() {
    Graph uses = new Graph();
    for (CompiledClass from : everyClass()) {
      from.types().stream()
          .map(CompiledClass::packageOf)
          .filter(FLOORS::containsKey)
          .forEach(to -> uses.add(from.inPackage(), to));
    }
    assertEquals(Set.of(), uses.inCycles());
  }

  @Test
  void classesThatJoinThePartsHaveNoCycle() {
    Graph uses = new Graph();
    for (CompiledClass from : everyClass()) {
      if (LAYERED.contains(from.inPackage())) {
        from.types().stream()
            .filter(to -> LAYERED.contains(CompiledClass.packageOf(to)))
            .filter(to -> !isBuilderOf(from.name(), to) && !isBuilderOf(to, from.name()))
            .forEach(
                to -> uses.add(CompiledClass.topLevel(from.name()), CompiledClass.topLevel(to)));
      }
    }
    Set<String> found = uses.inCycles();
    found.removeAll(KnownViolations.CYCLES_OF_CLASSES);
    assertEquals(Set.of(), found);
  }

  /** A builder and what it builds are one thing in two files. */
  private static boolean isBuilderOf(String builder, String built) {
    return CompiledClass.topLevel(builder).equals(CompiledClass.topLevel(built) + "Builder");
  }

  @Test
  void bytesKnowNoIdentity() {
    Set<String> blind =
        Set.of(
            "io.drawbridge.loop",
            "io.drawbridge.splice",
            "io.drawbridge.leg",
            "io.drawbridge.tunnel");
    assertNone(
        c -> blind.contains(c.inPackage()),
        type ->
            CompiledClass.packageOf(type).equals("io.drawbridge.auth")
                || CompiledClass.packageOf(type).equals("io.drawbridge.json"));
  }

  @Test
  void onlyPluginMakesClassLoaders() {
    assertUsedOnlyIn(
        "plugin",
        "java.lang.ClassLoader.",
        "java.net.URLClassLoader.",
        "java.util.ServiceLoader.",
        "java.lang.Class.getClassLoader()");
  }

  @Test
  void onlyGuardChangesTheContextClassLoader() {
    assertUsedOnlyIn(
        "guard",
        "java.lang.Thread.setContextClassLoader(",
        "java.lang.Thread.getContextClassLoader(");
  }

  @Test
  void onlyDialResolvesNames() {
    assertUsedOnlyIn(
        "dial",
        "java.net.InetAddress.getByName(",
        "java.net.InetAddress.getAllByName(",
        "java.net.InetAddress.getLocalHost(",
        "java.net.InetSocketAddress.<init>(Ljava/lang/String;",
        "java.net.Socket.<init>(Ljava/lang/String;");
  }

  @Test
  void onlyLoopOpensSelectors() {
    assertUsedOnlyIn("loop", "java.nio.channels.Selector.open(", "openSelector(");
  }

  @Test
  void onlySpliceCallsNativeCodeOrLooksIntoTheJdk() {
    assertNone(
        c -> !c.inPackage().equals("io.drawbridge.splice"),
        type -> type.startsWith("java.lang.foreign.") || type.startsWith("java.lang.invoke.Var"));
    assertUsedOnlyIn(
        "splice", "java.lang.invoke.MethodHandles.privateLookupIn(", ".setAccessible(");
  }

  @Test
  void onlyLegNamesTheTlsEngine() {
    assertNone(
        c -> !c.inPackage().equals("io.drawbridge.leg"),
        type -> type.equals("javax.net.ssl.SSLEngine"));
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    assertUsedOnlyIn(
        "cli",
        "java.lang.System.out",
        "java.lang.System.err",
        "java.lang.System.exit(",
        "java.lang.System.setProperty(",
        "java.lang.System.setOut(",
        "java.lang.System.setErr(",
        "java.lang.Runtime.exit(",
        "java.lang.Runtime.halt(",
        "java.lang.Throwable.printStackTrace()",
        "java.lang.Exception.printStackTrace()",
        "java.io.IOException.printStackTrace()");
  }

  @Test
  void onlyCommandsHandleSignals() {
    assertUsedOnlyIn("command", "java.lang.Runtime.addShutdownHook(", "sun.misc.Signal.");
  }

  @Test
  void nobodyKeepsThreadLocals() {
    assertNone(_ -> true, type -> type.startsWith("java.lang.ThreadLocal"));
  }

  /** What is said of one provider is its plugin's to say, as an answer or as advice. */
  @Test
  void theProductKnowsNoProvidersWords() {
    Set<String> found = new TreeSet<>();
    for (CompiledClass from : classes) {
      if (!KnownViolations.PROVIDER_WORDS.contains(from.inPackage())) {
        from.texts().stream()
            .filter(text -> PROVIDER_WORD.matcher(text).find())
            .forEach(text -> found.add(from.name() + ": " + text));
      }
    }
    assertEquals(Set.of(), found);
  }

  @Test
  void pluginsStandOnTheInterfaceAlone() {
    Set<String> found = new TreeSet<>();
    List<BuildModule> plugins =
        modules.stream().filter(m -> m.name().matches("(auth|policy)-.*")).toList();
    assertTrue(plugins.size() >= 7, plugins.size() + " plugins and what they share");
    for (BuildModule plugin : plugins) {
      for (CompiledClass from : plugin.classes()) {
        from.types().stream()
            .filter(type -> type.startsWith(ROOT + "."))
            .filter(type -> !type.startsWith(from.inPackage() + "."))
            .filter(type -> !type.startsWith("io.drawbridge.auth."))
            .filter(type -> !type.startsWith("io.drawbridge.json."))
            .filter(type -> !type.startsWith("io.drawbridge.common."))
            .forEach(type -> found.add(from.name() + " -> " + type));
      }
    }
    assertEquals(Set.of(), found);
  }

  private static void assertNone(Predicate<CompiledClass> who, Predicate<String> whom) {
    Set<String> found = new TreeSet<>();
    classes.stream()
        .filter(who)
        .forEach(
            c -> c.types().stream().filter(whom).forEach(t -> found.add(c.name() + " -> " + t)));
    assertEquals(Set.of(), found);
  }

  private static void assertUsedOnlyIn(String owner, String... uses) {
    Set<String> found = new TreeSet<>();
    for (CompiledClass from : classes) {
      if (!from.inPackage().equals(ROOT + "." + owner)
          && !KnownViolations.USES.contains(from.name())) {
        for (String member : from.members()) {
          for (String use : uses) {
            if (member.contains(use)) {
              found.add(from.name() + " uses " + member);
            }
          }
        }
      }
    }
    assertEquals(Set.of(), found);
  }
}
