/** A client of the request and result topics: what the demo, the benchmarks and the tests send with. */
@NullMarked
package io.millrace.launcher.client;

import org.jspecify.annotations.NullMarked;
