// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The floors of the engine: who may name whom, and who alone may touch what. */
class ArchitectureTest {
  private static final String ROOT = "io.drawbridge";

  /** Imports go down only. Packages of one floor may use each other without a cycle. */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("io.drawbridge.cli", 7),
          Map.entry("io.drawbridge.config", 6),
          Map.entry("io.drawbridge", 5),
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
          Map.entry("io.drawbridge.auth", 0),
          Map.entry("io.drawbridge.json", 0));

  /** Fewer means that the test looks in the wrong place and finds nothing to object to. */
  private static final int LEAST_CLASSES = 200;

  private static List<CompiledClass> classes;

  @BeforeAll
  static void read() throws IOException {
    classes = CompiledClass.below(Path.of(System.getProperty("drawbridge.classes")));
  }

  @Test
  void thereIsSomethingToLookAt() {
    assertTrue(classes.size() >= LEAST_CLASSES, classes.size() + " classes");
    Set<String> unknown =
        classes.stream()
            .map(CompiledClass::inPackage)
            .filter(name -> !FLOORS.containsKey(name))
            .collect(toCollection(TreeSet::new));
    assertEquals(Set.of(), unknown, "packages without a floor");
  }

  @Test
  void importsGoDownOnly() {
    Set<String> upwards = new TreeSet<>();
    for (CompiledClass from : classes) {
      for (String type : from.types()) {
        String to = CompiledClass.packageOf(type);
        if (to.startsWith(ROOT) && FLOORS.get(to) > FLOORS.get(from.inPackage())) {
          upwards.add(from.name() + " -> " + type);
        }
      }
    }
    assertEquals(Set.of(), upwards);
  }

  @Test
  void packagesHaveNoCycle() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (CompiledClass from : classes) {
      for (String type : from.types()) {
        String to = CompiledClass.packageOf(type);
        if (to.startsWith(ROOT) && !to.equals(from.inPackage())) {
          uses.computeIfAbsent(from.inPackage(), _ -> new TreeSet<>()).add(to);
        }
      }
    }
    List<String> cycles = new ArrayList<>();
    for (String start : uses.keySet()) {
      if (reaches(uses, start)) {
        cycles.add(start + " uses " + uses.get(start));
      }
    }
    assertEquals(List.of(), cycles);
  }

  private static boolean reaches(Map<String, Set<String>> uses, String start) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(uses.get(start));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (next.equals(start)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(uses.getOrDefault(next, Set.of()));
      }
    }
    return false;
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
  void onlyTheCommandLinePrintsExitsOrHooks() {
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
        "java.lang.Runtime.addShutdownHook(",
        "java.lang.Throwable.printStackTrace()",
        "java.lang.Exception.printStackTrace()",
        "java.io.IOException.printStackTrace()",
        "sun.misc.Signal.");
  }

  @Test
  void nobodyKeepsThreadLocals() {
    assertNone(_ -> true, type -> type.startsWith("java.lang.ThreadLocal"));
  }

  @Test
  void pluginsStandOnTheInterfaceAlone() throws IOException {
    Path root = Path.of(System.getProperty("drawbridge.sources"));
    Set<String> found = new TreeSet<>();
    for (String module : List.of("auth-spi", "auth-jwt", "auth-static", "auth-gitlab-oidc")) {
      List<CompiledClass> own = CompiledClass.below(root.resolve(module).resolve("target/classes"));
      assertTrue(own.size() >= 3, module + " is compiled");
      for (CompiledClass from : own) {
        from.types().stream()
            .filter(type -> type.startsWith(ROOT + "."))
            .filter(type -> !type.startsWith("io.drawbridge.auth."))
            .filter(type -> !type.startsWith("io.drawbridge.json."))
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
      if (!from.inPackage().equals(ROOT + "." + owner)) {
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
