/** All nodes of a pool in the order of their scores, kept up to date node by node. */
@NullMarked
package io.millrace.scheduler.rank;

import org.jspecify.annotations.NullMarked;
