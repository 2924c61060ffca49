@NullMarked
package io.millrace.model.deployment;

import org.jspecify.annotations.NullMarked;
