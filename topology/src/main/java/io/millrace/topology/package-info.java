/** Topics, stages, and what runs them. */
@NullMarked
package io.millrace.topology;

import org.jspecify.annotations.NullMarked;
