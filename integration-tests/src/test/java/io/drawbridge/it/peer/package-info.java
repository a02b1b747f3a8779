// SPDX-License-Identifier: Apache-2.0
/**
 * What stands around the product in a test: targets, identity providers, a GitLab, databases, and
 * networks that fail. They share no code with the product, its plugins or its demonstration.
 */
package io.drawbridge.it.peer;
