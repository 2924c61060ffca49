/** Rows of a CSV file as a model's inputs, answers as predictions, and how good these are; knows no transport. */
@NullMarked
package io.millrace.launcher.evaluation;

import org.jspecify.annotations.NullMarked;
