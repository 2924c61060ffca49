/** ROHE's management API: its paths, its commands, its forms of nodes and services. */
@NullMarked
package io.millrace.ingress.placement.rohe;

import org.jspecify.annotations.NullMarked;
