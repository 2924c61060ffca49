/** Broken promises of quality become commands to pools, by rules that a user writes. */
@NullMarked
package io.millrace.connectors.quality;

import org.jspecify.annotations.NullMarked;
