@NullMarked
package io.millrace.model.node;

import org.jspecify.annotations.NullMarked;
