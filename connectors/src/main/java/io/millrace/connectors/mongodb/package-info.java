/** Results as documents of MongoDB, by the reactive driver; and a store in this JVM that speaks its protocol. */
@NullMarked
package io.millrace.connectors.mongodb;

import org.jspecify.annotations.NullMarked;
