// SPDX-License-Identifier: Apache-2.0
/** What a Drawbridge plugin compiles against. It requires nothing beyond {@code java.base}. */
module io.drawbridge.auth {
  exports io.drawbridge.auth;
  exports io.drawbridge.json;
  exports io.drawbridge.common;
}
