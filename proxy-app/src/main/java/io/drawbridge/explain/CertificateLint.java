// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.config.Configuration;
import io.drawbridge.config.Outline;
import io.drawbridge.leg.TlsIdentity;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.settings.TargetSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds certificates outside their time, or soon to be, in every file that a configuration names:
 * listeners' chains, targets' and the web client's authorities. A file is told of once.
 */
final class CertificateLint {
  /** Time to have one issued by hand, over a week's end. */
  private static final Duration SOON = Duration.ofDays(14);

  private final Instant now;
  private final Set<Path> seen = new HashSet<>();
  private final List<String> found = new ArrayList<>();

  private CertificateLint(Instant now) {
    this.now = now;
  }

  /** A line for each finding, with its place. */
  static List<String> of(Configuration configuration, Instant now)
      throws InvalidSettingsException, IOException {
    CertificateLint lint = new CertificateLint(now);
    Outline outline = configuration.outline();
    for (ListenerSettings each : configuration.settings().listeners()) {
      String where = outline.where("listener." + each.name()) + ": listener " + each.name();
      switch (each.tls().map(ServerTls::identity).orElse(null)) {
        case ServerTls.Pem(Path chain, Path _) -> lint.authorities(where, chain);
        case ServerTls.Pkcs12(Path store, var password) ->
            lint.look(
                where, store, TlsIdentity.pkcs12(store, password.reveal().toCharArray()).chain());
        case ServerTls.Own _ -> {
          // An embedder's: there is no file.
        }
        case null -> {
          // Not encrypted.
        }
      }
    }
    for (TargetSettings each : configuration.settings().targets()) {
      if (each.encryption().map(TargetSettings.Tls::trust).orElse(null)
          instanceof TargetSettings.Authorities(Path file)) {
        String where = outline.where("target." + each.name()) + ": target " + each.name();
        lint.authorities(where, file);
      }
    }
    Optional<Settings> web = outline.table("web");
    if (web.isPresent()) {
      lint.authorities(web.get().where() + ": web", web.get().path("authorities"));
    }
    return lint.found;
  }

  private void authorities(String where, Path file) throws IOException {
    look(where, file, TlsIdentity.certificates(file));
  }

  private void look(String where, Path file, List<X509Certificate> certificates) {
    if (!seen.add(file)) {
      return;
    }
    for (X509Certificate each : certificates) {
      Instant from = each.getNotBefore().toInstant();
      Instant until = each.getNotAfter().toInstant();
      String problem = null;
      if (until.isBefore(now)) {
        problem = "expired at " + until + "; replace it";
      } else if (from.isAfter(now)) {
        problem = "is not valid before " + from + "; see that this machine's clock is right";
      } else if (!until.isAfter(now.plus(SOON))) {
        problem = "ends at " + until + "; replace it before that";
      }
      if (problem != null) {
        found.add(
            "%s: %s: the certificate of %s %s"
                .formatted(where, file, each.getSubjectX500Principal().getName(), problem));
      }
    }
  }
}
