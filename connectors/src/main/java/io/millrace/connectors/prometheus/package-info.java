/** Meters by Prometheus' conventions, and the ways out of the process: scraped, or sent as OpenTelemetry's. */
@NullMarked
package io.millrace.connectors.prometheus;

import org.jspecify.annotations.NullMarked;
