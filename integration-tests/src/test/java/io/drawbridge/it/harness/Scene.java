// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The configurations most tests begin with. */
public final class Scene {
  /** The secret of the protected CI variable, which must turn up nowhere. */
  public static final String TOKEN = "canary-5f0c9a7be1d84c3f9b6e2a7714d8c035";

  /** The audience of the gateway. */
  public static final String AUDIENCE = "https://drawbridge.test";

  /** The project that may reach the target. */
  public static final long PROJECT = 4217;

  /** The target's name. */
  public static final String TARGET = "orders-db";

  private static final AtomicInteger NEXT_SOURCE = new AtomicInteger();

  private Scene() {}

  /** A plain listener, the static authenticator with {@link #TOKEN}, a target and its rule. */
  public static Configuration withSecret(Path directory, Target target) {
    return withSecret(directory, target.port());
  }

  /** The same with a port of loopback as the target. */
  public static Configuration withSecret(Path directory, int target, String... rule) {
    return new Configuration(directory)
        .plain()
        .secret("ci", TOKEN, Map.of("project_id", "" + PROJECT))
        .target(TARGET, target)
        .rule("orders", TARGET, rules(rule));
  }

  /** A listener with TLS besides. */
  public static Configuration withTls(Configuration configuration, Certificates certificates) {
    return configuration.tls(certificates.certificate(), certificates.key());
  }

  /**
   * A plain listener, the GitLab authenticator in one of its liveness modes, a target, its rule.
   */
  public static Configuration withGitLab(
      Path directory, StandInGitLab gitlab, String mode, int target) {
    Configuration configuration = new Configuration(directory).plain();
    configuration.write("gitlab-read-api", gitlab.readToken());
    String liveness =
        mode.equals("api-token")
            ? "{ mode = \"api-token\", token = { file = \"gitlab-read-api\" } }"
            : "{ mode = \"" + mode + "\" }";
    return configuration
        .gitlab(gitlab.url(), AUDIENCE, liveness)
        .liveness("1s", "3s")
        .target(TARGET, target)
        .rule("orders", TARGET, rules("auth = \"gitlab\""));
  }

  private static String[] rules(String... more) {
    String[] lines = new String[more.length + 1];
    lines[0] = "when = { project_id = \"" + PROJECT + "\" }";
    System.arraycopy(more, 0, lines, 1, more.length);
    return lines;
  }

  /**
   * Another address of loopback each time: the gateway sums up what one stranger does too often,
   * and the tests look for single records.
   */
  public static String anotherSource() {
    int n = NEXT_SOURCE.incrementAndGet();
    return "127.0." + (1 + n / 250 % 250) + "." + (1 + n % 250);
  }
}
