/** Contracts over HTTP: published, shown, and what was found of them. */
@NullMarked
package io.millrace.ingress.contracts;

import org.jspecify.annotations.NullMarked;
