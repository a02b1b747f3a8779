// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx with its stream module, built in or loaded. */
final class Nginx {
  private static final List<String> MODULES =
      List.of(
          "/usr/lib/nginx/modules",
          "/usr/lib64/nginx/modules",
          "/usr/share/nginx/modules",
          "/etc/nginx/modules",
          "/usr/local/nginx/modules",
          "/usr/local/libexec/nginx",
          "/opt/homebrew/lib/nginx/modules");

  private static final String CONFIGURATION =
      """
      daemon off;
      worker_processes %1$d;
      pid %2$s/nginx.pid;
      error_log stderr error;
      worker_rlimit_nofile %3$d;

      events {
        worker_connections %3$d;
      }

      stream {
        proxy_connect_timeout 5s;
        proxy_timeout 1h;
        proxy_buffer_size %8$s;
        ssl_certificate %7$s;
        ssl_certificate_key %7$s;
        ssl_protocols TLSv1.3;
        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
        ssl_session_cache shared:compare:10m;

        server {
          listen 127.0.0.1:%4$d backlog=1024;
          proxy_pass 127.0.0.1:%6$d;
        }
        server {
          listen 127.0.0.1:%5$d ssl backlog=1024;
          proxy_pass 127.0.0.1:%6$d;
        }
      }
      """;

  private Nginx() {}

  static RunningContender start(Contender contender, Setup setup, String buffer)
      throws IOException, MissingException {
    Path program =
        Programs.find("nginx").orElseThrow(() -> new MissingException("nginx is not on PATH"));
    InetSocketAddress plain = ProxyProcess.freeAddress();
    InetSocketAddress tls = ProxyProcess.freeAddress();
    Path file = setup.directory().resolve("nginx.conf");
    Files.writeString(
        file,
        module(program).map(path -> "load_module " + path + ";\n").orElse("")
            + CONFIGURATION.formatted(
                setup.workers(),
                setup.directory(),
                2 * setup.tunnels() + 100,
                plain.getPort(),
                tls.getPort(),
                setup.target().getPort(),
                setup.pem(),
                buffer));
    ProxyProcess process =
        ProxyProcess.start(
            setup.directory(),
            List.of(plain, tls),
            program.toString(),
            "-e",
            "stderr",
            "-p",
            setup.directory().toString(),
            "-c",
            file.toString());
    return new RunningContender(
        contender, Entrance.open(plain), Entrance.open(tls), Optional.of(process));
  }

  private static Optional<Path> module(Path program) {
    String beside = program.getParent().resolveSibling("modules").toString();
    return Stream.concat(MODULES.stream(), Stream.of(beside))
        .map(directory -> Path.of(directory, "ngx_stream_module.so"))
        .filter(Files::isReadable)
        .findFirst();
  }
}
