// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Secret;
import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import io.drawbridge.guard.WatchedThread;
import io.drawbridge.leg.TlsFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * The web client plugins are lent: HTTP/1.1 (RFC 9112) over TLS, no redirects, no proxy, and one
 * deadline over name, connection, head and body, since a request timeout of the JDK ends with the
 * head and a body that drips would hold a thread for ever. A request that got no byte of an answer
 * on a connection that was perhaps kept from an earlier one is sent once more, also a POST: the
 * other side may close such a connection just as the request comes (RFC 9112, section 9.6), and
 * would do so again and again. No message has more than the host of the request: paths, headers and
 * bodies may be secret. Safe for concurrent use; threads come with the first request and stay.
 */
public final class BoundedWebClient implements WebClient, AutoCloseable {
  private static final String AUTHORITIES =
      "; if it is your own, name the authority's certificate under [web] as authorities";

  private static final Pattern LOOPBACK =
      Pattern.compile("127(?:\\.\\d{1,3}){3}|\\[(?:::1|0:0:0:0:0:0:0:1)]|localhost");

  /** They run the JDK's steps of an exchange, which do not wait: a processor each. */
  private static final int THREADS = 8;

  /** As long as a target has unless it is set (TimeoutSettings). */
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Of those that have answered; plugins ask the few in their settings. */
  private static final int MOST_HOSTS = 1_000;

  private final Optional<SSLContext> trust;
  private final boolean offline;

  /** Those that have answered, so that a connection to them may have been kept. */
  private final Set<String> answered = ConcurrentHashMap.newKeySet();

  private HttpClient client;
  private ThreadPoolExecutor executor;
  private boolean closed;

  /**
   * A client.
   *
   * @param trust whom to trust; empty for the authorities the JDK trusts
   * @param offline whether it asks nobody: every request fails at once
   */
  public BoundedWebClient(Optional<SSLContext> trust, boolean offline) {
    this.trust = trust;
    this.offline = offline;
  }

  /** The other side ended the connection without a byte of an answer. */
  private static final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    UnansweredException(String message) {
      super(message);
    }
  }

  @Override
  public WebResponse send(WebRequest request) throws IOException, InterruptedException {
    String host = checked(request);
    if (offline) {
      throw new IOException("offline: " + host + " was not asked");
    }
    long began = System.nanoTime();
    boolean perhapsKept = answered.contains(request.uri().getRawAuthority());
    try {
      return exchange(host, request);
    } catch (UnansweredException e) {
      Duration left = request.deadline().minusNanos(System.nanoTime() - began);
      if (!perhapsKept || !left.isPositive()) {
        throw e;
      }
      return exchange(host, request.withDeadline(left));
    }
  }

  private WebResponse exchange(String host, WebRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<BoundedBody> body = new CompletableFuture<>();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client()
            .sendAsync(
                built(request),
                info -> {
                  long length = info.headers().firstValueAsLong("content-length").orElse(-1);
                  BoundedBody made = new BoundedBody(length, request.maxBody());
                  body.complete(made);
                  return made;
                });
    try {
      HttpResponse<byte[]> whole = answer.get(request.deadline().toNanos(), TimeUnit.NANOSECONDS);
      if (answered.size() < MOST_HOSTS) {
        answered.add(request.uri().getRawAuthority());
      }
      return response(whole);
    } catch (TimeoutException _) {
      throw new IOException(
          "no whole answer from " + host + " within " + request.deadline().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw failure(host, e.getCause());
    } finally {
      // A no-op after a whole answer; else it takes the connection down.
      answer.cancel(true);
      BoundedBody begun = body.getNow(null);
      if (begun != null) {
        begun.abandon();
      }
    }
  }

  private static String checked(WebRequest request) throws IOException {
    URI uri = request.uri();
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IOException("a request needs a URI with a host, without user and fragment");
    }
    boolean plain = "http".equalsIgnoreCase(uri.getScheme());
    if (plain && !LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
      throw new IOException("http is only for loopback addresses; use https for " + host);
    }
    if (!plain && !"https".equalsIgnoreCase(uri.getScheme())) {
      throw new IOException("only https can be asked, not " + uri.getScheme());
    }
    if (!request.method().equals("GET") && !request.method().equals("POST")) {
      throw new IOException("only GET and POST can be sent");
    }
    return host;
  }

  private static HttpRequest built(WebRequest request) throws IOException {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).timeout(request.deadline());
    if (request.method().equals("POST")) {
      String body = request.body().map(Secret::reveal).orElse("");
      builder.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    for (Map.Entry<String, Secret> header : request.headers().entrySet()) {
      try {
        builder.setHeader(header.getKey(), header.getValue().reveal());
      } catch (IllegalArgumentException _) {
        // The JDK's message would repeat the value.
        throw new IOException("the header field " + header.getKey() + " cannot be sent");
      }
    }
    return builder.build();
  }

  private static WebResponse response(HttpResponse<byte[]> answer) {
    Map<String, List<String>> headers = new HashMap<>();
    HttpHeaders given = answer.headers();
    given.map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new WebResponse(answer.statusCode(), Map.copyOf(headers), answer.body());
  }

  private static IOException failure(String host, Throwable cause) {
    if (cause instanceof IOException io
        && "HTTP/1.1 header parser received no bytes".equals(io.getMessage())) {
      return new UnansweredException(host + ": closed the connection without an answer");
    }
    String what =
        switch (cause) {
          case BoundedBody.TooLongException tooLong -> tooLong.getMessage();
          case java.net.http.HttpConnectTimeoutException _ -> "the connection took too long";
          case java.net.http.HttpTimeoutException _ -> "the answer took too long";
          case SSLException tls -> TlsFailure.told(tls, AUTHORITIES);
          case java.net.ConnectException _ -> "cannot be connected to";
          case null -> "failed";
          default -> "failed (" + cause.getClass().getSimpleName() + ")";
        };
    return new IOException(host + ": " + what);
  }

  private synchronized HttpClient client() throws IOException {
    if (closed) {
      throw new IOException("the web client has been closed");
    }
    if (client != null && client.isTerminated()) {
      // Its own thread is gone, for want of memory perhaps: every request would fail for ever.
      executor.shutdownNow();
      client = null;
    }
    if (client == null) {
      ThreadPoolExecutor threads = threads();
      try {
        // The client does not survive a task for which no thread can be started.
        threads.prestartAllCoreThreads();
        client = client(threads);
        executor = threads;
      } finally {
        if (client == null) {
          threads.shutdownNow();
        }
      }
    }
    return client;
  }

  private static ThreadPoolExecutor threads() {
    return new ThreadPoolExecutor(
        THREADS,
        THREADS,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        work -> WatchedThread.daemon("plugin-web", work));
  }

  private HttpClient client(ThreadPoolExecutor threads) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(threads)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT);
    trust.ifPresent(builder::sslContext);
    return builder.build();
  }

  /** Aborts what is under way and ends the threads; waits for them at most a second. */
  @Override
  public synchronized void close() {
    closed = true;
    if (client == null) {
      return;
    }
    client.shutdownNow();
    try {
      client.awaitTermination(Duration.ofSeconds(1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
    client = null;
  }
}
