// SPDX-License-Identifier: Apache-2.0
/**
 * JMH benchmarks: what one handshake and one relayed byte cost. Each class measures one thing and
 * says which. Not part of the product.
 */
package io.drawbridge.benchmarks;
