@NullMarked
package io.millrace.topology.serde.application;

import org.jspecify.annotations.NullMarked;
