/** The records of the domain; they know only the JDK. */
@NullMarked
package io.millrace.model;

import org.jspecify.annotations.NullMarked;
