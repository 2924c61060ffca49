/** Episodes: from the verdict that opens a violation to the one that ends it. */
@NullMarked
package io.millrace.metrics.contract.episode;

import org.jspecify.annotations.NullMarked;
