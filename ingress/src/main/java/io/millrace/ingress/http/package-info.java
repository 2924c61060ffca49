/** How the ingress speaks HTTP: bodies in, JSON and errors out. */
@NullMarked
package io.millrace.ingress.http;

import org.jspecify.annotations.NullMarked;
