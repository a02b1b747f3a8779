// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Settings;
import io.drawbridge.guard.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A plugin directory that a test fills. */
class PluginDirectoryFixture {
  static final Peer PEER = new Peer(InetAddress.getLoopbackAddress(), 1, "ci", true);

  @TempDir Path temp;
  Path directory;

  @BeforeEach
  void make() throws IOException {
    directory = Files.createDirectory(temp.resolve("plugins"));
  }

  @AfterEach
  void nothingLeft() {
    Waiting.noThreads();
  }

  String fault() {
    return assertThrows(PluginException.class, () -> PluginDirectory.load(directory)).getMessage();
  }

  static String says(AuthenticatorProvider provider) throws Exception {
    try (Authenticator made = provider.create(Settings.of(Map.of()), null)) {
      Authentication answer = made.authenticate(Credentials.NONE, PEER);
      return ((Authentication.Unavailable) answer).explanation();
    }
  }

  void refused(Path named, String... words) {
    String message = fault();
    assertTrue(message.contains(named.toString()), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
    assertFalse(message.contains("\n"), message);
  }

  static String creating(Providers providers, String type, String way) {
    return assertThrows(
            InvalidSettingsException.class,
            () -> providers.createAuthenticator("n", type, Settings.of(Map.of(way, 1)), null))
        .getMessage();
  }
}
