// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.identity;

import static io.drawbridge.it.harness.Configuration.text;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Moto;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway that takes AWS roles, whose STS is moto. */
final class AwsScene implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("Proxy-Authorization: Bearer (\\S+)\r\n");

  final Moto moto = Moto.start();
  final Target echo = Target.echo();
  final StandInGitLab gitlab = new StandInGitLab();
  final Certificates certificates;
  final Gateway gateway;

  /** With further keys of the authenticator, and the rule's conditions. */
  AwsScene(Path directory, Map<String, String> more, String when) {
    certificates = Certificates.create(directory, "tls", "gateway");
    Configuration configuration = new Configuration(directory).plain();
    configuration.tls(certificates.certificate(), certificates.key());
    configuration.set("auth.aws", "type", text("aws-iam"));
    configuration.set("auth.aws", "proof", text("caller-identity"));
    configuration.set("auth.aws", "audience", text(Scene.AUDIENCE));
    configuration.set("auth.aws", "regions", "[" + text("us-east-1") + "]");
    configuration.set("auth.aws", "endpoints", "{ us-east-1 = " + text(moto.url()) + " }");
    configuration.set("auth.aws", "accounts", "[" + text(Moto.ACCOUNT) + "]");
    configuration.set(
        "auth.aws", "roles", "[" + text("arn:aws:iam::" + Moto.ACCOUNT + ":role/ci-deploy") + "]");
    more.forEach((key, value) -> configuration.set("auth.aws", key, value));
    configuration.write("gitlab-read-api", gitlab.readToken());
    configuration.gitlab(
        gitlab.url(),
        Scene.AUDIENCE,
        "{ mode = \"api-token\", token = { file = \"gitlab-read-api\" } }");
    configuration.liveness("1s", "3s").target(Scene.TARGET, echo.port());
    configuration.rule("orders", Scene.TARGET, "auth = \"aws\"", "when = { " + when + " }");
    gateway = Gateway.start(configuration);
    // A proof dated in the second of the start is refused: it may have been used before it.
    Instant started = Instant.now();
    Await.until(
        Duration.ofSeconds(5),
        () -> "the next second",
        () -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(started));
  }

  /** The words that have a proof made for an audience. */
  static List<String> source(String audience) {
    return List.of("--source", "aws-iam", "--source-setting", "audience=" + audience);
  }

  /** {@code connect --source aws-iam} with the keys of moto's role, other role or user. */
  Command connect(String keys, String... more) {
    List<String> words = new ArrayList<>(List.of("connect", "--target", Scene.TARGET));
    words.addAll(source(Scene.AUDIENCE));
    words.addAll(List.of(more));
    Command command = Command.drawbridge(words.toArray(String[]::new));
    moto.keys(keys).forEach(command::with);
    return command.with("AWS_REGION", "us-east-1").with("AWS_ENDPOINT_URL_STS", moto.url());
  }

  /** The way to the gateway, encrypted. */
  String[] encrypted(String... more) {
    List<String> words = new ArrayList<>(List.of("--gateway", "localhost:" + gateway.tlsPort()));
    words.addAll(List.of("--ca", certificates.certificate().toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** What {@code connect --source aws-iam} presents: it is shown to somebody who only listens. */
  String proof() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(30_000);
      String gateway = "127.0.0.1:" + listener.getLocalPort();
      Path out = Path.of("/dev/null");
      Process process =
          connect("role", "--gateway", gateway, "--plaintext", "--stdio").start(out, out);
      try (Socket caught = listener.accept()) {
        caught.setSoTimeout(30_000);
        StringBuilder head = new StringBuilder();
        InputStream in = caught.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
          byte[] some = new byte[4096];
          int count = in.read(some);
          if (count < 0) {
            throw new IOException("ended after " + head.length() + " characters");
          }
          head.append(new String(some, 0, count, StandardCharsets.US_ASCII));
        }
        Matcher token = TOKEN.matcher(head);
        if (!token.find()) {
          throw new AssertionError("no token in the head");
        }
        return token.group(1);
      } finally {
        process.destroy();
      }
    }
  }

  @Override
  public void close() {
    gateway.close();
    gitlab.close();
    echo.close();
    moto.close();
  }
}
