// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A web client for tests of plugins against a stub on loopback: no redirects, a bounded body, one
 * deadline over the whole exchange. Safe for concurrent use.
 */
public final class ContractWebClient implements WebClient, AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  @Override
  public WebResponse send(WebRequest request) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri());
    request.headers().forEach((name, value) -> builder.setHeader(name, value.reveal()));
    builder.method(
        request.method(),
        request
            .body()
            .map(body -> HttpRequest.BodyPublishers.ofString(body.reveal()))
            .orElse(HttpRequest.BodyPublishers.noBody()));
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            builder.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), request.maxBody()));
    try {
      HttpResponse<byte[]> whole = answer.get(request.deadline().toMillis(), TimeUnit.MILLISECONDS);
      return new WebResponse(whole.statusCode(), whole.headers().map(), whole.body());
    } catch (TimeoutException _) {
      throw new IOException("no whole answer inside the deadline");
    } catch (ExecutionException e) {
      throw new IOException("no answer: " + e.getCause().getClass().getSimpleName());
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
