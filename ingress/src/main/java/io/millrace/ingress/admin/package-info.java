/** Everything beside predictions: models, health, topics, results. */
@NullMarked
package io.millrace.ingress.admin;

import org.jspecify.annotations.NullMarked;
