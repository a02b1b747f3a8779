// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.config.Configuration;
import io.drawbridge.testing.KeyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that is outside its time, or soon will be, is told of before a job meets it. */
@Timeout(120)
class CertificateLintTest {
  @TempDir Path directory;

  private Instant made(String name, String... dates) throws Exception {
    String[] options = {"-keyalg", "EC", dates[0], dates[1], "-validity", dates[2]};
    KeyFiles files = KeyFiles.make(directory, name, options);
    files.write(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    return files.certificate().getNotAfter().toInstant();
  }

  private Configuration read(String listener, String authorities) throws Exception {
    Path file = directory.resolve("d.toml");
    Files.writeString(
        file,
        """
        [[listener]]
        name = "ci"
        address = "127.0.0.1:0"
        tls = { %s }
        [auth.a]
        type = "any"
        [[target]]
        name = "db"
        address = "db.internal:5432"
        tls = { authorities = "%s" }
        [[target]]
        name = "db2"
        address = "db2.internal:5432"
        tls = { authorities = "%s" }
        [[rule]]
        name = "r"
        to = ["db", "db2"]
        [web]
        authorities = "early.pem"
        [audit]
        file = "audit.jsonl"
        """
            .formatted(listener, authorities, authorities));
    return Configuration.read(file, UnaryOperator.identity(), _ -> KeyFiles.PASSWORD);
  }

  private List<String> found(Configuration configuration, Instant now) throws Exception {
    return CertificateLint.of(configuration, now).stream()
        .map(line -> line.replace(directory + "/", ""))
        .toList();
  }

  @Test
  void everyCertificateThatIsOutsideItsTimeOrSoonWillBeIsToldOfOnceWithFileSubjectAndDate()
      throws Exception {
    Instant good = made("good", "-startdate", "-1d", "100");
    Instant old = made("old", "-startdate", "-30d", "20");
    made("early", "-startdate", "+10d", "100");
    Files.writeString(
        directory.resolve("both.pem"),
        Files.readString(directory.resolve("good.pem"))
            + Files.readString(directory.resolve("old.pem")));
    Configuration pem = read("certificate = \"good.pem\", key = \"good.key\"", "both.pem");
    String web = "d.toml:18:2: web: early.pem: the certificate of CN=early is not valid before ";
    List<String> now = found(pem, Instant.now());
    assertEquals(
        "d.toml:7:3: target db: both.pem: the certificate of CN=old expired at "
            + old
            + "; replace it",
        now.getFirst());
    assertEquals(web, now.getLast().substring(0, web.length()));
    assertEquals(2, now.size(), now.toString());
    Duration soon = Duration.ofDays(14);
    String ends =
        "d.toml:1:3: listener ci: good.%s: the certificate of CN=good ends at "
            + good
            + "; replace it before that";
    assertEquals(ends.formatted("pem"), found(pem, good.minus(soon)).getFirst());
    assertEquals(2, found(pem, good.minus(soon)).size() - 1, "of the target's, too");
    assertEquals(1, found(pem, good.minus(soon).minusSeconds(1)).size(), "one second earlier");
    Configuration store =
        read("store = \"good.p12\", password = { env = \"PASSWORD\" }", "good.pem");
    assertEquals(ends.formatted("p12"), found(store, good.minusSeconds(1)).getFirst());
  }
}
