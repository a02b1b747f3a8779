// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Identity;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import io.drawbridge.settings.RuleSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How long does a decision take when all rules are about one target and each pins a project, as
 * they grow from one to ten thousand? A grant by the last rule, a denial of a project that has a
 * rule, and of one that has none; and the worst that a configuration can ask for: globs only, which
 * are tried one by one.
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyBenchmark extends StandardRun {
  /** How many rules. */
  @Param({"1", "100", "10000"})
  public int rules;

  private Rules pinned;
  private Rules globs;
  private Subject last;
  private Subject unprotected;
  private Subject stranger;

  /** Makes rules and subjects. */
  @Setup
  public void prepare() {
    List<RuleSettings> pins = new ArrayList<>();
    List<RuleSettings> wide = new ArrayList<>();
    for (int i = 1; i <= rules; i++) {
      pins.add(rule("rule " + i, "project_id", "" + i));
      wide.add(rule("rule " + i, "project_path", "group-" + i + "/**"));
    }
    pinned = new Rules(pins);
    globs = new Rules(wide);
    last = subject(rules, "true");
    unprotected = subject(rules, "false");
    stranger = subject(rules + 1, "true");
  }

  private static RuleSettings rule(String name, String claim, String value) {
    return RuleSettings.named(name)
        .to(List.of("orders-db"))
        .when("ref_protected", "true")
        .when("ref", List.of("main", "release/*"))
        .when(claim, value);
  }

  private static Subject subject(int project, String isProtected) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("project_id", "" + project);
    claims.put("project_path", "group-" + project + "/app");
    claims.put("ref", "main");
    claims.put("ref_protected", isProtected);
    Identity identity =
        new Identity("https://gitlab.example.com", "job", Claims.of(claims), Map.of(), Instant.MAX);
    return new Subject(identity, "gitlab", "orders-db", "ci");
  }

  /** Granted by the last rule. */
  @Benchmark
  public Decision granted() {
    return pinned.decide(last);
  }

  /** Denied by the one rule about its project. */
  @Benchmark
  public Decision denied() {
    return pinned.decide(unprotected);
  }

  /** Denied: no rule is about its project. */
  @Benchmark
  public Decision deniedStranger() {
    return pinned.decide(stranger);
  }

  /** What the audit is told beside a denial: the rule that came nearest. */
  @Benchmark
  public String nearest() {
    return pinned.nearest(stranger);
  }

  /** Granted by the last of rules that cannot be found by an exact text. */
  @Benchmark
  public Decision grantedByGlob() {
    return globs.decide(last);
  }
}
