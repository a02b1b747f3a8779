// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.guard.WatchedThread;
import io.drawbridge.leg.TlsFiles;
import io.drawbridge.session.Frontend;
import io.drawbridge.session.Listener;
import io.drawbridge.telemetry.Metrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches the files of the listeners' certificates, if there are any, and says at once what became
 * of a renewed one. On a thread of its own: a file system that hangs must hold up neither a
 * connection nor a timer. Safe for concurrent use.
 */
final class CertificateWatch implements AutoCloseable {
  /** Far longer than a look takes: the file system hangs. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private final Map<String, TlsFiles> byListener = new LinkedHashMap<>();
  private final System.Logger logger;
  private final Optional<WatchedThread> thread;

  /** Of the listeners that have files; an embedder's own context is the embedder's to watch. */
  CertificateWatch(List<Listener> listeners, System.Logger logger) {
    for (Listener each : listeners) {
      if (each.frontend().tls().map(Frontend.Tls::context).orElse(null) instanceof TlsFiles own) {
        byListener.put(each.name(), own);
      }
    }
    this.logger = logger;
    this.thread =
        byListener.isEmpty()
            ? Optional.empty()
            : Optional.of(WatchedThread.start("drawbridge-certificates", this::look));
  }

  private long look() {
    byListener.forEach(
        (listener, files) -> files.look().ifPresent(change -> tell(listener, change)));
    return WatchedThread.LONGEST_REST.toNanos();
  }

  private void tell(String listener, TlsFiles.Change change) {
    System.Logger.Level level =
        change.taken() ? System.Logger.Level.INFO : System.Logger.Level.ERROR;
    logger.log(level, "listener {0}: {1}", listener, change.line());
  }

  void register(Metrics metrics) {
    byListener.forEach(
        (listener, files) -> {
          String[] labels = {"listener", listener, "file", files.file().toString()};
          metrics.gauge(
              "drawbridge_certificate_expiry_timestamp_seconds",
              "When the certificate in use, or one of its chain, ends, in seconds since 1970.",
              () -> files.expires().getEpochSecond(),
              labels);
          metrics.gauge(
              "drawbridge_certificate_stale",
              "1 while the files hold what cannot be used, so that the certificate of before is.",
              () -> files.stale() ? 1 : 0,
              labels);
        });
  }

  Optional<String> problem() {
    return thread.flatMap(watched -> watched.problem(LATE));
  }

  @Override
  public void close() {
    thread.ifPresent(WatchedThread::close);
  }
}
