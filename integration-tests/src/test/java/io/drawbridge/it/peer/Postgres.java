// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server on loopback with a fresh cluster, user and database {@code postgres}.
 */
public final class Postgres implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path programs;
  private final Path root;
  private final int port = Ports.free();

  private Postgres(Path programs, Path root) {
    this.programs = programs;
    this.root = root;
  }

  /** Without TLS. */
  public static Postgres start() {
    return start(null);
  }

  /** With TLS and that certificate. */
  public static Postgres start(Certificates certificates) {
    Path programs = Tools.requirePostgres();
    try {
      Path root = Files.createTempDirectory("drawbridge-postgres");
      Postgres server = new Postgres(programs, root);
      own(root);
      server
          .run("initdb", "-D", server.data(), "-U", "postgres", "-A", "trust", "--no-sync")
          .good();
      List<String> options =
          new ArrayList<>(
              List.of(
                  "-p " + server.port,
                  "-c listen_addresses=127.0.0.1",
                  "-c unix_socket_directories=''",
                  "-c fsync=off"));
      if (certificates != null) {
        options.add("-c ssl=on");
        options.add("-c ssl_cert_file=" + server.adopt(certificates.certificate()));
        options.add("-c ssl_key_file=" + server.adopt(certificates.key()));
      }
      server
          .run(
              "pg_ctl",
              "start",
              "-w",
              "-D",
              server.data(),
              "-l",
              root.resolve("log").toString(),
              "-o",
              String.join(" ", options))
          .good();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String data() {
    return root.resolve("data").toString();
  }

  /** A copy that the server's user alone may read, as it demands for a key. */
  private Path adopt(Path file) throws IOException {
    Path copy = Files.copy(file, root.resolve(file.getFileName()));
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    own(copy);
    return copy;
  }

  private static boolean asRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** initdb and the server refuse to run as root. */
  private static void own(Path file) throws IOException {
    if (asRoot()) {
      Files.setOwner(
          file,
          FileSystems.getDefault()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName("postgres"));
    }
  }

  private Command.Result run(String program, String... arguments) {
    List<String> words = new ArrayList<>();
    if (asRoot()) {
      String setpriv = Tools.require("setpriv").toString();
      words.addAll(
          List.of(setpriv, "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
    }
    words.add(programs.resolve(program).toString());
    words.addAll(List.of(arguments));
    return Command.of(words).with("LC_ALL", "C").in(root).within(LIMIT).run();
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Runs a statement directly, past every proxy, and gives its single value. */
  public String query(String sql) {
    return Command.of(
            Tools.require("psql").toString(),
            "-XAtqc",
            sql,
            "postgresql://postgres@127.0.0.1:" + port + "/postgres")
        .within(LIMIT)
        .run()
        .good()
        .out()
        .strip();
  }

  @Override
  public void close() {
    run("pg_ctl", "stop", "-m", "immediate", "-w", "-D", data());
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
