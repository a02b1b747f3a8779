// SPDX-License-Identifier: Apache-2.0
/** The Drawbridge engine and its embedding API. */
module io.drawbridge {
  requires transitive io.drawbridge.auth;
  requires java.net.http;
  requires jdk.management;

  exports io.drawbridge;
  exports io.drawbridge.observe;
  exports io.drawbridge.settings;

  uses io.drawbridge.auth.AuthenticatorProvider;
  uses io.drawbridge.auth.AuthorizerProvider;
  uses io.drawbridge.auth.CredentialSourceProvider;
}
