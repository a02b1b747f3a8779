// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import java.util.Set;

/** What breaks a rule today and is being mended. Nothing is ever added. */
final class KnownViolations {
  /** Classes that name one of a floor above theirs. */
  static final Set<String> UPWARD_IMPORTS = Set.of();

  /** Classes that use what only another package may. */
  static final Set<String> USES = Set.of();

  /** Packages of the product that speak of one provider. */
  static final Set<String> PROVIDER_WORDS = Set.of("io.drawbridge.connect");

  /** Classes that need each other. */
  static final Set<String> CYCLES_OF_CLASSES = Set.of();

  /** Simple names. */
  static final Set<String> LONG_FILES = Set.of();

  /** {@code Class.method}. */
  static final Set<String> LONG_METHODS = Set.of();

  /** Directories, from the module's on. */
  static final Set<String> FULL_FOLDERS = Set.of();

  /** Simple names. */
  static final Set<String> NAMES_TAKEN_TWICE = Set.of();

  private KnownViolations() {}
}
