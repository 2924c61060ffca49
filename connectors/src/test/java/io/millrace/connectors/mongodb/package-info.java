@NullMarked
package io.millrace.connectors.mongodb;

import org.jspecify.annotations.NullMarked;
