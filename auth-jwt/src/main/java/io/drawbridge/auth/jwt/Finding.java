// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.util.function.Supplier;

/** What one check of a token found. */
sealed interface Finding permits Finding.Held, Finding.Moot, Fault {
  /** It is as it must be; the detail is made only if it is shown. */
  record Held(Supplier<String> detail) implements Finding {}

  /** It cannot be told after an earlier fault; alone it refuses as well. */
  record Moot(String why) implements Finding {}

  record Named(String name, Supplier<Finding> look) {}
}
