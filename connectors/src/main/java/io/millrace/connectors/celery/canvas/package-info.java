/** What follows a task: chains, groups, chords, links and the links of errors. */
@NullMarked
package io.millrace.connectors.celery.canvas;

import org.jspecify.annotations.NullMarked;
