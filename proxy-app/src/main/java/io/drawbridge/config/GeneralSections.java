// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.common.HostPort;
import io.drawbridge.leg.TlsTrust;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.settings.AuditSettings;
import io.drawbridge.settings.LimitSettings;
import io.drawbridge.settings.LivenessSettings;
import io.drawbridge.settings.RelaySettings;
import io.drawbridge.settings.TimeoutSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Reads the tables that are there once: limits, relay, timeouts, liveness, audit, admin, web. */
final class GeneralSections {
  private GeneralSections() {}

  static AdmissionSettings admission(Settings limits) throws InvalidSettingsException {
    return new TableReader<>(Section.LIMITS.of(limits), AdmissionSettings.STANDARD)
        .count("strangers", AdmissionSettings::strangers)
        .count("strangers_per_source", (all, most) -> all.strangers(all.strangers(), most))
        .count("tunnels", AdmissionSettings::tunnels)
        .count("tunnels_per_job", AdmissionSettings::tunnelsPerJob)
        .count("tunnels_per_principal", AdmissionSettings::tunnelsPerPrincipal)
        .read();
  }

  static LimitSettings limits(Settings limits) throws InvalidSettingsException {
    return new TableReader<>(Section.LIMITS.of(limits), LimitSettings.STANDARD)
        .duration("lifetime", LimitSettings::lifetime)
        .duration("untracked_lifetime", LimitSettings::untrackedLifetime)
        .duration("untracked_idle", LimitSettings::untrackedIdle)
        .number("bytes", LimitSettings::bytes)
        .duration("half_closed", LimitSettings::halfClosed)
        .duration("stalled", LimitSettings::stalled)
        .duration("after_expiry", LimitSettings::afterExpiry)
        .read();
  }

  static RelaySettings relay(Settings relay) throws InvalidSettingsException {
    return new TableReader<>(Section.RELAY.of(relay), RelaySettings.STANDARD)
        .flag("splice", RelaySettings::splice)
        .count("pipes", RelaySettings::pipes)
        .read();
  }

  static TimeoutSettings timeouts(Settings timeouts) throws InvalidSettingsException {
    return new TableReader<>(Section.TIMEOUTS.of(timeouts), TimeoutSettings.STANDARD)
        .duration("total", TimeoutSettings::total)
        .duration("tls", TimeoutSettings::tls)
        .duration("head", TimeoutSettings::head)
        .duration("authentication", TimeoutSettings::authentication)
        .duration("policy", TimeoutSettings::policy)
        .duration("names", TimeoutSettings::names)
        .duration("connect", TimeoutSettings::connect)
        .duration("audit", TimeoutSettings::audit)
        .read();
  }

  static LivenessSettings liveness(Settings liveness) throws InvalidSettingsException {
    return new TableReader<>(Section.LIVENESS.of(liveness), LivenessSettings.STANDARD)
        .duration("interval", LivenessSettings::interval)
        .duration("unknown_grace", LivenessSettings::unknownGrace)
        .duration("canceling_grace", LivenessSettings::cancelingGrace)
        .duration("call", LivenessSettings::call)
        .count("requests_per_minute", LivenessSettings::requestsPerMinute)
        .read();
  }

  static AuditSettings audit(Settings audit, Optional<Path> plugins)
      throws InvalidSettingsException {
    Section.AUDIT.of(audit);
    Path file = audit.path("file");
    if (plugins.isPresent() && file.startsWith(plugins.get())) {
      throw audit.invalid("file", "it lies in the plugins' directory, where only plugins may be");
    }
    return new TableReader<>(audit, AuditSettings.to(file))
        .word("mode", "required", "best-effort", AuditSettings::required)
        .word("durability", "disk", "kernel", AuditSettings::disk)
        .count("refusals_per_minute", AuditSettings::refusalsPerMinute)
        .number("max_bytes", AuditSettings::maxBytes)
        .read();
  }

  static InetSocketAddress admin(Settings admin) throws InvalidSettingsException {
    Section.ADMIN.of(admin);
    return TableReader.address(admin, HostPort::toListen);
  }

  static SSLContext web(Settings web) throws InvalidSettingsException {
    Section.WEB.of(web);
    try {
      return TlsTrust.platformAnd(web.path("authorities"));
    } catch (IOException e) {
      throw web.invalid("authorities", e.getMessage());
    }
  }
}
