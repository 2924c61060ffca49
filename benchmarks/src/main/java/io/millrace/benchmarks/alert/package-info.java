/** How soon a violation of a contract is known. */
@NullMarked
package io.millrace.benchmarks.alert;

import org.jspecify.annotations.NullMarked;
