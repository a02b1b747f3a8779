// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A gateway with TLS, an echo behind it, and the command line that leads there. */
final class Way implements AutoCloseable {
  final Path directory;
  final Certificates certificates;
  final Target target;
  final Configuration configuration;
  final Gateway gateway;

  Way(Path directory, Target target, String... rule) {
    this.directory = directory;
    this.target = target;
    this.certificates = Certificates.create(directory, "tls", "gateway");
    this.configuration =
        Scene.withTls(Scene.withSecret(directory, target.port(), rule), certificates)
            // Two virtual machines that start at once on a busy machine shake hands slowly.
            .deadline("total", "60s")
            .deadline("tls", "30s")
            .deadline("head", "30s");
    this.gateway = Gateway.start(configuration);
  }

  /** {@code connect} with the gateway and its authority, and further words. */
  List<String> words(String... more) {
    List<String> words = new ArrayList<>(List.of("connect", "--gateway"));
    words.add("localhost:" + gateway.tlsPort());
    words.addAll(List.of("--ca", certificates.certificate().toString()));
    words.addAll(List.of(more));
    return words;
  }

  /** The command, with the right token in its environment. */
  Command connect(String... more) {
    return Command.drawbridge(words(more).toArray(String[]::new))
        .with("DRAWBRIDGE_TOKEN", Scene.TOKEN);
  }

  /** The command as a process that goes on, once it says that it is ready. */
  ConnectProcess ready(String... more) {
    ConnectProcess process = ConnectProcess.start(directory, connect(more));
    try {
      return process.await("ready");
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  @Override
  public void close() {
    gateway.close();
    target.close();
  }
}
