// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Json;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Python package {@code moto} as the STS of a region: it checks signatures, and nobody of this
 * project wrote it. It lies in {@code moto} of the directory {@code DRAWBRIDGE_TOOLS} names (else
 * {@code target/tools}), where pip puts it when it is not there.
 */
public final class Moto implements AutoCloseable {
  /** The account that all of its keys belong to. */
  public static final String ACCOUNT = "123456789012";

  private static final String[] PACKAGES = {"moto==5.2.5", "flask==3.1.2", "flask-cors==6.0.1"};

  private final Process process;
  private final Path own;
  private final int port;
  private final Map<String, Object> keys;

  private Moto(Process process, Path own, int port, Map<String, Object> keys) {
    this.process = process;
    this.own = own;
    this.port = port;
    this.keys = keys;
  }

  /** Starts it. */
  public static Moto start() {
    String tools = Optional.ofNullable(System.getenv("DRAWBRIDGE_TOOLS")).orElse("target/tools");
    Path directory = Path.of(tools, "moto").toAbsolutePath();
    try {
      install(directory);
      Path own = Files.createTempDirectory("drawbridge-moto");
      Path script = own.resolve("moto-sts.py");
      try (InputStream in = Moto.class.getResourceAsStream("/moto-sts.py")) {
        Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
      }
      int port = Ports.free();
      Path log = own.resolve("log");
      Process process =
          Command.of(python(directory), script.toString(), "" + port)
              .in(own)
              .start(log, own.resolve("warnings"));
      Await.until(
          Duration.ofSeconds(60),
          () -> "moto is ready; see " + own,
          () -> Files.readString(log).endsWith("}\n"));
      return new Moto(process, own, port, Json.object(Files.readString(log)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String python(Path directory) {
    return directory.resolve("bin").resolve("python").toString();
  }

  private static void install(Path directory) throws IOException {
    if (Files.isExecutable(directory.resolve("bin").resolve("moto_server"))) {
      return;
    }
    Files.createDirectories(directory.getParent());
    String python = Tools.require("python3").toString();
    run(Command.of(python, "-m", "venv", directory.toString()));
    String[] words = new String[5 + PACKAGES.length];
    System.arraycopy(
        new String[] {python(directory), "-m", "pip", "install", "--quiet"}, 0, words, 0, 5);
    System.arraycopy(PACKAGES, 0, words, 5, PACKAGES.length);
    run(Command.of(words));
  }

  private static void run(Command command) {
    Command.Result result = command.within(Duration.ofMinutes(3)).run();
    if (result.exit() != 0) {
      throw Tools.missing("moto cannot be installed: " + result.out() + result.err());
    }
  }

  /** Where it answers. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The variables of {@code role}, of {@code other}, another role, or of {@code user}. */
  public Map<String, String> keys(String of) {
    Map<String, String> variables = new LinkedHashMap<>();
    ((Map<?, ?>) keys.get(of)).forEach((name, value) -> variables.put("" + name, "" + value));
    return variables;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      for (String name : List.of("moto-sts.py", "log", "warnings")) {
        Files.delete(own.resolve(name));
      }
      Files.delete(own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
