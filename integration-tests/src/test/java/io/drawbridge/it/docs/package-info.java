// SPDX-License-Identifier: Apache-2.0
/** What the documents say is compiled, run and compared with the product. */
package io.drawbridge.it.docs;
