/** Windows and violations as CSV and JSON lines, each result on one line, over crashes too. */
@NullMarked
package io.millrace.connectors.files;

import org.jspecify.annotations.NullMarked;
