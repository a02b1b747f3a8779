// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The gateway as a process. */
public final class Gateway implements AutoCloseable {
  /** The gauge of the buffers that flows and legs hold. */
  public static final String BUFFERS = "drawbridge_buffers_out";

  /** The gauge of the pipes that flows hold. */
  public static final String PIPES = "drawbridge_pipes_out";

  private static final Duration START = Duration.ofSeconds(30);
  private static final HttpClient WEB =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Configuration configuration;
  private final Process process;
  private final Path out;
  private final Path err;

  private Gateway(Configuration configuration, Process process, Path out, Path err) {
    this.configuration = configuration;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it and waits until it is ready. */
  public static Gateway start(Configuration configuration, String... jvmOptions) {
    return launch(configuration, List.of(), jvmOptions).awaitReady();
  }

  /** Starts it with another directory of plugins and waits until it is ready. */
  public static Gateway startWithPlugins(Configuration configuration, Path plugins) {
    return launch(configuration, List.of("--plugins", plugins.toString())).awaitReady();
  }

  /** Starts it and waits until it says that it is not ready, and these words of why. */
  public static Gateway startNotReady(Configuration configuration, String why) {
    Gateway gateway = launch(configuration, List.of());
    try {
      Await.until(
          START,
          () -> "the gateway says: " + why + "\n" + gateway.printed(),
          () -> gateway.isNotReady(why));
      return gateway;
    } catch (AssertionError e) {
      gateway.process.destroyForcibly();
      throw e;
    }
  }

  private boolean isNotReady(String why) {
    try {
      HttpResponse<String> answer = get("/readyz");
      return answer.statusCode() == 503 && answer.body().contains(why);
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  /** Starts it and does not wait. */
  public static Gateway launch(
      Configuration configuration, List<String> arguments, String... jvmOptions) {
    List<String> words = new ArrayList<>(List.of("serve", "-c", configuration.write().toString()));
    words.addAll(arguments);
    return launch(
        configuration,
        Command.drawbridge(words.toArray(String[]::new))
            .with("DRAWBRIDGE_JAVA_OPTS", String.join(" ", jvmOptions)));
  }

  /**
   * Starts it from the class path, where the manifest of its jar says nothing: no native access, no
   * look into the JDK.
   */
  public static Gateway startWithoutManifest(Configuration configuration) {
    String file = configuration.write().toString();
    String jar = Home.jar().toString();
    String java = Home.java().toString();
    return launch(
            configuration,
            Command.of(java, "-cp", jar, "io.drawbridge.cli.Boot", "serve", "-c", file))
        .awaitReady();
  }

  private static Gateway launch(Configuration configuration, Command command) {
    Path out = configuration.directory().resolve("stdout");
    Path err = configuration.directory().resolve("stderr");
    try {
      Process process = command.start(out, err);
      return new Gateway(configuration, process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Gateway awaitReady() {
    try {
      Await.answer(START, () -> "the gateway is ready\n" + printed(), this::readiness);
      return this;
    } catch (AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private Optional<Boolean> readiness() {
    if (!process.isAlive()) {
      throw new AssertionError("it ended with " + process.exitValue() + "\n" + printed());
    }
    try {
      return get("/readyz").statusCode() == 200 ? Optional.of(true) : Optional.empty();
    } catch (UncheckedIOException _) {
      return Optional.empty();
    }
  }

  /** Asks its admin listener. */
  public HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + configuration.admin() + path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return WEB.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Its metrics now. */
  public Metrics metrics() {
    return new Metrics(get("/metrics").body());
  }

  /** Its audit. */
  public AuditTrail audit() {
    return new AuditTrail(configuration.directory().resolve("audit.jsonl"));
  }

  /** The port of its plain listener. */
  public int port() {
    return configuration.port("plain");
  }

  /** The port of its TLS listener. */
  public int tlsPort() {
    return configuration.port("tls");
  }

  /** A client that has connected to the plain listener. */
  public Client client() {
    return Client.plain(port());
  }

  /** A tunnel through the plain listener, open. */
  public Client tunnel(String target, String token) {
    Client client = client();
    try {
      Answer answer = client.connectTo(target, token);
      if (answer.status() != 200) {
        throw new AssertionError("not let in: " + answer + "\n" + printed());
      }
      return client;
    } catch (IOException e) {
      client.close();
      throw new AssertionError("no answer; it printed\n" + printed(), e);
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Its process. */
  public Process process() {
    return process;
  }

  /** Resident memory of the process in bytes. */
  public long residentBytes() {
    return Long.parseLong(status("VmRSS").replaceAll("[^0-9]", "")) * 1024;
  }

  /** How long its threads compute while so much time passes. */
  public long cpuNanosWithin(Duration time) {
    long before = process.info().totalCpuDuration().orElseThrow().toNanos();
    long begin = System.nanoTime();
    Await.until(
        time.plusSeconds(5),
        () -> "the time passes",
        () -> System.nanoTime() - begin >= time.toNanos());
    return process.info().totalCpuDuration().orElseThrow().toNanos() - before;
  }

  private String status(String key) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
          .filter(line -> line.startsWith(key + ":"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it holds now. */
  public Baseline baseline() {
    Metrics metrics = metrics();
    return new Baseline(
        // Pipes are kept for the next who needs one; the pool counts them, and bounds them.
        entries("/proc/" + pid() + "/fd") - 2 * (int) metrics.gauge("drawbridge_pipes_open"),
        Integer.parseInt(status("Threads").replaceAll("[^0-9]", "")),
        metrics.gauge("drawbridge_sessions_open"),
        metrics.gauge("drawbridge_tunnels_open"),
        metrics.gauge(BUFFERS) + metrics.gauge(PIPES));
  }

  private static int entries(String directory) {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return (int) files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it holds no more than then. */
  public void assertBaseline(Baseline before) {
    Await.until(
        Duration.ofSeconds(8),
        () -> "back to " + before + ", is " + baseline() + "\n" + printed(),
        () -> before.holds(baseline()));
  }

  /** All it printed. */
  public String printed() {
    try {
      return Files.readString(out) + Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails if one of the secrets is in anything that the gateway writes. */
  public void scanForSecrets(List<String> canaries) {
    String audit;
    try {
      audit = audit().text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String metrics = process.isAlive() ? metrics().text() : "";
    for (String canary : canaries) {
      for (String written : List.of(printed(), audit, metrics)) {
        int at = written.indexOf(canary);
        if (at >= 0) {
          int from = written.lastIndexOf('\n', at) + 1;
          throw new AssertionError("a secret is in: " + written.substring(from, at) + "***");
        }
      }
    }
  }

  /** Asks it to drain (SIGTERM). */
  public void terminate() {
    process.destroy();
  }

  /** Kills it without warning (SIGKILL) and waits for its end. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  /** Waits for its end. */
  public int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("not ended within " + limit + "\n" + printed());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }
}
