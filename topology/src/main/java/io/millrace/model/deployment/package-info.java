/** What shall run where, what is seen to run, and what happened to it. */
@NullMarked
package io.millrace.model.deployment;

import org.jspecify.annotations.NullMarked;
